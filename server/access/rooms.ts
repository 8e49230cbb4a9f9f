/** A therapist's rooms: making them, listing them, and inviting to them. */
import { ASKS } from '#crdt/base/asks.ts';
import { ALL_RIGHTS } from '#crdt/base/rights.ts';
import type { AccountId, InviteId, RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { accountById } from '#db/accounts.ts';
import { isTaken } from '#db/away.ts';
import { addWriter } from '#db/epochs.ts';
import { addGrant, grantsTo } from '#db/grants.ts';
import { readersOf, sharedRooms } from '#db/hand-over.ts';
import { addInvite, chooseAsks, chosenAsks, revokeInvite } from '#db/invites.ts';
import { addMember, membersOf } from '#db/members.ts';
import { practiceWords } from '#db/practice.ts';
import { addRoom, findRoom, ownRooms } from '#db/rooms.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RoomSummary, RouteBody, RouteReply } from '#server/contract/http.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { fromBase64, toBase64 } from './bytes.ts';
import { audited, type AccessDeps, type From } from './deps.ts';

const FIRST_EPOCH = 1;

export function createRooms(deps: AccessDeps) {
  const { db, clock } = deps;
  return {
    /** The therapist's browser made the ids, the keys and their own signed statement; here they are kept, all or nothing. */
    async create(owner: AccountId, body: RouteBody<'POST /api/rooms'>, from: From): Promise<Result<Record<string, never>, ErrorCode>> {
      const now = new Date(clock.now());
      const { room, member } = body;
      const act = { actor: `account:${owner}`, action: 'room.create', subject: `room:${room}`, from } as const;
      return takenOr(() =>
        audited(deps, `account:${owner}`, act, async (tx): Promise<Result<Record<string, never>, ErrorCode>> => {
          const account = await accountById(tx, owner);
          if (account === undefined) return fail('not_signed_in');
          const sealedTitle = fromBase64(body.sealedTitle);
          await addRoom(tx, {
            id: room,
            owner,
            host: member,
            sealedTitle,
            epoch: FIRST_EPOCH,
            status: 'open',
            locked: false,
            createdAt: now,
            endedAt: null,
          });
          await addMember(tx, {
            id: member,
            room,
            owner,
            account: owner,
            role: 'therapist',
            state: 'admitted',
            signPublic: account.signPublic,
            boxPublic: account.boxPublic,
            statement: fromBase64(body.statement),
            signature: fromBase64(body.signature),
            since: now,
          });
          const grant = { sealed: fromBase64(body.grant.sealed), signature: fromBase64(body.grant.signature) };
          await addGrant(tx, {
            room,
            epoch: FIRST_EPOCH,
            reader: member,
            owner,
            account: owner,
            granter: member,
            ...grant,
            grantedAt: now,
            revokedAt: null,
          });
          await addWriter(tx, { room, member, owner, epoch: FIRST_EPOCH, rights: ALL_RIGHTS, host: true });
          return ok({});
        }),
      );
    },

    list: (owner: AccountId): Promise<Result<RouteReply<'GET /api/rooms'>, ErrorCode>> =>
      db.act(`account:${owner}`, async (tx) => {
        const shared = (await sharedRooms(tx, owner)).map((room) => ({ room, waiting: 0 }));
        const mine = await ownRooms(tx, owner);
        const rows = [...mine, ...shared];
        const readers = await readersOf(
          tx,
          owner,
          mine.map(({ room }) => room.id),
        );
        const own = (
          await membersOf(
            tx,
            rows.map(({ room }) => room.id),
          )
        ).filter((member) => member.account === owner && member.state === 'admitted' && member.invite === null);
        const grants = await grantsTo(
          tx,
          own.map((member) => member.id),
        );
        const rooms = rows.flatMap(({ room, waiting }): RoomSummary[] => {
          const me = own.find((member) => member.room === room.id);
          if (me?.statement == null || me.signature === null) return [];
          const ended = room.endedAt === null ? {} : { endedAt: room.endedAt.getTime() };
          return [
            {
              room: room.id,
              member: me.id,
              host: room.host,
              status: room.status,
              sealedTitle: toBase64(room.sealedTitle),
              epoch: room.epoch,
              statement: toBase64(me.statement),
              signature: toBase64(me.signature),
              grants: grants
                .filter((grant) => grant.reader === me.id)
                .map((grant) => ({
                  epoch: grant.epoch,
                  granter: grant.granter,
                  sealed: toBase64(grant.sealed),
                  signature: toBase64(grant.signature),
                })),
              createdAt: room.createdAt.getTime(),
              ...ended,
              waiting,
              ...(room.owner === owner ? {} : { from: room.owner }),
              handedTo: readers.flatMap((reader) => (reader.room === room.id && reader.account !== null ? [reader.account] : [])),
            },
          ];
        });
        return ok({ rooms });
      }),

    /** What the form for an invite begins with. */
    inviteForm: (owner: AccountId): Promise<Result<RouteReply<'GET /api/invite-form'>, ErrorCode>> =>
      db.act(`account:${owner}`, async (tx) => {
        const asks = await chosenAsks(tx, owner);
        const { consentWords } = await practiceWords(tx);
        return ok({ ...(asks === undefined ? {} : { asks: [...asks] }), consentWords });
      }),

    async invite(
      owner: AccountId,
      room: RoomId,
      body: RouteBody<'POST /api/rooms/:room/invites'>,
      from: From,
    ): Promise<Result<RouteReply<'POST /api/rooms/:room/invites'>, ErrorCode>> {
      const expiresAt = clock.now() + (body.lifeMs ?? LIMITS.inviteDefaultLifeMs);
      const act = { actor: `account:${owner}`, action: 'room.invite', subject: `room:${room}`, from } as const;
      return takenOr(() =>
        audited(deps, `account:${owner}`, act, async (tx): Promise<Result<{ expiresAt: number }, ErrorCode>> => {
          const found = await findRoom(tx, room);
          if (found === undefined || found.owner !== owner) return fail('not_found');
          if (found.status === 'ended') return fail('room_ended');
          const asks = ASKS.filter((ask) => body.asks.includes(ask));
          // Questions are for participants: what was chosen for them stays as it was.
          if (body.role === 'participant') await chooseAsks(tx, owner, asks);
          await addInvite(tx, {
            id: body.invite,
            room,
            owner,
            proofHash: fromBase64(body.proofHash),
            sealedSecret: fromBase64(body.sealedSecret),
            createdAt: new Date(clock.now()),
            expiresAt: new Date(expiresAt),
            claimedBy: null,
            revokedAt: null,
            passcodeHash: body.passcodeHash === undefined ? null : fromBase64(body.passcodeHash),
            passcodeTries: 0,
            role: body.role,
            asks,
            consentWords: body.consentWords,
          });
          return ok({ expiresAt });
        }),
      );
    },

    revokeInvite(owner: AccountId, room: RoomId, invite: InviteId, from: From): Promise<Result<Record<string, never>, ErrorCode>> {
      const act = { actor: `account:${owner}`, action: 'room.revoke-invite', subject: `invite:${invite}`, from } as const;
      return audited(deps, `account:${owner}`, act, async (tx): Promise<Result<Record<string, never>, ErrorCode>> =>
        (await revokeInvite(tx, room, invite, new Date(clock.now()))) ? ok({}) : fail('not_found'),
      );
    },
  };
}

/** Ids are chosen by browsers; one that exists already is refused, whoever's it is. */
async function takenOr<Value>(work: () => Promise<Result<Value, ErrorCode>>): Promise<Result<Value, ErrorCode>> {
  try {
    return await work();
  } catch (error) {
    if (isTaken(error)) return fail('taken');
    throw error;
  }
}
