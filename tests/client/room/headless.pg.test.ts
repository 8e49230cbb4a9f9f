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

test('[R20] somebody is removed: they are out at once, everybody else goes on, and what follows opens to none of their keys', async () => {
  await using practice = await createLivePractice();
  const storage = createMemoryStorage();
  const { account, room, host, guest, link } = await session(practice.origin, storage);
  const { link: other } = good(await createInvite({ session: account, room }));
  const waiting = good(await joinByInvite({ link: other, name: 'Wren' }));
  const [wren] = await until(host.guests, (guests) => guests.some(({ here }) => here));
  if (wren === undefined) throw new Error('nobody waits');
  await host.admit(wren.member);
  const second = await waiting.admitted;
  await second.synced;
  say(guest, 'before');
  await untilDoc(host.docs.chat, () => texts(host) === 'before');
  await until(guest.unkept, (count) => count === 0);
  const [key, words] = [host.mediaKey(), host.safetyWords.value];
  await host.remove(guest.you);
  expect(await until(guest.link, (now) => now.is === 'closed')).toEqual({ is: 'closed', why: 'removed' });
  await until(second.members, (members) => members.every(({ id, inside }) => inside === (id !== guest.you)));
  expect(host.members.value.find(({ id }) => id === guest.you)).toMatchObject({ name: 'Robin', inside: false, here: false });
  expect(host.mediaKey()).not.toEqual(key);
  expect(second.mediaKey()).toEqual(host.mediaKey());
  expect(host.safetyWords.value).not.toEqual(words);
  expect(second.safetyWords.value).toEqual(host.safetyWords.value);
  say(second, 'after');
  await untilDoc(host.docs.chat, () => texts(host) === 'before,after');
  say(host, 'answer');
  await untilDoc(second.docs.chat, () => texts(second) === 'before,after,answer');
  await until(host.unkept, (count) => count === 0);
  // Link, sign-in and what the browser held are of no more use.
  expect((await joinByInvite({ link, name: 'Robin', storage })).ok).toBe(false);
  // Somebody let in now reads what was before, from the key of today.
  const { link: third } = good(await createInvite({ session: account, room }));
  const late = good(await joinByInvite({ link: third, name: 'Finch' }));
  const [finch] = await until(host.guests, (guests) => guests.some(({ here }) => here));
  if (finch === undefined) throw new Error('nobody waits');
  await host.admit(finch.member);
  const reader = await late.admitted;
  await reader.synced;
  expect(texts(reader)).toBe('before,after,answer');
  // The host on another device, and after the end, reads over all epochs.
  await host.end();
  await Promise.all([host.close(), second.close(), reader.close()]);
  const again = good(await enterRoom({ session: account, room }));
  await again.synced;
  expect(texts(again)).toBe('before,after,answer');
  await again.close();
});

test('[R21] a right given and taken holds for both sides, under a new epoch; what is written without it stays nowhere, and the call goes on', async () => {
  await using practice = await createLivePractice();
  const { host, guest } = await session(practice.origin);
  const key = host.mediaKey();
  await host.allow(guest.you, 'chat', false);
  await until(guest.members, (members) => members.some(({ you, may }) => you && !may.chat));
  expect(guest.members.value.find(({ you }) => you)?.may).toEqual({ drawing: true, chat: false });
  expect(guest.members.value.find(({ role }) => role === 'therapist')?.may).toEqual({ drawing: true, chat: true });
  // The screen would not let them; a hand-made client that writes all the same has it in its own copy alone, and that is read anew.
  const before = guest.docs.chat;
  say(guest, 'all the same');
  await until(guest.docStates.chat, ({ is }) => is === 'live' && guest.docs.chat !== before);
  say(host, 'hello');
  await untilDoc(guest.docs.chat, () => texts(guest) === 'hello');
  guest.docs.drawing.getMap('strokes').set('a', 1);
  await untilDoc(host.docs.drawing, () => host.docs.drawing.getMap('strokes').get('a') === 1);
  await host.allow('everybody', 'drawing', false);
  await until(guest.members, (members) => members.some(({ you, may }) => you && !may.drawing));
  await host.allow('everybody', 'drawing', true);
  await host.allow(guest.you, 'chat', true);
  await until(guest.members, (members) => members.some(({ you, may }) => you && may.chat && may.drawing));
  say(guest, 'again');
  await untilDoc(host.docs.chat, () => texts(host) === 'hello,again');
  await until(guest.unkept, (count) => count === 0);
  // Nobody is out: the call goes on under the key it has.
  expect([host.mediaKey(), guest.mediaKey()]).toEqual([key, key]);
  await expect(guest.allow(guest.you, 'chat', true)).rejects.toThrow('no_right');
  await Promise.all([host.close(), guest.close()]);
});
