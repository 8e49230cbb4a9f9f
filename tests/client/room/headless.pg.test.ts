/** The whole life of a room by two headless participants with real keys, over the real server and PostgreSQL. */
import { beforeAll, expect, test } from 'vitest';
import type { Result } from '#crdt/base/result.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { createHttp } from '#client/net/http.ts';
import { createMemoryStorage } from '#client/net/memory-storage.ts';
import { joinByInvite } from '#client/room/join.ts';
import { createInvite, createRoom, enterRoom, listRooms } from '#client/room/rooms.ts';
import { resume } from '#client/room/session.ts';
import type { Participant } from '#client/room/types.ts';
import { register, signIn } from '#tests/support/factors.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';
import { until, untilDoc } from './until.ts';

beforeAll(async () => void (await sodiumReady()));

const good = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};
const DR = { email: 'ada@example.org', password: 'correct horse battery staple' };
const texts = (one: Participant): string => one.docs.chat.getArray<string>('texts').toArray().join();
const say = (one: Participant, text: string): void => one.docs.chat.getArray<string>('texts').push([text]);

/** A therapist inside a room with one guest, both synced. */
async function session(origin: string, storage = createMemoryStorage()) {
  const http = createHttp({ origin });
  const account = good(await register({ http, ...DR, name: 'Dr Ada Winter', alsoTherapist: true }));
  const room = good(await createRoom({ session: account, title: 'Tuesday' }));
  const host = good(await enterRoom({ session: account, room }));
  const { link } = good(await createInvite({ session: account, room }));
  const waiting = good(await joinByInvite({ link, name: 'Robin', storage }));
  const [robin] = await until(host.guests, (guests) => guests.some(({ here }) => here));
  if (robin === undefined) throw new Error('nobody waits');
  expect(robin.name).toBe('Robin');
  await host.admit(robin.member);
  const guest = await waiting.admitted;
  await Promise.all([host.synced, guest.synced]);
  return { account, room, host, guest, link, storage };
}

test('[R1] a guest is admitted, both write, both see each other, the same words and names', async () => {
  await using practice = await createLivePractice();
  const { host, guest } = await session(practice.origin);
  say(host, 'hello');
  await untilDoc(guest.docs.chat, () => texts(guest) === 'hello');
  say(guest, 'hi');
  await untilDoc(host.docs.chat, () => texts(host) === 'hello,hi');
  await until(guest.unkept, (count) => count === 0);
  expect(guest.acknowledged.value).toBe(1);
  const words = await until(host.safetyWords, (some) => some !== undefined);
  expect(words).toEqual(guest.safetyWords.value);
  await until(guest.members, (members) => members.filter(({ here }) => here).length === 2);
  expect(guest.members.value.map(({ name, role, you }) => ({ name, role, you }))).toEqual([
    { name: 'Dr Ada Winter', role: 'therapist', you: false },
    { name: 'Robin', role: 'participant', you: true },
  ]);
  expect([host.title.value, guest.title.value]).toEqual(['Tuesday', 'Tuesday']);
  guest.awareness.setLocalStateField('cursor', [1, 2]);
  await new Promise<void>((resolve) =>
    host.awareness.on('change', () => host.awareness.states.get(guest.awareness.clientID)?.['cursor'] && resolve()),
  );
  expect(host.memberOf(guest.awareness.clientID)).toBe(guest.you);
  await Promise.all([host.close(), guest.close()]);
  expect(host.link.value).toEqual({ is: 'closed', why: 'left' });
});

test('[R2] after a broken connection and a restart of the server both come back by themselves with all that was written', async () => {
  await using practice = await createLivePractice();
  const { host, guest } = await session(practice.origin);
  say(host, 'before');
  await untilDoc(guest.docs.chat, () => texts(guest) === 'before');
  practice.cutAll();
  await until(guest.link, (link) => link.is === 'away');
  say(guest, 'during');
  await until(guest.link, (link) => link.is === 'connected');
  await untilDoc(host.docs.chat, () => texts(host) === 'before,during');
  await practice.stop();
  await until(host.link, (link) => link.is === 'away');
  say(host, 'stopped');
  expect(host.unkept.value).toBe(1);
  await practice.start();
  await untilDoc(guest.docs.chat, () => texts(guest) === 'before,during,stopped');
  await until(host.unkept, (count) => count === 0);
  expect(texts(host)).toBe(texts(guest));
  await Promise.all([host.close(), guest.close()]);
});

