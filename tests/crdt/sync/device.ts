/** One member's page load in one doc, over the fake log: a Yjs doc, its sealed doc, and the line to the server. */
import * as Y from 'yjs';
import { uuidFrom, type MemberId } from '#crdt/base/ids.ts';
import type { Keyring } from '#crdt/keys/keyring.ts';
import { roomKeys } from '#crdt/keys/room-key.ts';
import { clientIdOf } from '#crdt/crypto/hash.ts';
import type { LogDoor, RoomKeys, Self } from '#crdt/sync/ports.ts';
import { createSealedDoc } from '#crdt/sync/sealed-doc.ts';
import { createSenders } from '#crdt/sync/senders.ts';
import type { SealedDoc, SealedDocState } from '#crdt/sync/sealed-doc-types.ts';
import { createMemoryStorage } from '#client/net/memory-storage.ts';
import type { Storage } from '#client/net/storage.ts';
import { createKeyring } from '#crdt/keys/keyring.ts';
import { Secret } from '#crdt/base/secret.ts';
import type { Clock } from '#crdt/base/clock.ts';
import { createHandClock, settled } from '#tests/support/clock.ts';
import type { createFakeLog } from '#tests/support/fake-log.ts';
import type { Line } from '#tests/support/wire.ts';
import { createSeededRandom } from '#tests/support/random.ts';
import { ROOM } from '../people.ts';

export type FakeLog = ReturnType<typeof createFakeLog>;
const LOCAL = 'here';

const raise = (): never => {
  throw new RangeError('a cast has at least a host');
};

/** Members of one room with the same room key; the first is its host. */
export function createCast(seed = 1, count = 3) {
  const random = createSeededRandom(seed);
  const members = Array.from({ length: count }, () => ({
    id: uuidFrom<MemberId>(random.bytes(16)),
    keyring: createKeyring(random, 'Somebody'),
  }));
  const derived = roomKeys(new Secret(random.bytes(32)), ROOM, 1);
  const keys: RoomKeys = {
    room: ROOM,
    host: (members[0] ?? raise()).id,
    epoch: 1,
    keyOf: (purpose, epoch) => (epoch === 1 ? derived[purpose] : undefined),
    writerKey: (member) => members.find(({ id }) => id === member)?.keyring.signPublic,
  };
  return { random, members, keys, clock: createHandClock() };
}
export type Cast = ReturnType<typeof createCast>;

export type Device = {
  readonly doc: Y.Doc;
  readonly self: Self;
  readonly log: SealedDoc;
  readonly storage: Storage;
  readonly state: SealedDocState;
  readonly synced: boolean;
  line: Line | undefined;
  /** Connects to `server` and opens the doc. */
  connect(server: FakeLog): void;
  cut(): void;
  write(text: string): void;
  text(): string;
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
  const doc = new Y.Doc();
  doc.clientID = clientIdOf(self.member, self.device);
  let state: SealedDocState = { is: 'away' };
  let synced = false;
  let line: Line | undefined;
  const away = new Promise<never>(() => undefined);
  const door: LogDoor = {
    append: (sealed) => line?.door.append(sealed),
    open: (after) => line?.door.open(after) ?? away,
    snapshot: (replaces, sealed) => line?.door.snapshot(replaces, sealed) ?? away,
    digests: (from, to) => line?.door.digests(from, to) ?? away,
  };
  const log = createSealedDoc({
    doc: 'drawing',
    keys: cast.keys,
    self,
    door,
    outbox: storage.outbox,
    watermarks: storage.watermarks,
    clock,
    random: cast.random,
    deliver: (update) => Y.applyUpdate(doc, update, 'log'),
    batch: (work) => work(),
    encodeState: () => Y.encodeStateAsUpdate(doc),
    tailUpdates: 5,
    snapshotDelayMs: () => snapshotDelayMs,
    onState: (next) => void (state = next),
    onCount: () => undefined,
    onSynced: () => void (synced = true),
    senders: createSenders(),
  });
  doc.on('update', (update: Uint8Array, origin: unknown) => origin !== 'log' && log.push(update));
  return {
    doc,
    self,
    log,
    storage,
    get state() {
      return state;
    },
    get synced() {
      return synced;
    },
    get line() {
      return line;
    },
    set line(next) {
      line = next;
    },
    connect(server) {
      line = server.connect(log);
      log.enter();
    },
    cut() {
      line?.cut();
      line = undefined;
      log.leave();
    },
    write: (text) => doc.transact(() => doc.getArray<string>('texts').push([text]), LOCAL),
    text: () => JSON.stringify(doc.getArray('texts').toArray()),
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
