/** Sealed records. What a transaction's actor was not granted is not there; that a version follows the one before is the database's own to see. */
import { and, asc, eq, getTableColumns, gt, isNotNull, isNull, sql, type SQL } from 'drizzle-orm';
import type { AccountId, RecordId } from '#crdt/base/ids.ts';
import { NO_VERSION, RECORD_KINDS, type RecordKind, type RecordPlace } from '#crdt/keys/record-layout.ts';
import { among } from './among.ts';
import { hasTimeSince } from './appointments.ts';
import type { Tx } from './connect.ts';
import { recordGrants, records, recordVersions } from './schema-records.ts';

export type RecordRow = typeof records.$inferSelect;
export type RecordVersionRow = typeof recordVersions.$inferSelect;
export type RecordGrantRow = typeof recordGrants.$inferSelect;

/** Begins a record; its first version has to follow in the same transaction. Throws (23505, away.ts `isTaken`) when the id is taken. */
export async function addRecord(tx: Tx, { record, kind, owner, subject, parent }: RecordPlace, now: Date): Promise<void> {
  const place = { id: record, kind: RECORD_KINDS[kind], owner, subject: subject ?? null, parent: parent ?? null };
  await tx
    .insert(records)
    .values({ ...place, version: 0, head: NO_VERSION, closed: false, createdAt: now, changedAt: now, deletedAt: null });
}

/** Held for this transaction: of two who add a version at once the second sees the first's. */
export async function lockRecord(tx: Tx, record: RecordId): Promise<RecordRow | undefined> {
  return (await tx.select().from(records).where(eq(records.id, record)).limit(1).for('update'))[0];
}

export async function findRecord(tx: Tx, record: RecordId): Promise<RecordRow | undefined> {
  return (await tx.select().from(records).where(eq(records.id, record)).limit(1))[0];
}

export async function addVersion(tx: Tx, row: RecordVersionRow): Promise<void> {
  await tx.insert(recordVersions).values(row);
}

export async function findVersion(tx: Tx, record: RecordId, version: number): Promise<RecordVersionRow | undefined> {
  const is = and(eq(recordVersions.record, record), eq(recordVersions.version, version));
  return (await tx.select().from(recordVersions).where(is).limit(1))[0];
}

export async function addRecordGrant(tx: Tx, row: RecordGrantRow): Promise<void> {
  await tx.insert(recordGrants).values(row);
}

/** The standing grants of these records to one reader. */
export const recordGrantsTo = (tx: Tx, reader: AccountId, of: readonly RecordId[]): Promise<RecordGrantRow[]> =>
  tx
    .select()
    .from(recordGrants)
    .where(and(among(recordGrants.record, of), eq(recordGrants.reader, reader), isNull(recordGrants.revokedAt)));

/** Marks it deleted, or not any more; false when it already was so, or is not the actor's. */
export async function markRecord(tx: Tx, record: RecordId, deletedAt: Date | null): Promise<boolean> {
  const differs = deletedAt === null ? isNotNull(records.deletedAt) : isNull(records.deletedAt);
  const marked = await tx
    .update(records)
    .set({ deletedAt })
    .where(and(eq(records.id, record), differs))
    .returning({ id: records.id });
  return marked.length > 0;
}

export type RecordsAsked = {
  readonly owner: AccountId;
  readonly kind: RecordKind;
  readonly subject?: RecordId | undefined;
  readonly parent?: RecordId | undefined;
  readonly deleted: boolean;
  /** Only what is not signed yet. */
  readonly unsigned: boolean;
  /** Of appointments, only what has a time from then on. */
  readonly since?: Date | undefined;
};
/** When it was made (ms), and its id. */
export type RecordsPlace = readonly [number, string];
export type ListedRecord = RecordRow & { readonly size: number };

/** No more than `limit`, in the order in which they were made, after `after`; `size` is that of the newest version's sealed bytes. */
export const listRecords = (
  tx: Tx,
  { owner, kind, subject, parent, deleted, unsigned, since }: RecordsAsked,
  limit: number,
  after?: RecordsPlace,
) =>
  tx
    .select({ ...getTableColumns(records), size: sql<number>`octet_length(${recordVersions.sealed})` })
    .from(records)
    .innerJoin(recordVersions, and(eq(recordVersions.record, records.id), eq(recordVersions.version, records.version)))
    .where(
      and(
        eq(records.owner, owner),
        eq(records.kind, RECORD_KINDS[kind]),
        subject === undefined ? undefined : eq(records.subject, subject),
        parent === undefined ? undefined : eq(records.parent, parent),
        deleted ? isNotNull(records.deletedAt) : isNull(records.deletedAt),
        unsigned ? eq(records.closed, false) : undefined,
        since === undefined ? undefined : hasTimeSince(since),
        after === undefined ? undefined : isAfter(after),
      ),
    )
    .orderBy(asc(records.createdAt), asc(records.id))
    .limit(limit);

const isAfter = ([at, id]: RecordsPlace): SQL =>
  sql`(${records.createdAt}, ${records.id}) > (${new Date(at).toISOString()}::timestamptz, ${id}::uuid)`;

/** The newest versions of these records. */
export const newestVersions = (tx: Tx, of: readonly RecordId[]) =>
  tx
    .select(getTableColumns(recordVersions))
    .from(recordVersions)
    .innerJoin(records, and(eq(recordVersions.record, records.id), eq(recordVersions.version, records.version)))
    .where(among(records.id, of));

/** Sizes of a record's versions after `after`, oldest first, no more than `limit`. */
export const versionSizes = (tx: Tx, record: RecordId, after: number, limit: number) =>
  tx
    .select({ version: recordVersions.version, size: sql<number>`octet_length(${recordVersions.sealed})` })
    .from(recordVersions)
    .where(and(eq(recordVersions.record, record), gt(recordVersions.version, after)))
    .orderBy(asc(recordVersions.version))
    .limit(limit);

/** The versions after `after` up to `upTo`, oldest first. */
export const versionsUpTo = (tx: Tx, record: RecordId, after: number, upTo: number) =>
  tx
    .select()
    .from(recordVersions)
    .where(and(eq(recordVersions.record, record), gt(recordVersions.version, after), sql`${recordVersions.version} <= ${upTo}`))
    .orderBy(asc(recordVersions.version));
