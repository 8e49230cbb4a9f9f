/** Everything that stands in a database, as whoever copies it would see it: rows as text, and each column's bytes by themselves. */
import { Buffer } from 'node:buffer';
import postgres, { type Sql } from 'postgres';
import type { Haystack } from './canary.ts';

/** All rows of all tables but PostgreSQL's own, as superuser: no policy hides anything. */
export async function dumpTables(url: string): Promise<readonly Haystack[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    const tables = await sql<{ name: string }[]>`
      SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`;
    const dumps: Haystack[] = [];
    for (const { name } of tables) dumps.push(...(await dumpTable(sql, name)));
    return dumps;
  } finally {
    await sql.end();
  }
}

async function dumpTable(sql: Sql, table: string): Promise<readonly Haystack[]> {
  const rows = await sql.unsafe(`SELECT t::text AS "whole row as text", t.* FROM ${table} t`);
  return rows.map((row, i) => ({
    name: `${table}, row ${i + 1}`,
    bytes: Buffer.concat(Object.values(row).flatMap((value: unknown) => [bytesOf(value), Buffer.from('\n')])),
  }));
}

const bytesOf = (value: unknown): Uint8Array =>
  value instanceof Uint8Array ? value : Buffer.from(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
