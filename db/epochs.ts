/** The epochs of a room: the host's signed statements, which are only ever added to, and what the current one lets whom write. */
import { asc, desc, eq } from 'drizzle-orm';
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import type { Tx } from './connect.ts';
import { epochs, writers } from './schema.ts';

export type EpochRow = typeof epochs.$inferSelect;
export type WriterRow = typeof writers.$inferSelect;

/** Throws (23505, away.ts `isTaken`) when there is one of that number. */
export async function addEpoch(tx: Tx, epoch: EpochRow): Promise<void> {
  await tx.insert(epochs).values(epoch);
}

export const epochsOf = (tx: Tx, room: RoomId): Promise<EpochRow[]> =>
  tx.select().from(epochs).where(eq(epochs.room, room)).orderBy(asc(epochs.epoch));

/** Undefined in a room's first epoch. */
export async function newestEpoch(tx: Tx, room: RoomId): Promise<EpochRow | undefined> {
  return (await tx.select().from(epochs).where(eq(epochs.room, room)).orderBy(desc(epochs.epoch)).limit(1))[0];
}

export async function addWriter(tx: Tx, writer: WriterRow): Promise<void> {
  await tx.insert(writers).values(writer);
}

/** From now on these and nobody else. */
export async function replaceWriters(tx: Tx, room: RoomId, now: readonly WriterRow[]): Promise<void> {
  await tx.delete(writers).where(eq(writers.room, room));
  await tx.insert(writers).values([...now]);
}

/** What that member may write in the current epoch; undefined for who is not in it, or whom the actor may not see. */
export async function writerOf(tx: Tx, member: MemberId): Promise<WriterRow | undefined> {
  return (await tx.select().from(writers).where(eq(writers.member, member)).limit(1))[0];
}
