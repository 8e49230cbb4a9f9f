/** The links of a room that are out and by which nobody has come yet, for its therapist. What is secret in them was shown once and is not told again. */
import type { AccountId, RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { unclaimedInvites } from '#db/invites.ts';
import { findRoom } from '#db/rooms.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteReply } from '#server/contract/http.ts';
import { LIMITS } from '#server/contract/limits.ts';
import type { AccessDeps } from './deps.ts';
import type { InviteOpens } from './invite-opens.ts';

type Listed = RouteReply<'GET /api/rooms/:room/invites'>;

export function createRoomInvites({ db, clock, opens }: AccessDeps & { readonly opens: InviteOpens }) {
  return {
    list: (owner: AccountId, room: RoomId): Promise<Result<Listed, ErrorCode>> =>
      db.act(`account:${owner}`, async (tx): Promise<Result<Listed, ErrorCode>> => {
        const found = await findRoom(tx, room);
        if (found === undefined || found.owner !== owner) return fail('not_found');
        const rows = await unclaimedInvites(tx, room, new Date(clock.now()));
        const paused = await opens.paused(
          tx,
          rows.map(({ id }) => id),
        );
        const invites = rows.map(({ id, role, createdAt, expiresAt, passcodeTries }) => {
          const pausedUntil = paused.get(id);
          return {
            invite: id,
            role,
            createdAt: createdAt.getTime(),
            expiresAt: expiresAt.getTime(),
            closed: passcodeTries >= LIMITS.passcodeTries,
            ...(pausedUntil === undefined ? {} : { pausedUntil }),
          };
        });
        return ok({ invites });
      }),
  };
}
