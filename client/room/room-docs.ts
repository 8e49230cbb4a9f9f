/** Both docs of a participant together: their states, their counts, the messages that go to them, and reading one anew. */
import type { Awareness } from 'y-protocols/awareness';
import { DOC_NAMES, type DocName } from '#crdt/base/docs.ts';
import { decodeCommitted } from '#crdt/sync/committed.ts';
import { equal, fromHex } from '#crdt/base/bytes.ts';
import { uuidFrom, type MemberId } from '#crdt/base/ids.ts';
import { decodeHeader } from '#crdt/crypto/header.ts';
import type { End, LogDoor, Self } from '#crdt/sync/ports.ts';
import type { Senders } from '#crdt/sync/senders.ts';
import { createPresence, type Presence } from '#crdt/sync/presence.ts';
import { fail, ok } from '#crdt/base/result.ts';
import type { Wire } from '#client/net/socket.ts';
import { createRoomDoc, type RoomDoc } from './docs.ts';
import type { KeyChest } from './key-chest.ts';
import type { DocState, LeftOut, Watched } from './types.ts';
import { createWatched, deferred, type Settable } from './watched.ts';
import type { World } from './world.ts';

type Each<Value> = { [Name in DocName]: Value };

export type RoomDocs = {
  /** Replaced by a new object when a doc is read anew. */
  readonly docs: { readonly [Name in DocName]: RoomDoc['doc'] };
  readonly states: Each<Watched<DocState>>;
  readonly synced: Promise<void>;
  readonly acknowledged: Watched<number>;
  readonly unkept: Watched<number>;
  readonly presence: Presence;
  readonly leftOut: Watched<LeftOut>;
  /** The chest knows a new epoch. */
  turned(): void;
  /** Whether both logs end here exactly as said; waits for what is on its way, `patienceMs` at most. */
  endAt(ends: Each<End>, patienceMs: number): Promise<boolean>;
  enter(): void;
  leave(): void;
  endWriting(): void;
  /** Somebody came who does not know this device's awareness. */
  introduce(): void;
  reload(doc: DocName): void;
  close(): Promise<void>;
};

type Options = {
  readonly world: World;
  readonly wire: Wire;
  readonly chest: KeyChest;
  readonly self: Self;
  readonly awareness: Awareness;
  /** Only the host's devices write snapshots. */
  readonly isHost: boolean;
  readonly senders: Senders;
};

/** The host may have two devices here: they wait differently long, up to twice this. */
const SNAPSHOT_MS = 1000;

