/** What lives on a sign-in ends with it: over real HTTP, Socket.IO and PostgreSQL. */
import { beforeAll, expect, test } from 'vitest';
import type { Result } from '#crdt/base/result.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { createHttp } from '#client/net/http.ts';
import { joinByInvite } from '#client/room/join.ts';
import { createInvite, createRoom, enterRoom } from '#client/room/rooms.ts';
import type { Participant } from '#client/room/types.ts';
import { createBySignIn } from '#server/gateway/by-sign-in.ts';
import { until, untilDoc } from '#tests/client/room/until.ts';
import { register, signIn } from '#tests/support/factors.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';

beforeAll(async () => void (await sodiumReady()));

const good = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};
const DR = { email: 'ada@example.org', password: 'correct horse battery staple' };
const texts = (one: Participant): string => one.docs.chat.getArray<string>('texts').toArray().join();

async function inSession(origin: string) {
  const thief = good(await register({ http: createHttp({ origin }), ...DR, name: 'Dr Ada Winter', alsoTherapist: true }));
  const room = good(await createRoom({ session: thief, title: 'Tuesday' }));
  const host = good(await enterRoom({ session: thief, room }));
  const { link } = good(await createInvite({ session: thief, room }));
  const waiting = good(await joinByInvite({ link, name: 'Robin' }));
  const [robin] = await until(host.guests, (guests) => guests.some(({ here }) => here));
  if (robin === undefined) throw new Error('nobody waits');
  await host.admit(robin.member);
  const guest = await waiting.admitted;
  await Promise.all([host.synced, guest.synced]);
  return { thief, room, host, guest };
}

test('[A47] a sign-in that is ended elsewhere loses its room at once: what it still writes reaches nobody', async () => {
  await using practice = await createLivePractice();
  const { room, host, guest } = await inSession(practice.origin);
  const owner = good(await signIn({ http: createHttp({ origin: practice.origin }), ...DR }));
  good(await owner.http.call('POST /api/sign-ins/end-others'));
  expect(await until(host.link, (link) => link.is === 'closed')).toEqual({ is: 'closed', why: 'not_signed_in' });
  host.docs.chat.getArray<string>('texts').push(['from an ended sign-in']);
  // The owner comes into the same room after it, and is heard; nothing of the other came between.
  const again = good(await enterRoom({ session: owner, room }));
  await again.synced;
  again.docs.chat.getArray<string>('texts').push(['from the owner']);
  await untilDoc(guest.docs.chat, () => texts(guest).includes('from the owner'));
  expect(texts(guest)).toBe('from the owner');
  for (const one of [again, guest]) await one.close();
  host.vanish();
});

test('[A47] signing out in one tab ends the connection of another that is in a room', async () => {
  await using practice = await createLivePractice();
  const { thief, host, guest } = await inSession(practice.origin);
  good(await thief.http.call('POST /api/sign-out'));
  expect(await until(host.link, (link) => link.is === 'closed')).toEqual({ is: 'closed', why: 'not_signed_in' });
  host.vanish();
  await guest.close();
});

test('[A47] a connection that was being opened while its sign-in ended is not served', () => {
  const bySignIn = createBySignIn(2);
  const closed: string[] = [];
  const connection = (name: string) => ({ disconnect: () => closed.push(name), once: () => undefined });
  expect(bySignIn.add('one', connection('first'))).toBe(true);
  expect(bySignIn.add('two', connection('other'))).toBe(true);
  bySignIn.end('one');
  expect(closed).toEqual(['first']);
  expect(bySignIn.add('one', connection('late'))).toBe(false);
  expect(bySignIn.add('two', connection('another'))).toBe(true);
});

test('[A96] one sign-in fills up, and others do not notice; a connection that goes makes room', () => {
  const bySignIn = createBySignIn(2);
  let leave = (): void => undefined;
  const connection = () => ({ disconnect: () => undefined, once: (_: 'disconnect', gone: () => void) => void (leave = gone) });
  expect([1, 2, 3].map(() => bySignIn.add('one', connection()))).toEqual([true, true, false]);
  expect([bySignIn.isFull('one'), bySignIn.isFull('two'), bySignIn.isFull(undefined)]).toEqual([true, false, false]);
  expect(bySignIn.add('two', connection())).toBe(true);
  const held = createBySignIn(1);
  expect(held.add('one', connection())).toBe(true);
  leave();
  expect(held.add('one', connection())).toBe(true);
});

test('[A96] the tab too many is told so, in the room it would have opened; the others stay', async () => {
  await using practice = await createLivePractice({ perSignIn: 2 });
  const { thief: account, room, host, guest } = await inSession(practice.origin);
  const second = good(await enterRoom({ session: account, room }));
  await until(second.link, ({ is }) => is === 'connected');
  expect(await enterRoom({ session: account, room })).toEqual({ ok: false, code: 'too_many_connections' });
  expect(host.link.value.is).toBe('connected');
  await second.close();
  const third = good(await enterRoom({ session: account, room }));
  await Promise.all([host, third, guest].map((one) => one.close()));
});
