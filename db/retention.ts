/** How long deleted records stay, and removing those whose time is over (migrations/0047-retention.sql). */
import { desc, sql } from 'drizzle-orm';
import { smallint, bigint, integer, pgTable } from 'drizzle-orm/pg-core';
import type { RecordId } from '#crdt/base/ids.ts';
import { RECORD_KINDS, type RecordKind } from '#crdt/keys/record-layout.ts';
import { at } from './columns.ts';
import type { Tx } from './connect.ts';

/** Where nothing else is said (45 CFR 164.316(b)(2)(i)). */
export const RETENTION_YEARS = 6;

const recordRetention = pgTable('record_retention', { kind: smallint('kind').primaryKey(), years: smallint('years').notNull() });
const purges = pgTable('purges', {
  at: at('at').notNull(),
  kind: smallint('kind').notNull(),
  records: integer('records').notNull(),
  versions: integer('versions').notNull(),
  bytes: bigint('bytes', { mode: 'number' }).notNull(),
});
export type PurgeRow = typeof purges.$inferSelect;

/** Sets the years of these kinds; the database takes no fewer than six. */
export async function setRetention(tx: Tx, years: ReadonlyMap<RecordKind, number>): Promise<void> {
  const rows = [...years].map(([kind, count]) => ({ kind: RECORD_KINDS[kind], years: count }));
  if (rows.length === 0) return;
  const insert = tx.insert(recordRetention).values(rows);
  await insert.onConflictDoUpdate({ target: recordRetention.kind, set: { years: sql`excluded.years` } });
}

/** By the kind's number. */
export async function retentionYears(tx: Tx): Promise<ReadonlyMap<number, number>> {
  return new Map((await tx.select().from(recordRetention)).map(({ kind, years }) => [kind, years]));
}

export type Purged = { readonly record: RecordId; readonly kind: number; readonly versions: number; readonly bytes: number };

/** Removes no more than `most` records whose time is over, what belongs to others first; to be asked again until there is none. */
export async function purgeRecords(tx: Tx, most: number): Promise<readonly Purged[]> {
  const rows = (await tx.execute(
    sql`SELECT record, kind, versions, bytes::float8 AS bytes FROM holdspace_purge_records(${most})`,
  )) as unknown as readonly Purged[];
  return [...rows];
}

/** The newest first. */
export const newestPurges = (tx: Tx, limit: number): Promise<PurgeRow[]> => tx.select().from(purges).orderBy(desc(purges.at)).limit(limit);
