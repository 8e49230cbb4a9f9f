/** One member's page load in one doc, over the fake log: a Yjs doc, its sealed doc, and the line to the server. */
import * as Y from 'yjs';
import type { Clock } from '#crdt/base/clock.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import type { Keyring } from '#crdt/keys/keyring.ts';
import { clientIdOf } from '#crdt/crypto/hash.ts';
import type { LogDoor, Self } from '#crdt/sync/ports.ts';
import { createSealedDoc } from '#crdt/sync/sealed-doc.ts';
import { createSenders } from '#crdt/sync/senders.ts';
import type { SealedDoc, SealedDocState } from '#crdt/sync/sealed-doc-types.ts';
import { createMemoryStorage } from '#client/net/memory-storage.ts';
import type { Storage } from '#client/net/storage.ts';
import { settled } from '#tests/support/clock.ts';
import type { createFakeLog } from '#tests/support/fake-log.ts';
import type { Line } from '#tests/support/wire.ts';
import type { Cast, KnownKeys } from './cast.ts';

export { createCast, type Cast } from './cast.ts';
export type FakeLog = ReturnType<typeof createFakeLog>;
const LOCAL = 'here';

/** As RoomDocs does it (client/room/room-docs.ts): a doc that became void is closed, and another one reads the log anew. */
export type Device = {
  readonly doc: Y.Doc;
  readonly self: Self;
  readonly log: SealedDoc;
  readonly keys: KnownKeys;
  readonly storage: Storage;
  readonly state: SealedDocState;
  readonly synced: boolean;
  /** How often something was refused here for want of a right, and how many own updates were given up. */
  readonly refused: number;
  readonly dropped: number;
  /** How often it read the log anew. */
  readonly renewals: number;
  line: Line | undefined;
  /** Connects to `server` and opens the doc. */
  connect(server: FakeLog): void;
  cut(): void;
  write(text: string): void;
  text(): string;
  /** As strokes on the board are kept: under a key of its own, beside whatever others write. */
  draw(name: string): void;
  drawn(): readonly string[];
};

type Options = {
  readonly cast: Cast;
  readonly member: { readonly id: MemberId; readonly keyring: Keyring };
  readonly storage?: Storage;
  readonly clock?: Clock;
  readonly snapshotDelayMs?: number | undefined;
};

export function createDevice({ cast, member, storage = createMemoryStorage(), clock = cast.clock, snapshotDelayMs }: Options): Device {
  const self: Self = { member: member.id, device: cast.random.bytes(8), signSecret: member.keyring.signSecret };
  const keys = cast.keysFrom();
  let state: SealedDocState = { is: 'away' };
  let synced = false;
  let line: Line | undefined;
  let [refused, dropped, renewals] = [0, 0, 0];
  const away = new Promise<never>(() => undefined);
  const door: LogDoor = {
    append: (sealed) => line?.door.append(sealed),
    open: (after) => line?.door.open(after) ?? away,
    snapshot: (replaces, sealed) => line?.door.snapshot(replaces, sealed) ?? away,
    digests: (from, to) => line?.door.digests(from, to) ?? away,
  };

  function make(): { readonly doc: Y.Doc; readonly log: SealedDoc } {
    const doc = new Y.Doc();
    doc.clientID = clientIdOf(self.member, self.device);
    const log = createSealedDoc({
      doc: 'drawing',
      keys,
      self,
      door,
      outbox: storage.outbox,
      watermarks: storage.watermarks,
      clock,
      random: cast.random,
      deliver(update) {
        // As in client/room/docs.ts: Yjs takes another client id when it reads structs of its own.
        const own = doc.clientID;
        doc.clientID = 0;
        Y.applyUpdate(doc, update, 'log');
        doc.clientID = own;
      },
      batch: (work) => work(),
      encodeState: () => Y.encodeStateAsUpdate(doc),
      tailUpdates: 5,
      snapshotDelayMs: () => snapshotDelayMs,
      onState: (next) => void (state = next),
      onCount: () => undefined,
      onSynced: () => void (synced = true),
      onEnd: () => undefined,
      onRefused: () => void refused++,
      onDropped: (count) => void (dropped += count),
      onVoid: () => void renew(),
      senders: createSenders(),
    });
    doc.on('update', (update: Uint8Array, origin: unknown) => origin !== 'log' && log.push(update));
    return { doc, log };
  }

  async function renew(): Promise<void> {
    renewals++;
    // Nothing is written before the log is read: it would be written at the beginning.
    synced = false;
    await now.log.close();
    now = make();
    if (line !== undefined) now.log.enter();
  }

  /** What the line speaks to: whichever doc is there now. */
  const ear = new Proxy({} as SealedDoc, {
    get: (_, name: keyof SealedDoc) => (name === 'turned' ? turned : now.log[name]),
  });
  function turned(epoch: number): void {
    keys.learn(epoch);
    now.log.turned();
  }

  let now = make();
  return {
    get doc() {
      return now.doc;
    },
    self,
    get log() {
      return now.log;
    },
    keys,
    storage,
    get state() {
      return state;
    },
    get synced() {
      return synced;
    },
    get refused() {
      return refused;
    },
    get dropped() {
      return dropped;
    },
    get renewals() {
      return renewals;
    },
    get line() {
      return line;
    },
    set line(next) {
      line = next;
    },
    connect(server) {
      keys.learn(cast.epoch);
      line = server.connect(ear);
      now.log.enter();
    },
    cut() {
      line?.cut();
      line = undefined;
      now.log.leave();
    },
    write: (text) => now.doc.transact(() => now.doc.getArray<string>('texts').push([text]), LOCAL),
    text: () => JSON.stringify(now.doc.getArray('texts').toArray()),
    draw: (name) => now.doc.transact(() => now.doc.getMap('drawn').set(name, true), LOCAL),
    drawn: () => [...now.doc.getMap('drawn').keys()].toSorted((a, b) => Number(a) - Number(b)),
  };
}

/** Lets everything that is on its way arrive, commits included, until nothing moves. */
export async function calm(cast: Cast, server: FakeLog, devices: readonly Device[]): Promise<void> {
  for (let idle = 0; idle < 3;) {
    await cast.clock.advance(20);
    let moved = false;
    for (const device of devices) while (device.line?.step() === true) moved = true;
    await settled();
    if (server.pending > 0) {
      server.commit();
      moved = true;
    }
    idle = moved ? 0 : idle + 1;
  }
}
