/** What a server, or a member whose right or membership has ended, might do about the epochs of a log. */
import { beforeAll, expect, test } from 'vitest';
import type { MemberId } from '#crdt/base/ids.ts';
import { decodeHeader } from '#crdt/crypto/header.ts';
import { EMPTY_HEAD, nextHead, sha256 } from '#crdt/crypto/hash.ts';
import { seal } from '#crdt/crypto/seal.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import type { End } from '#crdt/sync/ports.ts';
import { settled } from '#tests/support/clock.ts';
import { calm, createDevice, type Device } from './device.ts';
import { failed, reader, stage, updateOf, type Stage } from './stage.ts';

beforeAll(async () => void (await sodiumReady()));

const idsOf = ({ cast }: Stage): readonly MemberId[] => cast.members.map(({ id }) => id);
/** The epoch turns as the host wants it; `writers` and `members` may leave somebody out. */
function turn(
  all: Stage,
  { members = idsOf(all), writers = members }: { members?: readonly MemberId[]; writers?: readonly MemberId[] } = {},
) {
  all.server.turn(
    (end) => all.cast.turn(end, { members, writers }),
    (member) => all.cast.mayWrite(member),
  );
}
/** What that device could seal, as a hand-made client would, under an epoch of its choice; its next one unless `counter` says. */
function sealAs({ cast }: Stage, { self, doc }: Device, epoch: number, { counter = 1, clock = 0 } = {}): Uint8Array {
  const key = cast.keysFrom().keyOf('drawing', epoch);
  if (key === undefined) throw new Error('no key');
  const { member, device, signSecret } = self;
  const place = { kind: 'update', doc: 'drawing', room: cast.keys.room, member, device, epoch } as const;
  const header = { ...place, counter, seenSeq: 0, seenHead: EMPTY_HEAD };
  return seal({ header, content: updateOf(doc.clientID, 'forged', clock), key, signSecret, random: cast.random });
}
const entryOf = (sealed: Uint8Array, counter = 1) => ({ sealed, sender: 'forged', counter });

test('[S20] an update of an epoch that is over, behind the end that the host signed, stops the doc: relayed, or in the log that is read', async () => {
  for (const how of ['relayed', 'read'] as const) {
    const all = await stage();
    const { cast, server, one, other } = all;
    turn(all);
    await calm(cast, server, [one, other]);
    const late = sealAs(all, other, 1);
    if (how === 'relayed') one.log.relay(late);
    else server.durable = [...server.durable, entryOf(late)];
    const seen = how === 'relayed' ? one : await reader(all);
    expect(seen.state).toEqual(failed('wrong-epoch'));
  }
});

test('[S20] another history before the end that the host signed is noticed by whoever reads it', async () => {
  const all = await stage();
  turn(all);
  all.server.durable = all.server.durable.slice(0, 2);
  expect((await reader(all)).state).toEqual(failed('rolled-back'));
  const again = await stage();
  const { cast, server, one } = again;
  // The host signs an end that this server's log does not lead to.
  const lie = (end: End): End => ({ seq: end.seq, head: nextHead(end.head, end.seq, sha256(end.head)) });
  server.turn((end) => cast.turn(lie(end), { members: idsOf(again), writers: idsOf(again) }));
  await calm(cast, server, [one]);
  expect(one.state).toEqual(failed('forked'));
});

test('[S20] an epoch that begins while the log is being read, and what is kept in it by then, is no fault of the log', async () => {
  const all = await stage();
  const { cast, server, one, other } = all;
  const third = createDevice({ cast, member: cast.members[2] ?? raise() });
  // Asked before the turn, answered after it, with what was kept since.
  third.connect(server);
  for (const text of ['after one turn', 'after two']) {
    turn(all);
    other.write(text);
    await calm(cast, server, [one, other]);
  }
  await calm(cast, server, [one, other, third]);
  expect(third.state).toEqual({ is: 'live' });
  expect(third.text()).toBe(one.text());
  third.write('and goes on');
  await calm(cast, server, [one, other, third]);
  expect(one.text()).toContain('and goes on');
});

test('[S21] what somebody writes without the right is refused by every device alike, also where a server keeps it: the doc goes on', async () => {
  const all = await stage();
  const { cast, server, one, other } = all;
  turn(all, { writers: [one.self.member] });
  await calm(cast, server, [one, other]);
  // The server takes it all the same, and keeps it.
  server.durable = [...server.durable, entryOf(sealAs(all, other, 2))];
  const late = await reader(all);
  const third = createDevice({ cast, member: cast.members[2] ?? cast.members[0] ?? raise() });
  third.connect(server);
  await calm(cast, server, [third]);
  for (const device of [late, third]) {
    expect(device.state).toEqual({ is: 'live' });
    expect(device.text()).not.toContain('forged');
    expect(device.refused).toBe(1);
  }
  expect(late.text()).toBe(third.text());
});

test('[S21] a member who is out of the epoch, with all the keys of the one before and a server that helps, is not listened to', async () => {
  const all = await stage();
  const { cast, server, one, other } = all;
  const stay = idsOf(all).filter((id) => id !== other.self.member);
  turn(all, { members: stay });
  await calm(cast, server, [one]);
  // Were even the new key known to them: the host's statement does not list them.
  one.log.relay(sealAs(all, other, 2));
  expect(one.state).toEqual(failed('not-a-member'));
});

test('[S22] what a turn left unkept goes out under the new epoch with the same counter, is kept once, and needs no second look', async () => {
  const all = await stage(1);
  const { cast, server, one, other } = all;
  other.write('mine');
  await cast.clock.advance(20);
  await settled();
  // Sealed under the first epoch and on its way; the turn is first.
  turn(all);
  await calm(cast, server, [one, other]);
  const [last] = server.durable.slice(-1).map(({ sealed }) => decodeHeader(sealed));
  expect(last).toMatchObject({ epoch: 2, counter: 1, member: other.self.member });
  expect(server.durable.length).toBe(2);
  expect(one.text()).toBe(other.text());
  expect(one.text()).toContain('mine');
  expect([one.renewals, other.renewals, other.log.unkept]).toEqual([0, 0, 0]);
});

test('[S22] after a crash the log is read first: what it holds is not sealed anew, what it does not hold is, once', async () => {
  const all = await stage(1);
  const { cast, server, one, other } = all;
  other.write('kept');
  other.write('lost');
  await calm(cast, server, [one, other]);
  const kept = server.durable.length;
  other.write('later');
  await cast.clock.advance(20);
  await settled();
  // The page dies with it laid down; the server never had it.
  const { storage } = other;
  other.cut();
  turn(all);
  await calm(cast, server, [one]);
  const again = await reader(all, storage);
  await calm(cast, server, [one, again]);
  expect(server.durable.length).toBe(kept + 1);
  expect(again.text()).toBe(one.text());
  expect(again.text()).toContain('later');
});

test('[S23] who loses the right while something of theirs is unkept reads the log anew, says so, and holds what the others hold', async () => {
  const all = await stage(1);
  const { cast, server, one, other } = all;
  other.write('too late');
  await cast.clock.advance(20);
  await settled();
  turn(all, { writers: [one.self.member] });
  await calm(cast, server, [one, other]);
  await calm(cast, server, [one, other]);
  expect(other.state).toEqual({ is: 'live' });
  expect([other.renewals, other.dropped, other.log.unkept]).toEqual([1, 1, 0]);
  expect(other.text()).toBe(one.text());
  expect(server.durable.length).toBe(1);
});

function raise(): never {
  throw new RangeError('a cast has three members');
}