export function createRoomDocs({ world, wire, chest, self, awareness, isHost, senders }: Options): RoomDocs {
  const { clock, random, storage } = world;
  const synced = deferred<void>();
  const open = new Set<DocName>(DOC_NAMES);
  const opening: DocState = { is: 'opening', received: 0, total: 0 };
  const states: Each<Settable<DocState>> = { drawing: createWatched(opening), chat: createWatched(opening) };
  const acknowledged = createWatched(0);
  const unkept = createWatched(0);
  const leftOut = createWatched<LeftOut>({ by: [], own: 0 });
  const moved = new Set<() => void>();
  let isInside = false;
  let readOnly = false;
  let closed = false;
  const renewing = new Set<DocName>();
  /** What docs that were thrown away had counted. */
  let counted = 0;
  const presence = createPresence({
    keys: chest,
    self,
    senders,
    clock,
    random,
    send: (sealed) => readOnly || wire.send('presence/send', sealed),
  });
  const spread = (): number => ((random.bytes(1)[0] ?? 0) / 256) * SNAPSHOT_MS;

  function count(): void {
    acknowledged.set(DOC_NAMES.reduce((sum, name) => sum + all[name].log.acknowledged, counted));
    unkept.set(DOC_NAMES.reduce((sum, name) => sum + all[name].log.unkept, 0));
  }

  function make(name: DocName): RoomDoc {
    return createRoomDoc({
      name,
      keys: chest,
      self,
      door: doorOf(wire, name),
      storage,
      clock,
      random,
      awareness,
      presence: name === 'drawing' ? presence : undefined,
      snapshotDelayMs: () => (isHost ? SNAPSHOT_MS + spread() : undefined),
      onState: (state) => states[name].set(state),
      onCount: count,
      onSynced() {
        open.delete(name);
        if (open.size === 0) synced.resolve();
      },
      onEnd() {
        for (const look of moved) look();
      },
      onRefused(sender) {
        const bytes = fromHex(sender);
        const { by, own } = leftOut.value;
        if (bytes === undefined) return;
        const member = uuidFrom<MemberId>(bytes.subarray(0, 16));
        if (!by.includes(member)) leftOut.set({ by: [...by, member], own });
      },
      onDropped: (count) => leftOut.set({ ...leftOut.value, own: leftOut.value.own + count }),
      onVoid: () => anew(name),
      senders,
    });
  }

  /** One at a time. */
  function anew(name: DocName): void {
    if (renewing.has(name)) return;
    renewing.add(name);
    void renew(name).finally(() => renewing.delete(name));
  }

  async function renew(name: DocName): Promise<void> {
    const state = states[name].value;
    const old = all[name];
    // What was written here before the doc stopped is laid down first: the new doc finds it in the outbox, and its counters go on behind it.
    await old.close();
    // Whoever asks to read the log as it is now takes it for the truth: the mark of what was seen before must go.
    const isDenied = state.is === 'failed' && (state.reason === 'rolled-back' || state.reason === 'forked');
    if (isDenied) await storage.watermarks.forget(chest.room, name).catch(() => undefined);
    if (closed) return;
    counted += old.log.acknowledged;
    all[name] = make(name);
    states[name].set(opening);
    if (readOnly) all[name].log.endWriting();
    if (isInside) all[name].log.enter();
  }

  const all: Each<RoomDoc> = { drawing: make('drawing'), chat: make('chat') };
  const undo = hear(wire, all, presence);

  return {
    docs: {
      get drawing() {
        return all.drawing.doc;
      },
      get chat() {
        return all.chat.doc;
      },
    },
    states,
    synced: synced.promise,
    acknowledged,
    unkept,
    presence,
    leftOut,
    turned() {
      for (const name of DOC_NAMES) all[name].log.turned();
    },
    endAt(ends, patienceMs) {
      const agrees = (): boolean | undefined => {
        const now = DOC_NAMES.map((name) => ({ end: all[name].log.end, said: ends[name] }));
        if (now.some(({ end, said }) => end !== undefined && end.seq > said.seq)) return false;
        if (!now.every(({ end, said }) => end?.seq === said.seq)) return undefined;
        return now.every(({ end, said }) => end !== undefined && equal(end.head, said.head));
      };
      return new Promise((resolve) => {
        const answer = (is: boolean): void => {
          cancel();
          moved.delete(look);
          resolve(is);
        };
        const look = (): void => {
          const is = agrees();
          if (is !== undefined) answer(is);
        };
        const cancel = clock.after(patienceMs, () => answer(false));
        moved.add(look);
        look();
      });
    },
    enter() {
      isInside = true;
      for (const name of DOC_NAMES) all[name].log.enter();
    },
    leave() {
      isInside = false;
      for (const name of DOC_NAMES) all[name].log.leave();
    },
    endWriting() {
      readOnly = true;
      for (const name of DOC_NAMES) all[name].log.endWriting();
      count();
    },
    introduce: () => all.drawing.socket.askPresence(),
    reload(name) {
      if (states[name].value.is === 'failed') anew(name);
    },
    async close() {
      closed = true;
      await Promise.all(DOC_NAMES.map((name) => all[name].close()));
      presence.close();
      for (const stop of undo) stop();
    },
  };
}

/** Brings each message of the log to its doc. */
function hear(wire: Wire, all: Each<RoomDoc>, presence: Presence): readonly (() => void)[] {
  return [
    wire.on('log/tail', (chunk) => all[chunk.doc].log.tail(chunk)),
    wire.on('log/relay', (sealed) => {
      const doc = decodeHeader(sealed)?.doc;
      if (doc !== undefined) all[doc].log.relay(sealed);
    }),
    wire.on('log/committed', (bytes) => {
      for (const notice of decodeCommitted(bytes) ?? []) all[notice.doc].log.committed(notice);
    }),
    wire.on('log/refused', ({ doc, code }) => all[doc].log.refused(code)),
    wire.on('presence/relay', (sealed) => {
      for (const update of presence.open(sealed)) all.drawing.socket.deliverPresence(update);
    }),
  ];
}

function doorOf(wire: Wire, doc: DocName): LogDoor {
  return {
    open: (after) => wire.request('log/open', { doc, after }),
    append: (sealed) => wire.send('log/append', sealed),
    snapshot: (replaces, sealed) => wire.request('log/snapshot', { doc, replaces, sealed }),
    async digests(from, to) {
      const reply = await wire.request('log/digests', { doc, from, to });
      return reply.ok ? ok(reply.value.digests) : fail(reply.code);
    },
  };
}
