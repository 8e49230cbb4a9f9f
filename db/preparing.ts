/**
 * Drizzle's statements, prepared. Drizzle names none unless each is written down beforehand, and postgres.js then sends each twice: once to
 * hear what its parameters are, once with them; and PostgreSQL plans it anew, row-level security and all. Named, they travel once and are planned once.
 */
import type { Sql, TransactionSql, UnsafeQueryOptions } from 'postgres';

/** The same pool, its transactions included. Statements stay known as long as their connection lives: keep their texts few. */
export function preparing(sql: Sql): Sql {
  const { begin } = sql;
  named(sql);
  // Drizzle calls it with the one argument.
  const prepared = (work: (tx: TransactionSql) => Promise<unknown>): Promise<unknown> => begin((tx) => work(named(tx)));
  return Object.assign(sql, { begin: prepared });
}

function named<Some extends Sql | TransactionSql>(sql: Some): Some {
  const { unsafe } = sql;
  const all = (text: string, parameters?: Parameters<typeof unsafe>[1], options?: UnsafeQueryOptions) =>
    unsafe(text, parameters, { ...options, prepare: true });
  return Object.assign(sql, { unsafe: all });
}
