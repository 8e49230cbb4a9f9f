/**
 * What live rooms ask about accounts, invites and members (server/rooms/access.ts says what each means). The database shows
 * each visitor only what they were granted; a check forgotten here finds nothing.
 */
import type { AccountId, MemberId, RoomId } from '#crdt/base/ids.ts';
import { ALL_RIGHTS, NO_RIGHTS, rightsOfNew } from '#crdt/base/rights.ts';
import { isInvited, type InvitedRole } from '#crdt/base/roles.ts';
import { readEpoch, type EpochStatement } from '#crdt/keys/epoch-layout.ts';
import { readMember } from '#crdt/keys/member-layout.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { DocName } from '#crdt/base/docs.ts';
import { accountById } from '#db/accounts.ts';
import { become, type Tx } from '#db/connect.ts';
import { outOf } from '#db/deactivations.ts';
import { addWriter, epochsOf, newestEpoch, writerOf } from '#db/epochs.ts';
import { addGrant, grantsTo, revokeGrantsOf } from '#db/grants.ts';
import { countInside, decide, findMember, membersOf, memberWithKeys, waitingBefore, waitingGuests, type MemberRow } from '#db/members.ts';
import { practiceWords } from '#db/practice.ts';
import { lockRoomRow, setLocked, findRoom, type RoomRow } from '#db/rooms.ts';
import { removeMemberSignIns } from '#db/sign-ins.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { LIMITS } from '#server/contract/limits.ts';
import type { UpBody } from '#server/contract/messages.ts';
import type { MemberRole } from '#server/contract/roles.ts';
import type { GuestView, MemberView, RoomView } from '#server/contract/views.ts';
import { closeRoom } from './close-room.ts';
import { audited, type AccessDeps, type Act } from './deps.ts';
import type { ReadAudit } from './read-audit.ts';
import { keepTurn, type Ends, type TurnBody } from './turn.ts';
import { createVisits } from './visits.ts';

type Visitor =
  { readonly is: 'account'; readonly account: AccountId } | { readonly is: 'guest'; readonly room: RoomId; readonly member: MemberId };
type Entry =
  | { readonly state: 'inside'; readonly role: MemberRole; readonly rights: number; readonly view: Omit<RoomView, 'present'> }
  | { readonly state: 'waiting'; readonly member: MemberId; readonly ahead: number; readonly locked: boolean; readonly words?: string };
type Answer<Value> = Promise<Result<Value, ErrorCode>>;

export type RoomAccessDeps = AccessDeps & { readonly reads: ReadAudit };

