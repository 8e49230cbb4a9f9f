/** Rooms. What a transaction's actor was not granted is not there: these functions find nothing then. */
import { and, desc, eq, sql } from 'drizzle-orm';
import type { AccountId, RoomId } from '#crdt/base/ids.ts';
import type { Tx } from './connect.ts';
import { rooms } from './schema.ts';

export type RoomRow = typeof rooms.$inferSelect;

/** Throws (23505, away.ts `isTaken`) when the id is taken: an actor who may not see a room may not learn of it otherwise. */
export async function addRoom(tx: Tx, room: Omit<RoomRow, 'turnDue'>): Promise<void> {
  await tx.insert(rooms).values({ ...room, turnDue: false });
}

export async function findRoom(tx: Tx, room: RoomId): Promise<RoomRow | undefined> {
  return (await tx.select().from(rooms).where(eq(rooms.id, room)).limit(1))[0];
}

/** With how many guests wait in each. */
export const ownRooms = (tx: Tx, owner: AccountId) =>
  tx
    .select({
      room: rooms,
      waiting: sql<number>`(SELECT count(*)::int FROM members m WHERE m.room = "rooms"."id" AND m.state = 'waiting')`,
    })
    .from(rooms)
    .where(eq(rooms.owner, owner))
    .orderBy(desc(rooms.createdAt));

/** False when it had ended already, or is not the actor's. */
export async function endRoom(tx: Tx, room: RoomId, now: Date): Promise<boolean> {
  const ended = await tx
    .update(rooms)
    .set({ status: 'ended', endedAt: now })
    .where(and(eq(rooms.id, room), eq(rooms.status, 'open')))
    .returning({ id: rooms.id });
  return ended.length > 0;
}

/** Held for this transaction: two who come in at once are counted one after the other. */
export async function lockRoomRow(tx: Tx, room: RoomId): Promise<RoomRow | undefined> {
  return (await tx.select().from(rooms).where(eq(rooms.id, room)).limit(1).for('update'))[0];
}

/** Lets new people ask to come in, or not; false when it has ended, or is not the actor's. */
export async function setLocked(tx: Tx, room: RoomId, locked: boolean): Promise<boolean> {
  const set = await tx
    .update(rooms)
    .set({ locked })
    .where(and(eq(rooms.id, room), eq(rooms.status, 'open')))
    .returning({ id: rooms.id });
  return set.length > 0;
}

/** The next epoch of an open room; false when another turn came first, or it is not the actor's. */
export async function turnRoom(tx: Tx, room: RoomId, from: number): Promise<boolean> {
  const turned = await tx
    .update(rooms)
    .set({ epoch: from + 1, turnDue: false })
    .where(and(eq(rooms.id, room), eq(rooms.epoch, from), eq(rooms.status, 'open')))
    .returning({ id: rooms.id });
  return turned.length > 0;
}

export const allRooms = (tx: Tx): Promise<RoomRow[]> => tx.select().from(rooms).orderBy(desc(rooms.createdAt));
