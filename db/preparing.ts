/**
 * Drizzle's statements, prepared. Drizzle names none unless each is written down beforehand, and postgres.js then sends each twice: once to
 * hear what its parameters are, once with them; and PostgreSQL plans it anew, row-level security and all. Named, they travel once and are planned once.
 *
 * And a transaction ends with its connection. postgres.js rejects it then, but lets its function go on: what that still sends, its ROLLBACK
 * included, would go over whatever the driver has put in the connection's place, in the middle of somebody else's transaction, as them.
 */
import type { Sql, TransactionSql, UnsafeQueryOptions } from 'postgres';
import { isAway } from './away.ts';

/** The same pool, its transactions included. Statements stay known as long as their connection lives: keep their texts few. */
export function preparing(sql: Sql): Sql {
  const { begin } = sql;
  named(sql, () => undefined);
  // Drizzle calls it with the one argument.
  const prepared = (work: (tx: TransactionSql) => Promise<unknown>): Promise<unknown> => {
    let gone = false;
    const refuse = (): void => {
      if (gone) throw Object.assign(new Error('the connection of this transaction is gone'), { code: 'CONNECTION_CLOSED' });
    };
    const running = begin((tx) => settled(work(named(tx, refuse)), () => gone));
    running.catch(() => {
      gone = true;
    });
    return running;
  };
  return Object.assign(sql, { begin: prepared });
}

/** How long the end of a connection may follow the error that tells of it. */
const GONE_MS = 1000;

/**
 * As `work`; never, once the connection is gone: the driver, which has rejected the transaction or is about to, sends neither COMMIT nor
 * ROLLBACK then. An error that only looks like that one (another connection's, say) is told a little later.
 */
function settled(work: Promise<unknown>, gone: () => boolean): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const unlessGone = (settle: () => void) => (): void => {
      if (!gone()) settle();
    };
    work.then(
      (value) => unlessGone(() => resolve(value))(),
      (error: Error) => {
        const tell = unlessGone(() => reject(error));
        if (isAway(error)) setTimeout(tell, GONE_MS);
        else tell();
      },
    );
  });
}

function named<Some extends Sql | TransactionSql>(sql: Some, refuse: () => void): Some {
  const { unsafe } = sql;
  const all = (text: string, parameters?: Parameters<typeof unsafe>[1], options?: UnsafeQueryOptions) => {
    refuse();
    return unsafe(text, parameters, { ...options, prepare: true });
  };
  return Object.assign(sql, { unsafe: all });
}
