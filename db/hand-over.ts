/** Rooms that a therapist handed over: the colleague is a member of theirs with grants of their own, and nothing else shows them anything. */
import { and, desc, eq, inArray, isNotNull, isNull, ne } from 'drizzle-orm';
import type { AccountId, RoomId } from '#crdt/base/ids.ts';
import type { Tx } from './connect.ts';
import { grants, members, rooms } from './schema.ts';

/** Rooms of others that a standing grant shows to the actor. */
export const sharedRooms = (tx: Tx, account: AccountId) =>
  tx.select().from(rooms).where(ne(rooms.owner, account)).orderBy(desc(rooms.createdAt));

/** Who else holds a standing grant of these rooms with an account. */
export const readersOf = (tx: Tx, owner: AccountId, of: readonly RoomId[]) =>
  of.length === 0
    ? Promise.resolve([])
    : tx
        .selectDistinct({ room: grants.room, account: grants.account })
        .from(grants)
        .where(and(inArray(grants.room, [...of]), isNotNull(grants.account), ne(grants.account, owner), isNull(grants.revokedAt)));

/** Ends what that account was granted in the room; false where nothing was. */
export async function endGrantsOf(tx: Tx, room: RoomId, account: AccountId, now: Date): Promise<boolean> {
  const ended = await tx
    .update(grants)
    .set({ revokedAt: now })
    .where(and(eq(grants.room, room), eq(grants.account, account), isNull(grants.revokedAt)))
    .returning({ epoch: grants.epoch });
  await tx
    .update(members)
    .set({ state: 'refused' })
    .where(and(eq(members.room, room), eq(members.account, account)));
  return ended.length > 0;
}