test('[R3] when the room is ended the guest is out, and the host reads it from another device, and writes no more', async () => {
  await using practice = await createLivePractice();
  const { host, guest, room, link, storage } = await session(practice.origin);
  say(guest, 'last');
  await untilDoc(host.docs.chat, () => texts(host) === 'last');
  await until(guest.unkept, (count) => count === 0);
  await host.end();
  expect(await until(guest.link, (one) => one.is === 'closed')).toEqual({ is: 'closed', why: 'ended' });
  await until(host.status, (status) => status === 'ended');
  expect((await joinByInvite({ link, name: 'Robin', storage })).ok).toBe(false);
  await Promise.all([host.close(), guest.close()]);
  const again = good(await signIn({ http: createHttp({ origin: practice.origin }), ...DR }));
  expect(good(await listRooms(again)).map(({ title, status }) => ({ title, status }))).toEqual([{ title: 'Tuesday', status: 'ended' }]);
  const reader = good(await enterRoom({ session: again, room }));
  await reader.synced;
  expect(texts(reader)).toBe('last');
  expect([reader.status.value, reader.docStates.chat.value]).toEqual(['ended', { is: 'read-only' }]);
  say(reader, 'never');
  expect(reader.unkept.value).toBe(0);
  await reader.close();
});

test('[R4] a sign-in is resumed from the keyring at rest, and not after it was closed', async () => {
  await using practice = await createLivePractice();
  const http = createHttp({ origin: practice.origin });
  const storage = createMemoryStorage();
  const first = good(await register({ http, storage, ...DR, name: 'Dr Ada Winter', alsoTherapist: true }));
  const second = good(await resume({ http, storage }));
  expect(second.keyring.name).toBe('Dr Ada Winter');
  await first.close();
  expect(await resume({ http, storage })).toEqual({ ok: false, code: 'not_signed_in' });
  expect(await signIn({ http, email: DR.email, password: 'another long password' })).toEqual({ ok: false, code: 'wrong_credentials' });
});

test('[R7] a doc that failed is live again after a reload with all content, and what was not laid down yet is kept too', async () => {
  await using practice = await createLivePractice();
  const memory = createMemoryStorage();
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  let isSlow = false;
  const put: typeof memory.outbox.put = async (...what) => {
    if (isSlow) await gate;
    await memory.outbox.put(...what);
  };
  const { host, guest } = await session(practice.origin, { ...memory, outbox: { ...memory.outbox, put } });
  say(host, 'one');
  await untilDoc(guest.docs.chat, () => texts(guest) === 'one');
  isSlow = true;
  say(guest, 'mine');
  const before = guest.docs.chat;
  // Whatever throws inside Yjs stops the doc; here it is an observer.
  before.getArray('texts').observe(() => {
    throw new Error('broken');
  });
  say(host, 'two');
  expect(await until(guest.docStates.chat, ({ is }) => is === 'failed')).toEqual({ is: 'failed', reason: 'malformed' });
  guest.reload('chat');
  guest.reload('chat');
  // The disk takes its time; the new doc waits for it, or it would begin again where this one had already gone on.
  say(host, 'three');
  await until(host.unkept, (count) => count === 0);
  release();
  await until(guest.docStates.chat, ({ is }) => is === 'live');
  expect(guest.docs.chat).not.toBe(before);
  await untilDoc(host.docs.chat, () => texts(host).split(',').length === 4);
  await until(guest.unkept, (count) => count === 0);
  expect(texts(guest)).toBe(texts(host));
  expect(texts(host).split(',').toSorted()).toEqual(['mine', 'one', 'three', 'two']);
  say(guest, 'again');
  await untilDoc(host.docs.chat, () => texts(host).endsWith('again'));
  await Promise.all([host.close(), guest.close()]);
});
