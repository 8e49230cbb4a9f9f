/** The sealed socket under y-websocket's own provider, as it stands. */
import * as encoding from 'lib0/encoding';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { createSealedSocket, type SealedSocket } from '#crdt/sync/sealed-socket.ts';
import { createHandClock, settled, type HandClock } from '#tests/support/clock.ts';

type Stage = {
  readonly clock: HandClock;
  readonly socket: SealedSocket;
  readonly doc: Y.Doc;
  readonly provider: WebsocketProvider;
  readonly updates: Uint8Array[];
  readonly presence: Uint8Array[];
};
let stage: Stage;

function make(): Stage {
  const clock = createHandClock();
  const [updates, presence]: [Uint8Array[], Uint8Array[]] = [[], []];
  const socket = createSealedSocket({
    clock,
    onUpdate: (update) => void updates.push(update),
    onPresence: (update) => void presence.push(update),
  });
  const doc = new Y.Doc();
  const WebSocketPolyfill = socket.WebSocket as unknown as typeof WebSocket;
  const provider = new WebsocketProvider('sealed:', 'drawing', doc, { WebSocketPolyfill, disableBc: true });
  return { clock, socket, doc, provider, updates, presence };
}

beforeEach(() => void (stage = make()));
afterEach(() => {
  stage.provider.destroy();
  stage.socket.close();
  vi.useRealTimers();
});

const updateOf = (text: string): Uint8Array => {
  const doc = new Y.Doc();
  doc.getArray('texts').push([text]);
  return Y.encodeStateAsUpdate(doc);
};
const texts = (): string[] => stage.doc.getArray<string>('texts').toArray().toSorted();
/** What the provider does when its connection ends without a word: it comes again by itself. */
async function drop(): Promise<void> {
  stage.provider.ws?.close();
  await settled();
}

test('[S16] it opens by itself, at once, and what is written before the log was read is heard', async () => {
  await settled();
  expect([stage.provider.wsconnected, stage.provider.synced]).toEqual([true, false]);
  stage.doc.getArray('texts').push(['mine']);
  expect(stage.updates).toHaveLength(1);
  expect(stage.presence.length).toBeGreaterThan(0);
});

test('[S16] the provider is synced once the log is read, whichever comes first', async () => {
  await settled();
  expect(stage.provider.synced).toBe(false);
  stage.socket.synced();
  expect(stage.provider.synced).toBe(true);
  const early = make();
  early.socket.synced();
  expect(early.provider.synced).toBe(false);
  await settled();
  expect(early.provider.synced).toBe(true);
  early.provider.destroy();
  early.socket.close();
});

test('[S16] what is delivered reaches the doc, and is not sent back', async () => {
  await settled();
  stage.socket.deliver(updateOf('theirs'));
  expect(texts()).toEqual(['theirs']);
  expect(stage.updates).toEqual([]);
});

test('[S16] the beat comes every ten seconds, so that the provider never finds it silent for thirty', async () => {
  await settled();
  for (let i = 0; i < 9; i++) {
    const before = stage.provider.wsLastMessageReceived;
    stage.provider.wsLastMessageReceived = 0;
    await stage.clock.advance(10_000);
    expect(stage.provider.wsLastMessageReceived).toBeGreaterThanOrEqual(before);
  }
  expect([stage.provider.wsconnected, stage.clock.waiting]).toEqual([true, 1]);
});

test('[S16] what arrives between two connections of the provider is there after the second, before it is synced', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  await settled();
  stage.socket.synced();
  await drop();
  expect([stage.provider.wsconnected, stage.provider.synced]).toEqual([false, false]);
  stage.socket.deliver(updateOf('missed'));
  stage.socket.deliver(updateOf('missed too'));
  expect(texts()).toEqual([]);
  let atSync: string[] = [];
  stage.provider.on('sync', () => void (atSync = texts()));
  vi.runAllTimers();
  await settled();
  expect(stage.provider.synced).toBe(true);
  expect([texts(), atSync]).toEqual([
    ['missed', 'missed too'],
    ['missed', 'missed too'],
  ]);
});

test('[S16] closed is closed for good: the provider does not come again, nothing is heard or delivered, no timer stays', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  await settled();
  stage.socket.close();
  stage.socket.close();
  await settled();
  vi.runAllTimers();
  await settled();
  expect([stage.provider.wsconnected, stage.provider.shouldConnect, stage.clock.waiting]).toEqual([false, false, 0]);
  stage.doc.getArray('texts').push(['late']);
  stage.socket.deliver(updateOf('late'));
  expect([stage.updates.length, texts()]).toEqual([0, ['late']]);
});

test('[S16] presence goes both ways, and the provider tells its own again when somebody comes', async () => {
  await settled();
  const other = new Awareness(new Y.Doc());
  other.setLocalState({ cursor: 1 });
  other.setLocalState({ cursor: 2 });
  stage.socket.deliverPresence(encodeAwarenessUpdate(other, [other.clientID]));
  expect(stage.provider.awareness.getStates().get(other.clientID)).toEqual({ cursor: 2 });
  other.destroy();
  const before = stage.presence.length;
  stage.socket.askPresence();
  expect(stage.presence).toHaveLength(before + 1);
});

test('[S16] a message of another kind than sync and awareness is passed over', async () => {
  await settled();
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 2);
  stage.provider.ws?.send(encoding.toUint8Array(encoder));
  expect([stage.updates.length, stage.provider.wsconnected]).toEqual([0, true]);
});
