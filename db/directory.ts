/**
 * The key directory: every public key that an account ever had, chained by the database itself (holdspace_directory), so that not even
 * the application can write a chain of its own. Whoever holds the database's superuser can; clients and `verify-directory.ts` see it.
 */
import { sign, type KeyObject } from 'node:crypto';
import { and, asc, desc, eq, gt, lte, sql } from 'drizzle-orm';
import { concat } from '#crdt/base/bytes.ts';
import type { AccountId } from '#crdt/base/ids.ts';
import { checkpointBytes, DIRECTORY_LABELS, NO_ENTRY, type Checkpoint, type DirectoryEntry } from '#crdt/keys/directory-layout.ts';
import type { Tx } from './connect.ts';
import { directory, directoryCheckpoints } from './schema-keys.ts';

export type DirectoryRow = typeof directory.$inferSelect;
export type Place = { readonly seq: number; readonly hash: Uint8Array };
export type SignedCheckpoint = Checkpoint & { readonly signature: Uint8Array };

/** Undefined when the account has another entry by now than `previous` names: what was signed does not fit any more. */
export async function appendEntry(tx: Tx, entry: Omit<DirectoryEntry, 'seq'>): Promise<Place | undefined> {
  const { account, kind, signPublic, boxPublic, at, previous, selfSignature = null, oldSignature = null } = entry;
  const rows = (await tx.execute(sql`SELECT new_seq::int AS seq, new_hash AS hash FROM holdspace_directory(${account}::uuid, ${kind},
    ${signPublic}::bytea, ${boxPublic}::bytea, ${new Date(at).toISOString()}::timestamptz, ${previous}::bytea,
    ${selfSignature}::bytea, ${oldSignature}::bytea)`)) as unknown as Place[];
  return rows[0];
}

export const entryOf = (row: DirectoryRow): DirectoryEntry => ({
  seq: row.seq,
  account: row.account,
  kind: row.kind,
  signPublic: row.signPublic,
  boxPublic: row.boxPublic,
  previous: row.previous,
  at: row.at.getTime(),
  selfSignature: row.selfSignature ?? undefined,
  oldSignature: row.oldSignature ?? undefined,
});

/** An account's entries, the oldest first. */
export const historyOf = (tx: Tx, account: AccountId): Promise<DirectoryRow[]> =>
  tx.select().from(directory).where(eq(directory.account, account)).orderBy(asc(directory.seq));

/** What everybody sees of the entries after `seq`, up to `upTo`. */
export const linksAfter = (tx: Tx, seq: number, upTo: number, limit: number) =>
  tx
    .select({ tag: directory.tag, digest: directory.digest })
    .from(directory)
    .where(and(gt(directory.seq, seq), lte(directory.seq, upTo)))
    .orderBy(asc(directory.seq))
    .limit(limit);

/** A page of the whole directory, for whoever verifies it. */
export const entriesAfter = (tx: Tx, seq: number, limit: number): Promise<DirectoryRow[]> =>
  tx.select().from(directory).where(gt(directory.seq, seq)).orderBy(asc(directory.seq)).limit(limit);

export async function newestCheckpoint(tx: Tx): Promise<SignedCheckpoint | undefined> {
  const [row] = await tx.select().from(directoryCheckpoints).orderBy(desc(directoryCheckpoints.seq)).limit(1);
  return row && { ...row, at: row.at.getTime() };
}

export const allCheckpoints = async (tx: Tx): Promise<SignedCheckpoint[]> =>
  (await tx.select().from(directoryCheckpoints)).map((row) => ({ ...row, at: row.at.getTime() }));

/** Signs that the directory stands there. */
export async function addCheckpoint(tx: Tx, place: Place, serverPrivate: KeyObject, now: number): Promise<SignedCheckpoint> {
  const checkpoint = { ...place, at: now };
  const signature = sign(null, concat(DIRECTORY_LABELS.checkpoint, checkpointBytes(checkpoint)), serverPrivate);
  await tx
    .insert(directoryCheckpoints)
    .values({ ...place, at: new Date(now), signature })
    .onConflictDoNothing();
  return { ...checkpoint, signature };
}

/** Where the directory ends, as 'system:directory' sees it. */
export async function endOfDirectory(tx: Tx): Promise<Place> {
  const [row] = await tx.select().from(directory).orderBy(desc(directory.seq)).limit(1);
  return row ?? { seq: 0, hash: NO_ENTRY };
}