export function createRoomAccess(deps: RoomAccessDeps) {
  const { db, clock, reads } = deps;
  const visits = createVisits(deps);

  /** An act of the room's therapist, known by their member id: goes on as their account. */
  const asHost = <Value>(
    room: RoomId,
    host: MemberId,
    action: Act['action'],
    subject: string,
    work: (tx: Tx, owner: AccountId) => Answer<Value>,
  ) =>
    audited<Value, ErrorCode>(deps, `member:${host}`, { actor: `member:${host}`, action, subject }, async (tx): Answer<Value> => {
      const member = await findMember(tx, host);
      if (member?.account == null || member.room !== room || member.role !== 'therapist') return fail('no_right');
      await become(tx, `account:${member.account}`);
      return work(tx, member.account);
    });

  return {
    async enter(visitor: Visitor, room: RoomId): Answer<Entry> {
      if (visitor.is === 'guest' && visitor.room !== room) return fail('not_found');
      const actor = visitor.is === 'account' ? (`account:${visitor.account}` as const) : (`member:${visitor.member}` as const);
      const entry = await db.act(actor, (tx) =>
        visitor.is === 'account' ? accountEntry(tx, visitor.account, room) : guestEntry(tx, visitor.member, room),
      );
      if (entry.ok && entry.value.state === 'inside') {
        await reads.add({ actor, action: 'room.enter', subject: `room:${room}` });
      }
      return entry;
    },

    async guests(room: RoomId): Promise<readonly Omit<GuestView, 'here'>[]> {
      const found = await db.act('system:claim', async (tx) => ok(await waitingGuests(tx, room)));
      if (!found.ok) throw new Error(found.code);
      return found.value.flatMap(({ member, sealedSecret }) => {
        const { id, invite, account, signPublic, boxPublic, sealedName, sealedCheckIn, mac, since } = member;
        if (invite === null || sealedName === null || mac === null) return [];
        const more = { ...(sealedCheckIn === null ? {} : { sealedCheckIn }), ...(account === null ? {} : { account }) };
        return [{ member: id, invite, signPublic, boxPublic, sealedName, ...more, mac, sealedSecret, since: since.getTime() }];
      });
    },

    admit(room: RoomId, host: MemberId, body: UpBody<'room/admit'>): Answer<MemberView> {
      return asHost(room, host, 'room.admit', `member:${body.member}`, async (tx, owner): Answer<MemberView> => {
        const found = await lockRoomRow(tx, room);
        if (found === undefined) return fail('not_found');
        if (found.status === 'ended') return fail('room_ended');
        if (found.turnDue) return fail('turn_due');
        if (found.locked) return fail('room_locked');
        if (body.grant.epoch !== found.epoch) return fail('wrong_epoch');
        if (body.grant.granter !== host) return fail('wrong_sender');
        const { statement, signature, admission } = body;
        const guest = await findMember(tx, body.member);
        // Who was in before comes back by a turn alone.
        if (guest?.state !== 'waiting' || guest.statement !== null) return fail('not_found');
        if ((await countInside(tx, room)) >= LIMITS.membersPerRoom) return fail('room_full');
        const role = roleSaid(statement, guest, found);
        if (role === undefined) return fail('bad_shape');
        const member = await decide(tx, room, body.member, { state: 'admitted', role, statement, signature, admission });
        if (member === undefined) return fail('not_found');
        const { epoch, granter, sealed } = body.grant;
        const times = { grantedAt: new Date(clock.now()), revokedAt: null };
        await addGrant(tx, {
          room,
          epoch,
          reader: member.id,
          owner,
          account: member.account,
          granter,
          sealed,
          signature: body.grant.signature,
          ...times,
        });
        const newest = await newestEpoch(tx, room);
        const newcomers = newest === undefined ? ALL_RIGHTS : (readEpoch(newest.statement)?.newcomers ?? NO_RIGHTS);
        const rights = rightsOfNew(member.role, newcomers);
        await addWriter(tx, { room, member: member.id, owner, epoch, rights, host: false });
        return ok({ id: member.id, statement, signature });
      });
    },

    refuse(room: RoomId, host: MemberId, guest: MemberId): Answer<undefined> {
      return asHost(room, host, 'room.refuse', `member:${guest}`, async (tx): Answer<undefined> => {
        if ((await decide(tx, room, guest, { state: 'refused' })) === undefined) return fail('not_found');
        // Who was in before, and was sent back, has grants of that time.
        await revokeGrantsOf(tx, guest, new Date(clock.now()));
        await removeMemberSignIns(tx, guest);
        return ok(undefined);
      });
    },

    /** `ends`: where both logs end, nothing of them waiting to be kept. */
    turn: (room: RoomId, host: MemberId, body: TurnBody, ends: Ends): Answer<EpochStatement> =>
      asHost(room, host, 'room.turn', `room:${room}`, (tx, owner) => keepTurn(deps, tx, { room, host, owner, ends }, body)),

    lock: (room: RoomId, host: MemberId, locked: boolean): Answer<undefined> =>
      asHost(room, host, locked ? 'room.lock' : 'room.unlock', `room:${room}`, async (tx): Answer<undefined> =>
        (await setLocked(tx, room, locked)) ? ok(undefined) : fail('room_ended'),
      ),

    /** Guests lose their grants, their sign-ins and their links; the therapist keeps the record. */
    end(room: RoomId, host: MemberId): Answer<undefined> {
      return asHost(room, host, 'room.end', `room:${room}`, async (tx): Answer<undefined> => {
        const now = new Date(clock.now());
        if ((await findRoom(tx, room)) === undefined) return fail('not_found');
        await closeRoom(tx, room, now);
        return ok(undefined);
      });
    },

    /** A read of sealed content is an act: once for each doc that a connection opens. Resolves when it is kept. */
    logRead: (room: RoomId, member: MemberId, doc: DocName): Promise<void> =>
      reads.add({ actor: `member:${member}`, action: 'log.read', subject: `room:${room}/${doc}` }),

    visitStarted: visits.started,
    visitEnded: visits.ended,
    /** Idempotent. Visits that last are closed by the next start. */
    close: visits.close,
  };

  async function accountEntry(tx: Tx, account: AccountId, room: RoomId): Answer<Entry> {
    // One connection answers in order; asked at once, they travel together.
    const [found, members] = await Promise.all([findRoom(tx, room), membersOf(tx, [room])]);
    if (found?.owner === account) {
      const me = members.find((member) => member.account === account && member.state === 'admitted');
      return me === undefined ? fail('not_found') : await insideOf(tx, found, members, me);
    }
    const signPublic = (await accountById(tx, account))?.signPublic;
    const me = signPublic && (await memberWithKeys(tx, room, account, signPublic));
    if (me === undefined) return fail('not_found');
    // From here on as any other member, with what was granted to this one and no more.
    await become(tx, `member:${me.id}`);
    const entry = await guestEntry(tx, me.id, room);
    if (!entry.ok || entry.value.state !== 'waiting') return entry;
    const { waitingWords } = await practiceWords(tx);
    return ok({ ...entry.value, words: waitingWords });
  }

  async function guestEntry(tx: Tx, member: MemberId, room: RoomId): Answer<Entry> {
    const me = await findMember(tx, member);
    if (me === undefined || me.room !== room || me.state === 'refused' || me.state === 'removed') return fail('not_found');
    if (me.state === 'waiting') {
      await become(tx, 'system:claim');
      const locked = (await findRoom(tx, room))?.locked ?? false;
      return ok({ state: 'waiting', member, ahead: await waitingBefore(tx, room, me.since), locked });
    }
    const [found, members] = await Promise.all([findRoom(tx, room), membersOf(tx, [room])]);
    // Row-level security hides the room once the grant is revoked.
    if (found === undefined) return fail('not_found');
    return await insideOf(tx, found, members, me);
  }
}

