/** Ends a room for good: guests lose their grants, their sign-ins and their links; the therapist keeps the record. */
import type { RoomId } from '#crdt/base/ids.ts';
import type { Tx } from '#db/connect.ts';
import { revokeGuestGrants } from '#db/grants.ts';
import { revokeInvitesOf } from '#db/invites.ts';
import { refuseAllWaiting } from '#db/members.ts';
import { endRoom } from '#db/rooms.ts';
import { removeGuestSignIns } from '#db/sign-ins.ts';

/** The actor has to be the room's owner. */
export async function closeRoom(tx: Tx, room: RoomId, now: Date): Promise<void> {
  await endRoom(tx, room, now);
  await refuseAllWaiting(tx, room);
  await revokeInvitesOf(tx, room, now);
  await revokeGuestGrants(tx, room, now);
  await removeGuestSignIns(tx, room);
}
