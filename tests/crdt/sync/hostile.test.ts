/** What a dishonest server or a member with a valid key might do, and that it is noticed and named. */
import * as Y from 'yjs';
import { beforeAll, expect, test } from 'vitest';
import { concat } from '#crdt/base/bytes.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { EMPTY_HEAD, nextHead, sha256 } from '#crdt/crypto/hash.ts';
import type { Header } from '#crdt/crypto/header.ts';
import { settled } from '#tests/support/clock.ts';
import { createFakeLog } from '#tests/support/fake-log.ts';
import { calm, createCast, createDevice, type Device } from './device.ts';
import { failed, reader, sealBy, stage, updateOf } from './stage.ts';

beforeAll(async () => void (await sodiumReady()));

test('[S5] a server that leaves an update out is noticed by whoever reads', async () => {
  const all = await stage();
  all.server.durable = all.server.durable.filter((_, i) => i !== 1);
  expect((await reader(all)).state).toEqual(failed('counter-gap'));
});

test('[S5] a server that changes the order is noticed', async () => {
  const all = await stage();
  all.server.durable = all.server.durable.toReversed();
  expect((await reader(all)).state).toEqual(failed('counter-gap'));
});

test('[S5] a server that keeps an update from one member while it relays the next is noticed at once', async () => {
  const { other, ...rest } = await stage();
  other.log.relay(sealBy({ other, ...rest }, updateOf(rest.one.doc.clientID), { counter: 6 }));
  expect(other.state).toEqual(failed('counter-gap'));
});

test('[S6] the same counter for two updates is noticed, the same update twice is none', async () => {
  const { server, other, ...rest } = await stage();
  const again = server.durable[1]?.sealed;
  if (again === undefined) throw new Error('three updates are kept');
  other.log.relay(again);
  expect(other.state).toEqual({ is: 'live' });
  expect(other.text()).toBe(rest.one.text());
  other.log.relay(sealBy({ server, other, ...rest }, updateOf(rest.one.doc.clientID), { counter: 2 }));
  expect(other.state).toEqual(failed('equivocation'));
});

test('[S7] an update of another doc, room or key does not open; a changed one neither', async () => {
  for (const change of [{ doc: 'chat' }, { room: '0a0a0a0a-0000-4000-8000-000000000009' as Header['room'] }, { epoch: 2 }] as const) {
    const all = await stage();
    all.other.log.relay(sealBy(all, updateOf(all.one.doc.clientID), change));
    expect(all.other.state).toEqual(failed('does-not-open'));
  }
  const all = await stage();
  const sealed = sealBy(all, updateOf(all.one.doc.clientID));
  sealed[sealed.length - 1] = (sealed[sealed.length - 1] ?? 0) ^ 1;
  all.other.log.relay(sealed);
  expect(all.other.state).toEqual(failed('does-not-open'));
});

test('[S7] one member cannot write as another, nor somebody who is no member', async () => {
  const all = await stage();
  const third = all.cast.members[2]?.id;
  all.other.log.relay(sealBy(all, updateOf(all.one.doc.clientID), { member: third ?? all.one.self.member, counter: 1 }));
  expect(all.other.state).toEqual(failed('bad-signature'));
  const more = await stage();
  const nobody = '0b0b0b0b-0000-4000-8000-0000000000ff' as Header['member'];
  more.other.log.relay(sealBy(more, updateOf(more.one.doc.clientID), { member: nobody, counter: 1 }));
  expect(more.other.state).toEqual(failed('not-a-member'));
});

test('[S8] structs of another Yjs client id are refused', async () => {
  const all = await stage();
  all.other.log.relay(sealBy(all, updateOf(all.other.doc.clientID)));
  expect(all.other.state).toEqual(failed('foreign-structs'));
});

test('[S8] a valid seal around bytes that are no update stops the doc, and leaves what it had', async () => {
  const all = await stage();
  const before = all.other.text();
  all.other.log.relay(sealBy(all, concat(Uint8Array.of(255, 255, 255, 255, 15), Y.encodeStateAsUpdate(all.one.doc))));
  expect(all.other.state).toEqual(failed('malformed'));
  expect(all.other.text()).toBe(before);
});

