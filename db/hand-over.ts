/** Rooms that a therapist handed over: the colleague is a member of theirs with grants of their own, and nothing else shows them anything. */
import { and, desc, eq, inArray, isNotNull, isNull, ne } from 'drizzle-orm';
import type { AccountId, RoomId } from '#crdt/base/ids.ts';
import type { Tx } from './connect.ts';
import { grants, members, rooms } from './schema.ts';

/** Rooms of others that a standing grant shows to the actor. */
export const sharedRooms = (tx: Tx, account: AccountId) =>
  tx.select().from(rooms).where(ne(rooms.owner, account)).orderBy(desc(rooms.createdAt));

/** Who else holds a standing grant of these rooms with an account, and did not come by an invite. */
export const readersOf = (tx: Tx, owner: AccountId, of: readonly RoomId[]) =>
  of.length === 0
    ? Promise.resolve([])
    : tx
        .selectDistinct({ room: grants.room, account: grants.account })
        .from(grants)
        .innerJoin(members, eq(members.id, grants.reader))
        .where(
          and(
            inArray(grants.room, [...of]),
            isNotNull(grants.account),
            ne(grants.account, owner),
            isNull(grants.revokedAt),
            isNull(members.invite),
          ),
        );

/** Ends what was handed over of the room to that account; false where nothing was. Who came by an invite is removed another way. */
export async function endGrantsOf(tx: Tx, room: RoomId, account: AccountId, now: Date): Promise<boolean> {
  const given = await tx
    .update(members)
    .set({ state: 'refused' })
    .where(and(eq(members.room, room), eq(members.account, account), isNull(members.invite)))
    .returning({ id: members.id });
  const ended = await Promise.all(
    given.map(({ id }) =>
      tx
        .update(grants)
        .set({ revokedAt: now })
        .where(and(eq(grants.reader, id), isNull(grants.revokedAt)))
        .returning({ epoch: grants.epoch }),
    ),
  );
  return ended.flat().length > 0;
}
