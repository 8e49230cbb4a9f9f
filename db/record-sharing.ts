/** Records that were granted to others than their owner (migrations/0046-sharing.sql): what stands, what stood, and for whom. */
import { and, asc, desc, eq, getTableColumns, gt, isNull, ne, or, sql } from 'drizzle-orm';
import type { AccountId, RecordId } from '#crdt/base/ids.ts';
import { RECORD_KINDS } from '#crdt/keys/record-layout.ts';
import type { Tx } from './connect.ts';
import type { RecordGrantRow } from './records.ts';
import { recordGrants, records, recordVersions } from './schema-records.ts';

/** The reader's grant that was not revoked, whether or not its end has come. */
export async function unrevokedGrant(tx: Tx, record: RecordId, reader: AccountId): Promise<RecordGrantRow | undefined> {
  const is = and(eq(recordGrants.record, record), eq(recordGrants.reader, reader), isNull(recordGrants.revokedAt));
  return (await tx.select().from(recordGrants).where(is).limit(1))[0];
}

/** From now on it opens nothing any more; false where there was none. */
export async function revokeGrant(tx: Tx, record: RecordId, reader: AccountId, revokedAt: Date): Promise<boolean> {
  const is = and(eq(recordGrants.record, record), eq(recordGrants.reader, reader), isNull(recordGrants.revokedAt));
  return (await tx.update(recordGrants).set({ revokedAt }).where(is).returning({ record: recordGrants.record })).length > 0;
}

/** When it was granted (ms), of what, to whom. */
export type SharePlace = readonly [number, string, string];
const moment = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;

/** What an owner gave to others, revoked or not, newest first, no more than `limit`; of one patient where that is given. */
export const sharesGiven = (
  tx: Tx,
  { owner, subject }: { readonly owner: AccountId; readonly subject?: RecordId | undefined },
  limit: number,
  before?: SharePlace,
) =>
  tx
    .select({ ...getTableColumns(recordGrants), subject: records.subject, parent: records.parent })
    .from(recordGrants)
    .innerJoin(records, eq(records.id, recordGrants.record))
    .where(
      and(
        eq(recordGrants.owner, owner),
        ne(recordGrants.reader, owner),
        eq(records.kind, RECORD_KINDS.copy),
        subject === undefined ? undefined : eq(records.subject, subject),
        before &&
          sql`(${recordGrants.grantedAt}, ${recordGrants.record}, ${recordGrants.reader})
          < (${moment(before[0])}, ${before[1]}::uuid, ${before[2]}::uuid)`,
      ),
    )
    .orderBy(desc(recordGrants.grantedAt), desc(recordGrants.record), desc(recordGrants.reader))
    .limit(limit);

/** Copies that others gave this reader and that stand at `now`, in the order in which they were made, after `after`. */
export const copiesFor = (tx: Tx, reader: AccountId, now: Date, limit: number, after?: readonly [number, string]) =>
  tx
    .select({ ...getTableColumns(records), until: recordGrants.until, size: sql<number>`octet_length(${recordVersions.sealed})` })
    .from(records)
    .innerJoin(recordGrants, and(eq(recordGrants.record, records.id), eq(recordGrants.reader, reader)))
    .innerJoin(recordVersions, and(eq(recordVersions.record, records.id), eq(recordVersions.version, records.version)))
    .where(
      and(
        ne(records.owner, reader),
        eq(records.kind, RECORD_KINDS.copy),
        isNull(records.deletedAt),
        isNull(recordGrants.revokedAt),
        or(isNull(recordGrants.until), gt(recordGrants.until, now)),
        after && sql`(${records.createdAt}, ${records.id}) > (${moment(after[0])}, ${after[1]}::uuid)`,
      ),
    )
    .orderBy(asc(records.createdAt), asc(records.id))
    .limit(limit);
