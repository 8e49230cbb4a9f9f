/**
 * All rooms that somebody is connected to. A room is loaded with the first who comes and forgotten once nobody is inside
 * and all it took is durable; one committer serves them all.
 */
import { hash as nodeHash } from 'node:crypto';
import type { Clock } from '#crdt/base/clock.ts';
import type { RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { createRoomState } from '#server/contract/room.ts';
import type { RoomView, WaitingView } from '#server/contract/views.ts';
import type { News, RoomAccess, Visitor } from './access.ts';
import { createGroupCommit } from './group-commit.ts';
import { createLiveRoom, tellCommitted, type LiveRoom } from './live-room.ts';
import type { RoomsLog } from './log.ts';
import type { LogStore } from './log-store.ts';
import { createLobby, type Lobby } from './lobby.ts';
import type { Port } from './port.ts';
import { createBudget } from './recent.ts';
import { createSeat } from './seat.ts';
import type { Found, Inside, Seat } from './seat-types.ts';
import { byLog } from './settle.ts';

export type LiveRooms = {
  /** Binds a connection to a room, as far as its visitor may come; rejects when the database is away. */
  enter(visitor: Visitor, room: RoomId, device: Uint8Array, port: Port): Promise<Result<Entered, ErrorCode>>;
  /** How many rooms are held in memory. */
  readonly size: number;
  /** Sends everybody away and commits what waits. Idempotent. */
  close(): Promise<void>;
};
export type Entered = { readonly seat: Seat; readonly view: RoomView | WaitingView };

export type LiveRoomsOptions = {
  readonly store: LogStore;
  readonly access: RoomAccess;
  readonly clock: Clock;
  readonly log: RoomsLog;
  /** Calls back with what was done to a room from outside it; returns its undoing. */
  news?(listener: (news: News) => void): () => void;
  /** The room ended for good: its call ends too. */
  ended?(room: RoomId): void;
};

const FORGET_AFTER_MS = 1000;
/** Sealed bytes that live rooms together remember for those who join. */
const REMEMBERED_BYTES = 256 * 1024 * 1024;
const sha256 = (bytes: Uint8Array): Uint8Array => nodeHash('sha256', bytes, 'buffer');

export function createLiveRooms({ store, access, clock, log, ended, news }: LiveRoomsOptions): LiveRooms {
  const lobbies = new Map<RoomId, Lobby>();
  const loading = new Map<RoomId, Promise<LiveRoom>>();
  const live = new Map<RoomId, LiveRoom>();
  const budget = createBudget(REMEMBERED_BYTES);
  const perhapsEmpty = new Set<RoomId>();
  let cancelForgetting: (() => void) | undefined;
  let closed = false;

  const commits = createGroupCommit({
    store,
    clock,
    log,
    committed: (batch) => {
      const groups = byLog(batch);
      tellCommitted(groups, (room) => live.get(room));
      for (const group of groups) if (group[0] !== undefined) forget(group[0].room);
    },
    // Another process wrote to these logs, or this one let something through that the database does not. What we promised is void: everybody of them comes again and reads anew.
    lost: (batch) => {
      for (const room of new Set(batch.map((entry) => entry.room))) {
        log.error({ room }, 'the log was written by somebody else, or refuses who wrote; the room starts anew');
        startAnew(room);
      }
    },
  });

  const drop = (room: RoomId): void => {
    live.get(room)?.forget();
    live.delete(room);
  };

  /** Nobody knows here what holds: everybody comes again and finds what is kept. */
  const startAnew = (room: RoomId): void => {
    drop(room);
    lobbies.get(room)?.sendAway();
  };

  const load = async ({ room, status, epoch, turnDue }: Inside['view']): Promise<LiveRoom> => {
    const [drawing, chat] = await Promise.all([store.end(room, 'drawing'), store.end(room, 'chat')]);
    const made = createLiveRoom({
      state: createRoomState(room, status, epoch, { drawing, chat }),
      store,
      clock,
      commits,
      hash: sha256,
      log,
      budget,
    });
    if (turnDue !== undefined) made.happen({ is: 'turn-due' });
    live.set(room, made);
    return made;
  };

  /** The room's one live object; two who come at once get the same. */
  const inside = async ({ view }: Inside): Promise<LiveRoom> => {
    for (;;) {
      const known = live.get(view.room);
      if (known !== undefined) return known;
      const pending = loading.get(view.room) ?? load(view).finally(() => loading.delete(view.room));
      loading.set(view.room, pending);
      await pending;
    }
  };

  /** How that visitor may enter now, and the live room where they are inside. */
  const find = async (visitor: Visitor, room: RoomId): Promise<Result<Found, ErrorCode>> => {
    for (;;) {
      const before = { lobby: lobbies.get(room), told: lobbies.get(room)?.told ?? 0 };
      const entry = await access.enter(visitor, room);
      if (!entry.ok) return entry;
      const found = entry.value.state === 'waiting' ? undefined : await inside(entry.value);
      // Somebody was let in, say, after it was read and before a seat here would have heard of it: what was read is over.
      const now = lobbies.get(room);
      if (before.told !== (before.lobby?.told ?? 0) || (now !== before.lobby && (now?.told ?? 0) > 0)) continue;
      if (entry.value.state === 'waiting' || found === undefined) return ok({ entry: entry.value });
      // The epoch turned between the two looks.
      if (entry.value.view.epoch >= found.state.epoch) return ok({ entry: entry.value, live: found });
    }
  };

  /**
   * Never at once: a room just handed to somebody who is about to enter must still be the one that is known. A timer's turn cannot
   * fall between the two, and who reloads a page finds the room as it was.
   */
  const forget = (room: RoomId): void => {
    if (closed) return;
    perhapsEmpty.add(room);
    cancelForgetting ??= clock.after(FORGET_AFTER_MS, () => {
      cancelForgetting = undefined;
      for (const one of perhapsEmpty) {
        if (live.get(one)?.idle === true) drop(one);
        if (lobbies.get(one)?.empty === true) lobbies.delete(one);
      }
      perhapsEmpty.clear();
    });
  };

  const lobbyOf = (room: RoomId): Lobby => {
    const known = lobbies.get(room);
    if (known !== undefined) return known;
    const made = createLobby({ room, access, log, settled: () => forget(room) });
    lobbies.set(room, made);
    return made;
  };

  const end = (room: RoomId): void => {
    live.get(room)?.happen({ is: 'ended' });
    lobbies.get(room)?.ended();
    ended?.(room);
  };

  /** A room that nobody is connected to is read anew by the next who comes. */
  const unfollow = news?.((told) => {
    if (told.is === 'ended') return end(told.room);
    live.get(told.room)?.happen({ is: 'turn-due' });
    lobbies.get(told.room)?.turnDue(told.out);
  });

  return {
    get size() {
      return live.size;
    },
    enter: async (visitor, room, device, port) => {
      const found = await find(visitor, room);
      if (!found.ok) return found;
      const { entry, live: loaded } = found.value;
      // No await from here on: limits are checked and the seat is taken in one go.
      if (closed) return fail('not_ready');
      const lobby = lobbyOf(room);
      const member = entry.state === 'inside' ? entry.view.you : entry.member;
      if (!lobby.makeRoomFor(member, device, entry.state === 'waiting')) return fail('room_full');
      const seat = createSeat({
        ...{ visitor, room, member, device, port, access, store, log, lobby, end },
        find: () => find(visitor, room),
        startAnew: () => startAnew(room),
        left: () => forget(room),
      });
      lobby.add(seat);
      if (entry.state === 'inside' && loaded !== undefined) return ok({ seat, view: seat.goInside(entry, loaded) });
      lobby.changed();
      const { ahead = 0, locked = false, words } = entry.state === 'waiting' ? entry : {};
      return ok({ seat, view: { state: 'waiting', room, you: member, ahead, locked, ...(words === undefined ? {} : { words }) } });
    },
    close: async () => {
      closed = true;
      unfollow?.();
      cancelForgetting?.();
      for (const lobby of lobbies.values()) lobby.sendAway();
      await commits.close();
      await Promise.all([...lobbies.values()].map((lobby) => lobby.close()));
      live.clear();
      lobbies.clear();
    },
  };
}
