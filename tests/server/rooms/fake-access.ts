/** Who may enter, decided by a table: rooms and gateway are tried without accounts. Admission is recorded, not checked. */
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import { fail, ok } from '#crdt/base/result.ts';
import { ALL_RIGHTS, rightsOfNew } from '#crdt/base/rights.ts';
import { readEpoch } from '#crdt/keys/epoch-layout.ts';
import type { MemberRole } from '#server/contract/roles.ts';
import type { GuestView } from '#server/contract/views.ts';
import type { RoomAccess, RoomEntry, Visitor } from '#server/rooms/access.ts';

export type FakeMember = { readonly room: RoomId; readonly member: MemberId; readonly role: MemberRole };
export type FakeAccess = RoomAccess & {
  readonly members: FakeMember[];
  readonly waiting: FakeMember[];
  readonly visits: { readonly room: RoomId; readonly member: MemberId; ended: boolean }[];
};

/** A visitor is known by their member id, whatever they are. */
export const visitorOf = ({ room, member }: { room: RoomId; member: MemberId }): Visitor => ({ is: 'guest', room, member });

export function createFakeAccess(): FakeAccess {
  const members: FakeMember[] = [];
  const waiting: FakeMember[] = [];
  const ended = new Set<RoomId>();
  const locked = new Set<RoomId>();
  const epochs = new Map<RoomId, number>();
  const rights = new Map<MemberId, number>();
  const visits: FakeAccess['visits'] = [];
  const host = (room: RoomId): MemberId => members.find((one) => one.room === room && one.role === 'therapist')?.member ?? ('' as MemberId);
  const inside = ({ room, member, role }: FakeMember): RoomEntry => ({
    state: 'inside',
    role,
    rights: rights.get(member) ?? rightsOfNew(role, ALL_RIGHTS),
    view: {
      state: 'inside',
      room,
      you: member,
      host: host(room),
      status: ended.has(room) ? 'ended' : 'open',
      locked: locked.has(room),
      epoch: epochs.get(room) ?? 1,
      sealedTitle: new Uint8Array(0),
      members: [],
      epochs: [],
      grants: [],
      startedAt: 0,
    },
  });
  const guestView = ({ member }: FakeMember): Omit<GuestView, 'here'> => ({
    member,
    invite: '00000000-0000-4000-8000-000000000000' as GuestView['invite'],
    signPublic: new Uint8Array(32),
    boxPublic: new Uint8Array(32),
    sealedName: new Uint8Array(1),
    mac: new Uint8Array(32),
    sealedSecret: new Uint8Array(1),
    since: 0,
  });
  const without = (room: RoomId, member: MemberId): FakeMember | undefined => {
    const at = waiting.findIndex((one) => one.room === room && one.member === member);
    return at < 0 ? undefined : waiting.splice(at, 1)[0];
  };

  return {
    members,
    waiting,
    visits,
    enter: async (visitor, room) => {
      const is = (one: FakeMember): boolean => visitor.is === 'guest' && one.member === visitor.member && one.room === room;
      const member = members.find(is);
      if (member !== undefined) return ok(inside(member));
      const guest = waiting.find(is);
      return guest === undefined ? fail('not_found') : ok({ state: 'waiting', member: guest.member, ahead: 0, locked: locked.has(room) });
    },
    guests: async (room) => waiting.filter((one) => one.room === room).map(guestView),
    admit: async (room, _host, { member, statement, signature }) => {
      const guest = without(room, member);
      if (guest === undefined) return fail('not_found');
      members.push(guest);
      return ok({ id: member, statement, signature });
    },
    refuse: async (room, _host, guest) => (without(room, guest) === undefined ? fail('not_found') : ok(undefined)),
    turn: async (room, _host, { statement, leaving }) => {
      const read = readEpoch(statement);
      if (read === undefined) return fail('bad_shape');
      epochs.set(room, read.epoch);
      for (const { member, rights: given } of read.members) rights.set(member, given);
      for (const { member } of leaving)
        members.splice(
          members.findIndex((one) => one.member === member),
          1,
        );
      return ok(read);
    },
    lock: async (room, _host, isLocked) => {
      if (isLocked) locked.add(room);
      else locked.delete(room);
      return ok(undefined);
    },
    end: async (room) => {
      ended.add(room);
      return ok(undefined);
    },
    logRead: async () => {},
    visitStarted: async (room, member) => String(visits.push({ room, member, ended: false }) - 1),
    visitEnded: async (visit) => {
      const found = visits[Number(visit)];
      if (found !== undefined) found.ended = true;
    },
  };
}
