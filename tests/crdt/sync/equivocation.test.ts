/** A member with a valid key who tries to make copies differ, to fill memory, or to write where another writes. */
import * as Y from 'yjs';
import { beforeAll, expect, test } from 'vitest';
import { hex } from '#crdt/base/bytes.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { senderBytes, sha256 } from '#crdt/crypto/hash.ts';
import { createChain, MOST_AHEAD } from '#crdt/sync/chain.ts';
import { createSenders } from '#crdt/sync/senders.ts';
import { calm, createCast, createDevice } from './device.ts';
import { failed, reader, sealBy, stage, updateOf } from './stage.ts';

beforeAll(async () => void (await sodiumReady()));

test('[S8] an update that goes on where the last one ended passes', async () => {
  const all = await stage();
  all.other.log.relay(sealBy(all, updateOf(all.one.doc.clientID)));
  expect(all.other.state).toEqual({ is: 'live' });
});

test('[S6] a sender that uses its Yjs clocks twice is noticed, though its counters are in order', async () => {
  const all = await stage();
  // Three texts have clocks 0 to 2: this one is another at clock 2, which Yjs would pass over here and take on a copy that lacks the first.
  all.other.log.relay(sealBy(all, updateOf(all.one.doc.clientID, 'other', 2)));
  expect(all.other.state).toEqual(failed('equivocation'));
});

test('[S8] a sender that leaves clocks out is noticed', async () => {
  const all = await stage();
  all.other.log.relay(sealBy(all, updateOf(all.one.doc.clientID, 'x', 4)));
  expect(all.other.state).toEqual(failed('malformed'));
});

test('[S6] who began with a snapshot notices used clocks too', async () => {
  const all = await stage(0);
  const [host] = all.cast.members;
  if (host === undefined) throw new Error('a cast has a host');
  const writer = createDevice({ cast: all.cast, member: host, snapshotDelayMs: 5 });
  writer.connect(all.server);
  await calm(all.cast, all.server, [writer]);
  for (let i = 0; i < 5; i++) {
    writer.write(`${i}`);
    await calm(all.cast, all.server, [writer]);
  }
  const at = all.server.snapshot?.at ?? 0;
  expect(at).toBeGreaterThan(0);
  const late = await reader(all);
  expect([late.state, late.text()]).toEqual([{ is: 'live' }, writer.text()]);
  const next = { counter: all.server.durable.length + 1 };
  late.log.relay(sealBy(all, updateOf(writer.doc.clientID, 'other', at - 1), next, writer.self));
  expect(late.state).toEqual(failed('equivocation'));
});

test('[S8] a Yjs client id belongs to the first sender heard under it, over both docs', () => {
  // A real pair of senders with one id would take 2^32 trials; what counts is that the second is refused.
  const cast = createCast();
  const senders = createSenders();
  const [one] = cast.members;
  if (one === undefined) throw new Error('a cast has members');
  const sender = hex(senderBytes(one.id, cast.random.bytes(8)));
  expect([senders.hear(sender), senders.hear(sender), senders.hear('00')]).toEqual([true, true, false]);
});

test('[S12] what a member claims to have seen is remembered only within what can be', () => {
  const chain = createChain({ seq: 10, head: sha256(Uint8Array.of(1)) });
  const head = sha256(Uint8Array.of(2));
  expect(chain.claim({ seq: 10 + MOST_AHEAD, head })).toBeUndefined();
  expect(chain.claim({ seq: 11 + MOST_AHEAD, head })).toBe('forked');
  expect(chain.claim({ seq: Number.MAX_SAFE_INTEGER, head })).toBe('forked');
});

test('[S12] a member who claims to have seen far more than there is stops the doc', async () => {
  const all = await stage();
  const seen = { seenSeq: 1_000_000, seenHead: sha256(Uint8Array.of(3)) };
  all.other.log.relay(sealBy(all, updateOf(all.one.doc.clientID), seen));
  expect(all.other.state).toEqual(failed('forked'));
  expect(Y.encodeStateVector(all.other.doc)).toEqual(Y.encodeStateVector(all.one.doc));
});