test('[S10] heads that do not follow from the updates are noticed', async () => {
  const { other, server } = await stage();
  other.log.committed({
    doc: 'drawing',
    firstSeq: 3,
    head: sha256(server.headAt(3)),
    prefixes: [sha256(server.durable[2]?.sealed ?? EMPTY_HEAD).subarray(0, 8)],
  });
  expect(other.state).toEqual(failed('chain-broken'));
});

test('[S11] what another tab of the device saw kept while this one waited for its answer is no roll-back', async () => {
  const { cast, server, one, other } = await stage();
  const member = cast.members[0];
  if (member === undefined) throw new Error('a cast has members');
  const tab = createDevice({ cast, member, storage: one.storage });
  tab.connect(server);
  // Answered, and on its way, when the other tab sees more.
  tab.line?.step();
  one.write('meanwhile');
  await calm(cast, server, [one, other]);
  // The tail and the answer, and nothing of what came after them yet.
  tab.line?.step();
  tab.line?.step();
  await settled();
  await calm(cast, server, [one, other, tab]);
  expect(tab.state).toEqual({ is: 'live' });
  expect(tab.text()).toBe(one.text());
});

test('[S11] a server that goes back behind what this device saw kept is noticed, in the page and after a reload', async () => {
  const { server, other, ...rest } = await stage();
  await rest.cast.clock.advance(10);
  server.durable = server.durable.slice(0, 2);
  const again = await reader({ server, other, ...rest }, other.storage);
  expect(again.state).toEqual(failed('rolled-back'));
  other.cut();
  other.connect(server);
  await calm(rest.cast, server, [other]);
  expect(other.state).toEqual(failed('rolled-back'));
});

test('[S12] two members who were shown different histories find out', async () => {
  const all = await stage();
  const { server, other } = all;
  // The server shows the second member another update in place of the third, and later one made upon the true third.
  const seenHead = nextHead(server.headAt(2), 3, sha256(concat(Uint8Array.of(1))));
  other.log.relay(sealBy(all, updateOf(all.one.doc.clientID), { seenSeq: 3, seenHead }));
  expect(other.state).toEqual(failed('forked'));
});

test('[S12] a history that was exchanged behind a snapshot is noticed by whoever saw the other', async () => {
  const cast = createCast();
  const server = createFakeLog();
  const [one, other] = cast.members.map((member) => createDevice({ cast, member, snapshotDelayMs: 5 })) as [Device, Device];
  for (const device of [one, other]) device.connect(server);
  await calm(cast, server, [one, other]);
  const writeAnd = async (i: number, all: readonly Device[]): Promise<void> => {
    one.write(`${i}`);
    await calm(cast, server, all);
  };
  for (let i = 0; i < 4; i++) await writeAnd(i, [one, other]);
  other.cut();
  for (let i = 4; i < 9; i++) await writeAnd(i, [one]);
  expect(server.snapshot?.at).toBeGreaterThan(4);
  const honest = await reader({ cast, server, one, other }, other.storage);
  expect(honest.state).toEqual({ is: 'live' });
  // Each device checks the mark of its own page load against the digests; here one of them is another's.
  const mark = { seq: 2, head: sha256(Uint8Array.of(7)) };
  await other.storage.watermarks.save(cast.keys.room, 'drawing', mark);
  const again = await reader({ cast, server, one, other }, other.storage);
  expect(again.state).toEqual(failed('forked'));
});

test('[S13] a doc that failed takes nothing more and keeps what it had', async () => {
  const { server, one, other, cast } = await stage();
  const had = other.text();
  other.log.relay(new Uint8Array(200));
  expect(other.state).toEqual(failed('malformed'));
  one.write('later');
  await calm(cast, server, [one, other]);
  expect(other.text()).toBe(had);
});
