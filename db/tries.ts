/** Failed tries by bucket (a keyed hash, from the caller), and the locks that follow from them. */
import { hex } from '#crdt/base/bytes.ts';
import { eq, lt, sql } from 'drizzle-orm';
import type { Tx } from './connect.ts';
import { signInTries } from './schema.ts';

export type TriesRow = Pick<typeof signInTries.$inferSelect, 'tries' | 'lockedUntil'>;

/** The bucket's row, made where there is none, locked until the transaction ends: of many tries at once each sees those before it. */
export async function lockTries(tx: Tx, bucket: Uint8Array, now: Date): Promise<TriesRow> {
  const [row] = await tx
    .insert(signInTries)
    .values({ bucket, seenAt: now })
    .onConflictDoUpdate({ target: signInTries.bucket, set: { seenAt: now } })
    .returning({ tries: signInTries.tries, lockedUntil: signInTries.lockedUntil });
  return row ?? { tries: [], lockedUntil: null };
}

/** Those rows of these buckets that there are; nothing is locked. */
export async function triesOf(tx: Tx, buckets: readonly Uint8Array[]): Promise<readonly (TriesRow & { readonly bucket: Uint8Array })[]> {
  const { bucket, tries, lockedUntil } = signInTries;
  // One statement for any number (among.ts does so for uuids).
  return await tx
    .select({ bucket, tries, lockedUntil })
    .from(signInTries)
    .where(sql`${bucket} IN (SELECT decode(each, 'hex') FROM unnest(${sql.param(buckets.map(hex))}::text[]) AS each)`);
}

export async function setTries(tx: Tx, bucket: Uint8Array, { tries, lockedUntil }: TriesRow): Promise<void> {
  await tx.update(signInTries).set({ tries, lockedUntil }).where(eq(signInTries.bucket, bucket));
}

/** Forgets buckets that nobody touched since. */
export async function forgetTries(tx: Tx, before: Date): Promise<void> {
  await tx.delete(signInTries).where(lt(signInTries.seenAt, before));
}
