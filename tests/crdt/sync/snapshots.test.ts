/** Who may write a snapshot, whose is believed, and when one is written. */
import * as Y from 'yjs';
import { beforeAll, expect, test } from 'vitest';
import { hex } from '#crdt/base/bytes.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { senderBytes } from '#crdt/crypto/hash.ts';
import { encodeSnapshot } from '#crdt/sync/snapshot.ts';
import { createFakeLog } from '#tests/support/fake-log.ts';
import { calm, createCast, createDevice, type Device } from './device.ts';
import { failed, reader, sealBy, stage, type Stage } from './stage.ts';

beforeAll(async () => void (await sodiumReady()));

/** A snapshot at seq 3 that shows another history than the log, under the keys of `by`. */
function rewritten(all: Stage, by: Device): Uint8Array {
  const { member, device } = all.one.self;
  const doc = new Y.Doc();
  doc.clientID = all.one.doc.clientID;
  doc.getArray('texts').push(['what', 'never', 'was']);
  const reached = new Map([[hex(senderBytes(member, device)), { counter: 3, clock: 3 }]]);
  const content = encodeSnapshot({ reached, state: Y.encodeStateAsUpdate(doc) });
  const { server } = all;
  const header = { kind: 'snapshot', ...by.self, counter: 1, seenSeq: 3, seenHead: server.headAt(3) } as const;
  return sealBy(all, content, { ...header, member: by.self.member, device: by.self.device }, by.self);
}

test("[S14] a guest's snapshot is not believed, whatever the server says; the host's is", async () => {
  const all = await stage();
  all.server.snapshot = { at: 3, sealed: rewritten(all, all.other) };
  const deceived = await reader(all);
  expect(deceived.state).toEqual(failed('not-a-member'));
  expect(deceived.text()).toBe('[]');
  all.server.snapshot = { at: 3, sealed: rewritten(all, all.one) };
  expect((await reader(all)).state).toEqual({ is: 'live' });
});

test("[S14] the host's other device reads the snapshot that one wrote, and writes the next", async () => {
  const cast = createCast();
  const server = createFakeLog();
  const [host, guest] = cast.members;
  if (host === undefined || guest === undefined) throw new Error('a cast has two members');
  const one = createDevice({ cast, member: host, snapshotDelayMs: 5 });
  const reads = createDevice({ cast, member: guest });
  const all: Device[] = [one, reads];
  const write = async (by: Device, times: number): Promise<void> => {
    for (let i = 0; i < times; i++) {
      by.write(`${i}`);
      await calm(cast, server, all);
    }
  };
  for (const device of all) device.connect(server);
  await calm(cast, server, all);
  await write(one, 6);
  const first = server.snapshot?.at ?? 0;
  expect(first).toBeGreaterThan(0);
  const second = createDevice({ cast, member: host, snapshotDelayMs: 5 });
  second.connect(server);
  all.push(second);
  await calm(cast, server, all);
  expect([second.state, second.text()]).toEqual([{ is: 'live' }, one.text()]);
  one.cut();
  await write(second, 6);
  expect(server.snapshot?.at).toBeGreaterThan(first);
  const late = createDevice({ cast, member: guest });
  late.connect(server);
  await calm(cast, server, [late]);
  expect([late.state, late.text()]).toEqual([{ is: 'live' }, second.text()]);
});

test('[S14] a device whose snapshot came too late learns where the newest stands, and writes a later one', async () => {
  const all = await stage(0);
  const { cast, server, other } = all;
  const [host] = cast.members;
  if (host === undefined) throw new Error('a cast has a host');
  const late = createDevice({ cast, member: host, snapshotDelayMs: 500 });
  const quick = createDevice({ cast, member: host, snapshotDelayMs: 5 });
  const devices = [late, quick, other];
  for (const device of [late, quick]) device.connect(server);
  await calm(cast, server, devices);
  for (let i = 0; i < 6; i++) {
    other.write(`${i}`);
    await calm(cast, server, devices);
  }
  const first = server.snapshot?.at ?? 0;
  expect(first).toBeGreaterThan(0);
  await cast.clock.advance(600);
  await calm(cast, server, devices);
  // The other's snapshot came first, and then its device went.
  quick.cut();
  for (let i = 0; i < 12; i++) {
    other.write(`${i}`);
    await calm(cast, server, [late, other]);
    await cast.clock.advance(300);
  }
  await calm(cast, server, [late, other]);
  expect(server.snapshot?.at).toBeGreaterThan(first + 5);
  expect((await reader(all)).text()).toBe(other.text());
});

test('[S14] few but large updates that arrive live make a snapshot due too', async () => {
  const cast = createCast();
  const server = createFakeLog();
  const [host] = cast.members;
  if (host === undefined) throw new Error('a cast has a host');
  const one = createDevice({ cast, member: host, snapshotDelayMs: 5 });
  one.connect(server);
  await calm(cast, server, [one]);
  for (const letter of ['a', 'b']) {
    one.write(letter.repeat(150 * 1024));
    await calm(cast, server, [one]);
  }
  expect(server.snapshot?.at).toBe(2);
});
