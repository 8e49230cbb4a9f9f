import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decodeCommitted } from '#crdt/sync/committed.ts';
import type { TailChunk } from '#server/contract/views.ts';
import { createMemoryLogStore } from '#server/rooms/memory-log-store.ts';
import { ask, createHarness, device, enter, GUEST, HOST, next, ROOM, sealed, type Harness } from './harness.ts';

let world: Harness;
beforeEach(async () => {
  world = await createHarness();
});
afterEach(async () => await world.close());

const sha256 = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();

describe('two members of a room', () => {
  test('[G1] an append is relayed at once, byte for byte, and confirmed to both once it is durable', async () => {
    const host = world.connect(HOST);
    const guest = world.connect(GUEST);
    await enter(host, 1);
    await enter(guest, 2);
    const update = sealed({ member: HOST, content: 7 });
    const relayed = next(guest, 'log/relay');
    const notices = Promise.all([next(host, 'log/committed'), next(guest, 'log/committed')]);
    host.emit('log/append', update);
    expect(Buffer.from(await relayed).equals(update)).toBe(true);
    const seq = Buffer.alloc(8);
    seq.writeBigUInt64BE(1n);
    const head = sha256(new Uint8Array(32), seq, sha256(update));
    for (const notice of await notices) {
      const [committed] = decodeCommitted(notice) ?? [];
      expect(committed).toMatchObject({ doc: 'drawing', firstSeq: 1 });
      expect(Buffer.from(committed?.head ?? []).equals(head)).toBe(true);
      expect(Buffer.from(committed?.prefixes[0] ?? []).equals(sha256(update).subarray(0, 8))).toBe(true);
    }
    expect((await world.store.end(ROOM, 'drawing')).seq).toBe(1);
  });

  test('[G2] an append sent twice is stored once and confirmed again to its sender', async () => {
    const host = world.connect(HOST);
    await enter(host, 1);
    const update = sealed({ member: HOST });
    const first = next(host, 'log/committed');
    host.emit('log/append', update);
    await first;
    const second = next(host, 'log/committed');
    host.emit('log/append', update);
    expect(decodeCommitted(await second)).toMatchObject([{ firstSeq: 1 }]);
    expect((await world.store.end(ROOM, 'drawing')).seq).toBe(1);
  });

  test('[G3] who opens a doc gets all of its log, then its end', async () => {
    const host = world.connect(HOST);
    await enter(host, 1);
    for (let counter = 1; counter <= 5; counter++) host.emit('log/append', sealed({ member: HOST, counter }));
    const notice = decodeCommitted(await next(host, 'log/committed'));
    expect(notice?.[0]?.prefixes).toHaveLength(5);
    const guest = world.connect(GUEST);
    await ask(guest, 'room/enter', { room: ROOM, device: Buffer.from(device(2)) });
    const tail = next<TailChunk>(guest, 'log/tail');
    const opened = await ask(guest, 'log/open', { doc: 'drawing', after: 2 });
    expect((await tail).items).toHaveLength(3);
    expect(await tail).toMatchObject({ kind: 'updates', from: 3, to: 5 });
    expect(opened).toMatchObject({ ok: true, value: { seq: 5 } });
  });

  test('[G4] a device coming and going is told to those inside', async () => {
    const host = world.connect(HOST);
    await enter(host, 1);
    const guest = world.connect(GUEST);
    const came = next<object>(host, 'room/presence');
    await enter(guest, 2);
    expect(await came).toMatchObject({ member: GUEST, here: true });
    const went = next<object>(host, 'room/presence');
    guest.close();
    expect(await went).toMatchObject({ member: GUEST, here: false });
  });

  test('[R11] who joins a live room gets snapshot and tail while the storage is away', async () => {
    await world.close();
    const memory = createMemoryLogStore();
    let away = false;
    const unless = <Value>(value: Promise<Value>): Promise<Value> => (away ? Promise.reject(new Error('away')) : value);
    world = await createHarness({
      store: {
        ...memory,
        tail: (...args) => unless(memory.tail(...args)),
        newestSnapshot: (...args) => unless(memory.newestSnapshot(...args)),
      },
    });
    const host = world.connect(HOST);
    await enter(host, 1);
    for (let counter = 1; counter <= 3; counter++) host.emit('log/append', sealed({ member: HOST, counter }));
    await next(host, 'log/committed');
    const placed = await memory.find(ROOM, 'drawing', sealed({ member: HOST }).subarray(24, 48), 2);
    const snapshot = sealed({ member: HOST, kind: 'snapshot', seenSeq: 2, seenHead: placed?.head ?? new Uint8Array(32) });
    expect(await ask(host, 'log/snapshot', { doc: 'drawing', replaces: 0, sealed: snapshot })).toMatchObject({ ok: true });
    away = true;
    const guest = world.connect(GUEST);
    await ask(guest, 'room/enter', { room: ROOM, device: Buffer.from(device(2)) });
    const chunks: TailChunk[] = [];
    guest.on('log/tail', (chunk: TailChunk) => chunks.push(chunk));
    expect(await ask(guest, 'log/open', { doc: 'drawing', after: null })).toMatchObject({ ok: true, value: { seq: 3 } });
    expect(chunks).toMatchObject([
      { kind: 'snapshot', from: 2, to: 3 },
      { kind: 'updates', from: 3, to: 3 },
    ]);
  });
});
