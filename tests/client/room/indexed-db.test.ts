import 'fake-indexeddb/auto';
import { beforeAll, expect, test } from 'vitest';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { sha256 } from '#crdt/crypto/hash.ts';
import { encodeHeader } from '#crdt/crypto/header.ts';
import { concat } from '#crdt/base/bytes.ts';
import { openIndexedDb } from '#client/net/indexed-db.ts';
import { createMemoryStorage } from '#client/net/memory-storage.ts';
import type { Storage } from '#client/net/storage.ts';
import { DEVICE, GUEST, header, HOST, OTHER_ROOM, ROOM } from '../../crdt/people.ts';

beforeAll(async () => void (await sodiumReady()));

let opened = 0;
const makers: readonly (readonly [string, () => Promise<Storage>])[] = [
  ['memory', async () => createMemoryStorage()],
  ['IndexedDB', () => openIndexedDb(`test-${opened++}`)],
];
const sealed = (counter: number, change: Parameters<typeof header>[0] = {}): Uint8Array =>
  concat(encodeHeader(header({ counter, ...change })), Uint8Array.of(counter & 255));

test.for(makers)(
  '[S2] the outbox keeps sealed updates in the order of their counters, per room, member, doc and device (%s)',
  async ([, make]) => {
    const { outbox, close } = await make();
    const all = [sealed(2), sealed(10), sealed(1)];
    await outbox.put(ROOM, GUEST, all);
    await outbox.put(ROOM, GUEST, [sealed(1, { doc: 'chat' })]);
    await outbox.put(ROOM, HOST, [sealed(1, { member: HOST })]);
    await outbox.put(OTHER_ROOM, GUEST, [sealed(1, { room: OTHER_ROOM })]);
    expect(await outbox.load(ROOM, GUEST, 'drawing')).toEqual([sealed(1), sealed(2), sealed(10)]);
    await outbox.remove(ROOM, GUEST, 'drawing', DEVICE, 2);
    expect(await outbox.load(ROOM, GUEST, 'drawing')).toEqual([sealed(10)]);
    expect(await outbox.load(ROOM, GUEST, 'chat')).toHaveLength(1);
    expect(await outbox.load(ROOM, HOST, 'drawing')).toHaveLength(1);
    close();
  },
);

test.for(makers)('[R3] forgetting a room leaves nothing of it, and all of the others (%s)', async ([, make]) => {
  const storage = await make();
  const end = { seq: 4, head: sha256(Uint8Array.of(1)) };
  for (const room of [ROOM, OTHER_ROOM]) {
    await storage.outbox.put(room, GUEST, [sealed(1, { room })]);
    await storage.watermarks.save(room, 'drawing', end);
  }
  await storage.forgetRoom(ROOM);
  expect(await storage.outbox.load(ROOM, GUEST, 'drawing')).toEqual([]);
  expect(await storage.watermarks.load(ROOM, 'drawing')).toBeUndefined();
  expect(await storage.outbox.load(OTHER_ROOM, GUEST, 'drawing')).toHaveLength(1);
  expect(await storage.watermarks.load(OTHER_ROOM, 'drawing')).toEqual(end);
  storage.close();
});

test.for(makers)('[R4] a keyring at rest comes back under its own name alone, until it is removed (%s)', async ([, make]) => {
  const { keyrings, close } = await make();
  await keyrings.save('one', Uint8Array.of(1, 2, 3));
  expect(await keyrings.load('one')).toEqual(Uint8Array.of(1, 2, 3));
  expect(await keyrings.load('other')).toBeUndefined();
  await keyrings.remove('one');
  expect(await keyrings.load('one')).toBeUndefined();
  close();
});

test('[R4] nothing that IndexedDB holds can be read without the key, and the key cannot be read', async () => {
  const secret = new Uint8Array(64).fill(77);
  const { keyrings, close } = await openIndexedDb('at-rest');
  await keyrings.save('one', secret);
  const db = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open('at-rest');
    request.addEventListener('success', () => resolve(request.result));
  });
  const read = (store: string, key: string) =>
    new Promise<unknown>((resolve) => {
      const request = db.transaction(store).objectStore(store).get(key);
      request.addEventListener('success', () => resolve(request.result));
    });
  const wrapped = await read('keyrings', 'one');
  expect(wrapped instanceof Uint8Array && Buffer.from(wrapped).includes(Buffer.from(secret.subarray(0, 8)))).toBe(false);
  expect((await read('keys', 'wrapping')) as CryptoKey).toMatchObject({ extractable: false });
  db.close();
  close();
});
