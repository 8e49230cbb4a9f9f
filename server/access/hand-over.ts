/**
 * A therapist hands a room that has ended over to a colleague: their browser sealed its keys to the colleague's confirmed key and signed the
 * colleague's membership; here both are kept, all or nothing, one audited act for each room. What is taken back is not shown any more; what the
 * colleague's device has seen, it has seen.
 */
import type { AccountId, RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { accountById } from '#db/accounts.ts';
import { isTaken } from '#db/away.ts';
import { addGrant, grantsTo } from '#db/grants.ts';
import { endGrantsOf, readersOf } from '#db/hand-over.ts';
import { addMember } from '#db/members.ts';
import { findRoom } from '#db/rooms.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteBody } from '#server/contract/http.ts';
import { fromBase64 } from './bytes.ts';
import { audited, type AccessDeps, type Act, type From } from './deps.ts';

type Done = Promise<Result<Record<string, never>, ErrorCode>>;

export function createHandOver(deps: AccessDeps) {
  const { clock } = deps;
  return {
    async give(owner: AccountId, room: RoomId, body: RouteBody<'POST /api/rooms/:room/hand-over'>, from: From): Done {
      const { account, member, reason } = body;
      const subject = `room:${room}/account:${account}/${reason}`;
      const act: Act = { actor: `account:${owner}`, action: 'room.hand-over', subject, from };
      try {
        return await audited(deps, `account:${owner}`, act, async (tx): Done => {
          const found = await findRoom(tx, room);
          if (found?.owner !== owner) return fail('not_found');
          if (found.status !== 'ended') return fail('room_open');
          const own = (await grantsTo(tx, [found.host])).map(({ epoch }) => epoch);
          const given = body.grants.map(({ epoch }) => epoch);
          // The newest opens all before it, the first the title; of half a room nothing would.
          const isWhole = [1, found.epoch].every((epoch) => given.includes(epoch)) && given.every((epoch) => own.includes(epoch));
          if (new Set(given).size !== given.length || !isWhole) return fail('wrong_epoch');
          const colleague = await accountById(tx, account);
          if (account === owner || colleague?.roles.includes('therapist') !== true) return fail('not_found');
          if ((await readersOf(tx, owner, [room])).some((reader) => reader.account === account)) return fail('taken');
          const now = new Date(clock.now());
          const { signPublic, boxPublic } = colleague;
          const statement = { statement: fromBase64(body.statement), signature: fromBase64(body.signature) };
          const who = { id: member, room, owner, account, role: 'observer', state: 'admitted' } as const;
          await addMember(tx, { ...who, signPublic, boxPublic, ...statement, since: now });
          for (const { epoch, sealed, signature } of body.grants) {
            const grant = { room, epoch, reader: member, owner, account, granter: found.host };
            const bytes = { sealed: fromBase64(sealed), signature: fromBase64(signature) };
            await addGrant(tx, { ...grant, ...bytes, grantedAt: now, revokedAt: null });
          }
          return ok({});
        });
      } catch (error) {
        if (isTaken(error)) return fail('taken');
        throw error;
      }
    },

    takeBack(owner: AccountId, room: RoomId, { account }: RouteBody<'POST /api/rooms/:room/take-back'>, from: From): Done {
      const act: Act = { actor: `account:${owner}`, action: 'room.take-back', subject: `room:${room}/account:${account}`, from };
      return audited(deps, `account:${owner}`, act, async (tx): Done => {
        const found = await findRoom(tx, room);
        if (found?.owner !== owner || account === owner) return fail('not_found');
        return (await endGrantsOf(tx, room, account, new Date(clock.now()))) ? ok({}) : fail('not_found');
      });
    },
  };
}
