/** The sealed answers of those who were let into a room, for its therapist's browsers. */
import type { AccountId, RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { claimsOf } from '#db/members.ts';
import { findRoom } from '#db/rooms.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteReply } from '#server/contract/http.ts';
import { toBase64 } from './bytes.ts';
import { audited, type AccessDeps, type From } from './deps.ts';

type Reply = RouteReply<'GET /api/rooms/:room/check-ins'>;

export function createCheckIns(deps: AccessDeps) {
  return {
    list(owner: AccountId, room: RoomId, from: From): Promise<Result<Reply, ErrorCode>> {
      const act = { actor: `account:${owner}`, action: 'room.read-check-in', subject: `room:${room}`, from } as const;
      return audited(deps, `account:${owner}`, act, async (tx): Promise<Result<Reply, ErrorCode>> => {
        const found = await findRoom(tx, room);
        if (found === undefined || found.owner !== owner) return fail('not_found');
        const rows = await claimsOf(tx, room);
        return ok({
          claims: rows.flatMap(({ member, sealedSecret }) => {
            const { id, invite, signPublic, boxPublic, sealedName, sealedCheckIn, mac } = member;
            if (invite === null || sealedName === null || mac === null) return [];
            return [
              {
                member: id,
                invite,
                signPublic: toBase64(signPublic),
                boxPublic: toBase64(boxPublic),
                sealedName: toBase64(sealedName),
                ...(sealedCheckIn === null ? {} : { sealedCheckIn: toBase64(sealedCheckIn) }),
                mac: toBase64(mac),
                sealedSecret: toBase64(sealedSecret),
              },
            ];
          }),
        });
      });
    },
  };
}
