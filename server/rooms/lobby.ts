/** Who is connected to a room, inside or waiting: keeps the limits, tells the therapist's devices who waits, and those who wait how many are before them. */
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import { LIMITS } from '#server/contract/limits.ts';
import type { MemberView } from '#server/contract/views.ts';
import { same } from '#server/contract/room-append.ts';
import type { UpBody } from '#server/contract/messages.ts';
import type { EpochStatement } from '#crdt/keys/epoch-layout.ts';
import type { RoomAccess } from './access.ts';
import type { LiveRoom } from './live-room.ts';
import type { RoomsLog } from './log.ts';
import type { Seat } from './seat-types.ts';

export type Lobby = {
  readonly empty: boolean;
  /** How often something was told here that changes how somebody may enter, or what they find: what was read before it is over. */
  readonly told: number;
  /** Ends what a new connection of this device replaces and the oldest beyond the limit; false when the room, or its waiting room, is full of others: whoever waits takes nobody's place inside. */
  makeRoomFor(member: MemberId, device: Uint8Array, waits: boolean): boolean;
  add(seat: Seat): void;
  remove(seat: Seat): void;
  /** Somebody waiting came or went, or a host came: the hosts hear who waits, those who wait how many are before them. */
  changed(): void;
  /** The host let a member in: their devices go inside, the others learn of them. */
  admitted(member: MemberView): Promise<void>;
  refused(member: MemberId): void;
  /** The epoch has turned: who leaves goes first, then the room goes on under the new one, then those who stay, and who comes back, hear of it. */
  turned(live: LiveRoom, statement: EpochStatement, turn: UpBody<'room/turn'>): Promise<void>;
  /** Somebody who is out holds the epoch's key: the hosts hear that it has to turn. */
  turnDue(out: readonly MemberId[]): void;
  /** The host locked or unlocked the room: everybody hears it, inside and waiting. */
  locked(locked: boolean): void;
  /** The room has ended: whoever still waits hears it. */
  ended(): void;
  /** Remembers work that must end before the room is closed. */
  owe(work: Promise<void>): void;
  sendAway(): void;
  /** When all that was owed is done. */
  close(): Promise<void>;
};

export type LobbyOptions = {
  readonly room: RoomId;
  readonly access: RoomAccess;
  readonly log: RoomsLog;
  /** Something owed is done: an empty lobby may be forgotten now. */
  settled(): void;
};

export function createLobby({ room, access, log, settled }: LobbyOptions): Lobby {
  const seats = new Set<Seat>();
  const owed = new Set<Promise<void>>();
  let [telling, again] = [false, false];
  let tellings = 0;

  const owe = (work: Promise<void>): void => {
    const noted = work.finally(() => {
      owed.delete(noted);
      settled();
    });
    owed.add(noted);
  };
  const dismiss = (seat: Seat): void => {
    seat.leave();
    seat.port.close();
  };
  const hosts = (): readonly Seat[] => [...seats].filter((seat) => seat.has('room:host'));

  const toldAhead = new WeakMap<Seat, number>();
  /** How many who are connected wait longer: said when it changes, so that nobody is told of the others' comings and goings. */
  const tellWaiting = (guests: readonly { readonly member: MemberId; readonly here: boolean }[]): void => {
    const here = guests.filter((guest) => guest.here).map((guest) => guest.member);
    for (const seat of seats) {
      const ahead = seat.waiting ? here.indexOf(seat.member) : -1;
      if (ahead < 0 || toldAhead.get(seat) === ahead) continue;
      toldAhead.set(seat, ahead);
      seat.port.send('room/ahead', { ahead });
    }
  };

  /** One look at a time; what changes meanwhile makes it look again. */
  const tellAll = async (): Promise<void> => {
    again = true;
    if (telling) return;
    telling = true;
    try {
      while (again && [...seats].some((seat) => seat.waiting || seat.has('room:host'))) {
        again = false;
        const waiting = await access.guests(room);
        const here = new Set([...seats].filter((seat) => seat.waiting).map((seat) => seat.member));
        const guests = waiting.map((guest) => ({ ...guest, here: here.has(guest.member) }));
        for (const host of hosts()) host.port.send('room/waiting', { guests });
        tellWaiting(guests);
      }
    } catch {
      log.warn({ room }, 'could not read who waits');
    } finally {
      telling = false;
    }
  };
  const changed = (): void => owe(tellAll());

  return {
    get empty() {
      return seats.size === 0 && owed.size === 0;
    },
    get told() {
      return tellings;
    },
    makeRoomFor: (member, device, waits) => {
      const own = [...seats].filter((seat) => seat.member === member);
      const others = new Set([...seats].filter((seat) => seat.waiting === waits && seat.member !== member).map((seat) => seat.member));
      if (others.size >= (waits ? LIMITS.waitingPerRoom : LIMITS.membersPerRoom)) return false;
      const kept = own.filter((seat) => !same(seat.device, device));
      for (const seat of own) if (!kept.includes(seat)) dismiss(seat);
      for (const seat of kept.slice(0, Math.max(0, kept.length + 1 - LIMITS.devicesPerMember))) dismiss(seat);
      return true;
    },
    add: (seat) => {
      seats.add(seat);
    },
    remove: (seat) => {
      seats.delete(seat);
    },
    changed,
    admitted: async (member) => {
      tellings++;
      for (const seat of seats) if (!seat.waiting && seat.member !== member.id) seat.port.send('room/member', member);
      await Promise.all([...seats].filter((seat) => seat.waiting && seat.member === member.id).map((seat) => seat.admitted()));
      changed();
    },
    turned: async (live, statement, turn) => {
      tellings++;
      const leaving = new Map(turn.leaving.map(({ member, to }) => [member, to]));
      for (const seat of [...seats]) {
        const to = leaving.get(seat.member);
        if (to === undefined) continue;
        seat.port.send(to === 'removed' ? 'room/removed' : 'room/back', {});
        dismiss(seat);
      }
      live.turning.turned(statement);
      const { epoch, members } = statement;
      const granter = members.find(({ role }) => role === 'therapist')?.member;
      const { signature } = turn;
      for (const seat of seats) {
        const own = turn.grants.find(({ reader }) => reader === seat.member);
        if (seat.waiting || own === undefined || granter === undefined) continue;
        const grant = { epoch, granter, sealed: own.sealed, signature: own.signature };
        seat.port.send('room/turned', { statement: turn.statement, signature, grant });
      }
      const back = [...seats].filter((seat) => seat.waiting && members.some(({ member }) => member === seat.member));
      await Promise.all(back.map((seat) => seat.admitted()));
      changed();
    },
    refused: (member) => {
      tellings++;
      for (const seat of [...seats]) {
        if (!seat.waiting || seat.member !== member) continue;
        seat.port.send('room/refused', {});
        seat.leave();
      }
      changed();
    },
    turnDue: (out) => {
      tellings++;
      for (const host of hosts()) host.port.send('room/turn-due', { out: [...out] });
    },
    locked: (locked) => {
      tellings++;
      for (const seat of seats) seat.port.send('room/locked', { locked });
    },
    ended: () => {
      for (const seat of [...seats]) {
        if (!seat.waiting) continue;
        seat.port.send('room/ended', {});
        seat.leave();
      }
    },
    owe,
    sendAway: () => {
      for (const seat of [...seats]) dismiss(seat);
    },
    close: async () => {
      await Promise.allSettled(owed);
    },
  };
}
