/** The rooms of others into which an account was let in, with what its browsers need to open them. */
import type { AccountId } from '#crdt/base/ids.ts';
import { ok, type Result } from '#crdt/base/result.ts';
import { epochsOf } from '#db/epochs.ts';
import { grantsTo } from '#db/grants.ts';
import { joinedRooms } from '#db/members.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { JoinedRoom } from '#server/contract/http-participants.ts';
import type { RouteReply } from '#server/contract/http.ts';
import { toBase64 } from './bytes.ts';
import type { AccessDeps } from './deps.ts';

export function createJoined({ db }: AccessDeps) {
  return {
    /** Row-level security leaves out those whose grants were taken back. */
    list: (account: AccountId): Promise<Result<RouteReply<'GET /api/sessions'>, ErrorCode>> =>
      db.act(`account:${account}`, async (tx) => {
        const rows = await joinedRooms(tx, account);
        const granted = await grantsTo(
          tx,
          rows.map(({ member }) => member.id),
        );
        const sessions: JoinedRoom[] = [];
        for (const { member, room } of rows) {
          const { invite, sealedRoot, admission } = member;
          const grants = granted.filter(({ reader }) => reader === member.id);
          if (invite === null || sealedRoot === null || admission === null || grants.length === 0) continue;
          const first = Math.min(...grants.map(({ epoch }) => epoch));
          const epochs = first === 1 ? [] : (await epochsOf(tx, room.id)).filter(({ epoch }) => epoch <= first);
          sessions.push({
            room: room.id,
            member: member.id,
            host: room.host,
            status: room.status,
            sealedTitle: toBase64(room.sealedTitle),
            grants: grants.map(({ epoch, granter, sealed, signature }) => ({
              epoch,
              granter,
              sealed: toBase64(sealed),
              signature: toBase64(signature),
            })),
            epochs: epochs.map(({ statement, signature }) => ({ statement: toBase64(statement), signature: toBase64(signature) })),
            admission: toBase64(admission),
            invite,
            sealedRoot: toBase64(sealedRoot),
            createdAt: room.createdAt.getTime(),
            ...(room.endedAt === null ? {} : { endedAt: room.endedAt.getTime() }),
          });
        }
        return ok({ sessions });
      }),
  };
}
