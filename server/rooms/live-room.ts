/** One room while somebody is connected to it: owns the pure state, performs its effects in order, and nothing else. */
import type { Clock } from '#crdt/base/clock.ts';
import type { DocName } from '#crdt/base/docs.ts';
import { encodeCommitted } from '#crdt/sync/committed.ts';
import type { LogEntry } from '#server/contract/log-entry.ts';
import { hotFrame } from '#server/contract/parser.ts';
import { refusal, same } from '#server/contract/room-append.ts';
import { step } from '#server/contract/room.ts';
import type { Connection, Effect, Hash, RoomEvent, RoomState } from '#server/contract/room-state.ts';
import type { GroupCommit } from './group-commit.ts';
import type { RoomsLog } from './log.ts';
import type { LogStore } from './log-store.ts';
import type { Port } from './port.ts';
import { createTurning, type Turning } from './turning.ts';
import { createRecent, type Budget, type Recent } from './recent.ts';

export type LiveRoom = {
  readonly state: RoomState;
  /** What is remembered of each doc for those who join. */
  readonly recent: { readonly [Name in DocName]: Recent };
  enter(connection: Connection, port: Port): void;
  leave(connection: Connection): void;
  /** Steps, and performs what follows. */
  happen(event: RoomEvent): void;
  append(connection: Connection, sealed: Uint8Array): void;
  readonly turning: Turning;
  /** Nobody inside and nothing waiting for its commit. */
  readonly idle: boolean;
  /** Gives back what it remembers. Idempotent. */
  forget(): void;
};

export type LiveRoomOptions = {
  readonly state: RoomState;
  readonly store: LogStore;
  readonly clock: Clock;
  readonly commits: GroupCommit;
  readonly hash: Hash;
  readonly log: RoomsLog;
  readonly budget: Budget;
};

export function createLiveRoom({ state, store, clock, commits, hash, log, budget }: LiveRoomOptions): LiveRoom {
  const ports = new Map<Connection, Port>();
  const { room } = state;
  const recent = { drawing: createRecent(budget, state.docs.drawing.seq), chat: createRecent(budget, state.docs.chat.seq) };

  const happen = (event: RoomEvent): void => {
    for (const effect of step(state, event, hash)) perform(effect);
  };

  const turning = createTurning(state, clock, (event) => happen(event));

  const perform = (effect: Effect): void => {
    switch (effect.do) {
      case 'relay': {
        const frame = hotFrame(effect.what === 'log' ? 1 : 3, effect.sealed);
        for (const to of effect.to) if (to !== effect.except) ports.get(to)?.relay(frame);
        return;
      }
      case 'enqueue':
        return commits.enqueue(effect.entry);
      case 'confirm': {
        const notice = encodeCommitted(effect.notice);
        for (const to of effect.to) ports.get(to)?.confirm(notice);
        return;
      }
      case 'catch-up':
        return ports.get(effect.to)?.relay(hotFrame(1, effect.sealed));
      case 'tell':
        for (const to of effect.to) ports.get(to)?.send(effect.told.name, effect.told.body);
        return;
      case 'find-sender':
        return void findSender(effect.doc, effect.sender, effect.key);
      case 'answer-repeated':
        return void answerRepeated(effect.to, effect.doc, effect.counter, effect.sealed);
      case 'drop':
        return ports.get(effect.from)?.dropped(effect.code);
    }
  };

  const findSender = async (doc: DocName, sender: string, key: Uint8Array): Promise<void> => {
    try {
      happen({ is: 'sender-found', doc, sender, counter: await store.counter(room, doc, key) });
    } catch {
      happen({ is: 'sender-not-found', doc, sender });
    }
  };

  /** Sent again although durable: its sender missed the notice, and gets it alone. */
  const answerRepeated = async (to: Connection, doc: DocName, counter: number, sealed: Uint8Array): Promise<void> => {
    const refuse = (code: 'not_ready' | 'counter_reused'): void => perform(refusal(to, doc, sealed, counter, code));
    try {
      const placed = await store.find(room, doc, sealed.subarray(24, 48), counter);
      const digest = hash(sealed);
      if (placed === undefined || !same(placed.digest, digest)) return refuse('counter_reused');
      perform({ do: 'confirm', to: [to], notice: { doc, firstSeq: placed.seq, head: placed.head, prefixes: [digest.subarray(0, 8)] } });
    } catch {
      log.warn({ room }, 'the storage is away: a repeated update must wait');
      refuse('not_ready');
    }
  };

  return {
    state,
    recent,
    turning,
    enter: (connection, port) => {
      ports.set(connection, port);
      happen({ is: 'entered', connection });
    },
    leave: (connection) => {
      if (!ports.delete(connection)) return;
      turning.over(connection);
      happen({ is: 'left', connection });
    },
    happen,
    append: (connection, sealed) => happen({ is: 'append', connection, sealed, accepting: commits.accepting }),
    forget: () => {
      turning.over();
      recent.drawing.forget();
      recent.chat.forget();
    },
    get idle() {
      return state.inside.length === 0 && Object.values(state.docs).every((doc) => doc.pending.length === 0);
    },
  };
}

/** A group became durable: each log of it moves on. Entries of one log stand in its own order. */
export function tellCommitted(groups: readonly (readonly LogEntry[])[], find: (room: LogEntry['room']) => LiveRoom | undefined): void {
  for (const group of groups) {
    const first = group[0];
    const live = first && find(first.room);
    if (first === undefined || live === undefined) continue;
    const recent = live.recent[first.doc];
    for (const { seq, sealed } of group) recent.add(seq, sealed);
    live.happen({ is: 'committed', doc: first.doc, count: group.length });
    live.turning.committed();
  }
}
