import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Socket } from 'socket.io-client';
import type { MemberId } from '#crdt/base/ids.ts';
import type { TailChunk } from '#server/contract/views.ts';
import { ask, createHarness, enter, GUEST, HOST, next, ROOM, sealed, type Answer, type Harness } from './harness.ts';

let world: Harness;
let host: Socket;
beforeEach(async () => {
  world = await createHarness();
  host = world.connect(HOST);
  await enter(host, 1);
  for (let counter = 1; counter <= 3; counter++) host.emit('log/append', sealed({ member: HOST, counter }));
  await next(host, 'log/committed');
});
afterEach(async () => await world.close());

/** Offers a snapshot at the third update. */
async function offer(socket: Socket, member: MemberId, replaces: number): Promise<Answer> {
  const { seq, head } = await world.store.end(ROOM, 'drawing');
  const snapshot = sealed({ kind: 'snapshot', member, seenSeq: seq, seenHead: head });
  return ask(socket, 'log/snapshot', { doc: 'drawing', replaces, sealed: Buffer.from(snapshot) });
}

test("[G7] a guest's snapshot is refused, and who opens the doc gets the log", async () => {
  const guest = world.connect(GUEST);
  await enter(guest, 2);
  expect(await offer(guest, GUEST, 0)).toEqual({ ok: false, code: 'no_right' });
  const tail = next<TailChunk>(host, 'log/tail');
  await ask(host, 'log/open', { doc: 'drawing', after: null });
  expect(await tail).toMatchObject({ kind: 'updates', from: 1, to: 3 });
});

test("[G11] the host's snapshot is kept, and one that comes too late is told where the newest stands", async () => {
  expect(await offer(host, HOST, 0)).toEqual({ ok: true, value: { newest: 3 } });
  const tail = next<TailChunk>(host, 'log/tail');
  await ask(host, 'log/open', { doc: 'drawing', after: null });
  expect(await tail).toMatchObject({ kind: 'snapshot', from: 3, to: 3 });
  expect(await offer(host, HOST, 1)).toEqual({ ok: true, value: { newest: 3 } });
  const bad = sealed({ kind: 'snapshot', member: HOST, seenSeq: 3 });
  expect(await ask(host, 'log/snapshot', { doc: 'drawing', replaces: 3, sealed: Buffer.from(bad) })).toEqual({
    ok: false,
    code: 'snapshot_mismatch',
  });
});

test('[G11] a large snapshot, which is sent from where it lies, arrives byte for byte, to two who open at once', async () => {
  const { seq, head } = await world.store.end(ROOM, 'drawing');
  const large = Buffer.from(sealed({ kind: 'snapshot', member: HOST, seenSeq: seq, seenHead: head, content: 7, bodyBytes: 300_000 }));
  expect(await ask(host, 'log/snapshot', { doc: 'drawing', replaces: 0, sealed: large })).toEqual({ ok: true, value: { newest: 3 } });
  const guest = world.connect(GUEST);
  const tails = [host, guest].map((socket) => next<TailChunk>(socket, 'log/tail'));
  await Promise.all([ask(host, 'log/open', { doc: 'drawing', after: null }), enter(guest, 2)]);
  for (const tail of await Promise.all(tails)) {
    expect(tail).toMatchObject({ doc: 'drawing', kind: 'snapshot', from: 3, to: 3 });
    expect(tail.items.map((item) => Buffer.from(item).equals(large))).toEqual([true]);
  }
});