async function insideOf(tx: Tx, room: RoomRow, members: readonly MemberRow[], me: MemberRow): Answer<Entry> {
  const [writer, view] = await Promise.all([writerOf(tx, me.id), viewOf(tx, room, members, me)]);
  return ok({ state: 'inside', role: me.role, rights: writer?.rights ?? NO_RIGHTS, view });
}

async function viewOf(tx: Tx, room: RoomRow, members: readonly MemberRow[], me: MemberRow): Promise<Omit<RoomView, 'present'>> {
  const [grants, epochs] = await Promise.all([grantsTo(tx, [me.id]), epochsOf(tx, room.id)]);
  return {
    state: 'inside',
    room: room.id,
    you: me.id,
    host: room.host,
    status: room.status,
    locked: room.locked,
    epoch: room.epoch,
    sealedTitle: room.sealedTitle,
    // Whoever was a member wrote what stands in the log: their keys go on being told.
    members: members.flatMap(({ id, statement, signature }) =>
      statement !== null && signature !== null ? [{ id, statement, signature }] : [],
    ),
    epochs: epochs.map(({ statement, signature }) => ({ statement, signature })),
    grants: grants.map(({ epoch, granter, sealed, signature }) => ({ epoch, granter, sealed, signature })),
    ...(me.admission === null ? {} : { admission: me.admission }),
    ...(room.turnDue ? { turnDue: await outOf(tx, room.id) } : {}),
    ...(me.invite === null || me.sealedRoot === null
      ? {}
      : { own: { invite: me.invite, sealedRoot: me.sealedRoot, hostAccount: room.owner } }),
    ...(me.id === room.host ? { accounts: members.flatMap(({ id, account }) => (account === null ? [] : [{ member: id, account }])) } : {}),
    startedAt: room.createdAt.getTime(),
    ...(room.endedAt === null ? {} : { endedAt: room.endedAt.getTime() }),
  };
}

/** As what the host lets in whoever waits; undefined where the statement is not of that guest, with the keys of their claim, from this epoch on. */
function roleSaid(statement: Uint8Array, guest: MemberRow, room: RoomRow): InvitedRole | undefined {
  const said = readMember(statement);
  if (said === undefined || !isInvited(said.role) || said.room !== room.id || said.id !== guest.id) return undefined;
  const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
  const isTheirs = same(said.signPublic, guest.signPublic) && same(said.boxPublic, guest.boxPublic);
  return isTheirs && said.fromEpoch === room.epoch ? said.role : undefined;
}
