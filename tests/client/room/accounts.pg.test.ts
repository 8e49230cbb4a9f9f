/** Somebody who comes into others' rooms with an account: by the client's own code, over a real server, and a server that lies about their keys. */
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MemberId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { createKeyring } from '#crdt/keys/keyring.ts';
import { createHttp } from '#client/net/http.ts';
import { joinAsAccount } from '#client/room/join-as-account.ts';
import { joinByInvite } from '#client/room/join.ts';
import { loadPins } from '#client/room/pins.ts';
import { createInvite, createRoom, enterRoom, readRoom } from '#client/room/rooms.ts';
import { listSessions } from '#client/room/sessions.ts';
import { register as registerOne, signIn as signInOne, type Session } from '#client/room/session.ts';
import type { Guest, Participant } from '#client/room/types.ts';
import { register, signIn } from '#tests/support/factors.ts';
import { giveKeys } from '#tests/support/give-keys.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';
import { until, untilDoc } from './until.ts';

const good = <Value>(result: Result<Value, string>): Value => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};
const PASSWORD = 'correct horse battery staple';
const emailOf = (name: string): string => `${name.toLowerCase()}@example.org`;

let practice: Awaited<ReturnType<typeof createLivePractice>>;
let owner: postgres.Sql;
let ada: Session;
beforeAll(async () => {
  await sodiumReady();
  practice = await createLivePractice();
  owner = postgres(practice.databaseUrl, { max: 1 });
  const http = createHttp({ origin: practice.origin });
  ada = good(await register({ http, email: emailOf('ada'), password: PASSWORD, name: 'Dr Ada Winter', alsoTherapist: true }));
});
afterAll(async () => {
  await owner.end();
  await practice[Symbol.asyncDispose]();
});

async function participant(name: string): Promise<Session> {
  const { token } = good(await ada.http.call('POST /api/participant-invites', { body: { email: emailOf(name) } }));
  return good(await registerOne({ http: createHttp({ origin: practice.origin }), token, email: emailOf(name), password: PASSWORD, name }));
}
/** The same account on a device that has seen nothing. */
const elsewhere = async (name: string): Promise<Session> =>
  good(await signInOne({ http: createHttp({ origin: practice.origin }), email: emailOf(name), password: PASSWORD }));

const texts = (one: Participant): string => one.docs.chat.getArray<string>('texts').toArray().join();
const say = (one: Participant, text: string): void => one.docs.chat.getArray<string>('texts').push([text]);
const link = async (room: Participant['room']): Promise<string> => good(await createInvite({ session: ada, room })).link;

async function opened(title = 'Tuesday') {
  const room = good(await createRoom({ session: ada, title }));
  return { room, host: good(await enterRoom({ session: ada, room })) };
}
/** Whoever waits, once it is known how their keys stand. */
async function waiting(host: Participant): Promise<Guest> {
  const [guest] = await until(host.guests, (guests) => guests.some(({ here, keys }) => here && keys.is !== 'checking'));
  if (guest === undefined) throw new Error('nobody waits');
  return guest;
}
async function comeIn(host: Participant, session: Session): Promise<Participant> {
  const room = good(await joinAsAccount({ session, link: await link(host.room) }));
  const entering = enterRoom({ session, room });
  const { member } = await waiting(host);
  await host.admit(member);
  const inside = good(await entering);
  await Promise.all([host.synced, inside.synced]);
  return inside;
}
test('[R30] a participant comes with their account, is waited for, admitted, leaves and comes again without another link', async () => {
  const { room, host } = await opened();
  const robin = await participant('Robin');
  expect(good(await joinAsAccount({ session: robin, link: await link(room) }))).toBe(room);
  const said: unknown[] = [];
  const entering = enterRoom({ session: robin, room, onWaiting: (now) => void said.push(now) });
  const guest = await waiting(host);
  expect([guest.name, guest.keys]).toEqual(['Robin', { is: 'new', namesake: false }]);
  expect(said[0]).toEqual({ connected: true, ahead: 0, locked: false, words: '' });
  await host.admit(guest.member);
  const inside = good(await entering);
  await inside.synced;
  expect([inside.lasting, inside.title.value, host.lasting]).toEqual([true, 'Tuesday', true]);
  say(inside, 'hello');
  await untilDoc(host.docs.chat, () => texts(host) === 'hello');
  await until(inside.unkept, (count) => count === 0);
  const words = await until(inside.safetyWords, (some) => some !== undefined);
  expect(words).toEqual(host.safetyWords.value);
  await inside.close();
  expect(robin.keyring.signSecret.reveal().some((byte) => byte !== 0)).toBe(true);
  const again = good(await enterRoom({ session: await elsewhere('Robin'), room }));
  await again.synced;
  expect([again.you, texts(again)]).toEqual([inside.you, 'hello']);
  expect(again.members.value.find(({ you }) => you)).toMatchObject({ name: 'Robin', role: 'participant' });
  await Promise.all([host.close(), again.close()]);
});

test('[R27] when the room has ended its participants with an account read it, on each device, and can write no more; their list shows the title', async () => {
  const { room, host } = await opened('Thursday');
  const wren = await participant('Wren');
  const inside = await comeIn(host, wren);
  say(inside, 'kept');
  await untilDoc(host.docs.chat, () => texts(host) === 'kept');
  await until(inside.unkept, (count) => count === 0);
  expect(good(await listSessions(wren)).map(({ title, status }) => ({ title, status }))).toEqual([{ title: 'Thursday', status: 'open' }]);
  await host.end();
  await until(inside.status, (status) => status === 'ended');
  expect(inside.link.value.is).toBe('connected');
  expect(await until(inside.docStates.chat, ({ is }) => is === 'read-only')).toEqual({ is: 'read-only' });
  await Promise.all([inside.close(), host.close()]);
  expect(wren.keyring.boxSecret.reveal().some((byte) => byte !== 0)).toBe(true);
  const other = await elsewhere('Wren');
  expect(good(await listSessions(other)).map(({ title, status }) => ({ title, status }))).toEqual([{ title: 'Thursday', status: 'ended' }]);
  const reader = good(await readRoom({ session: other, room }));
  await reader.synced;
  expect([texts(reader), reader.status.value]).toEqual(['kept', 'ended']);
  say(reader, 'never');
  expect(reader.unkept.value).toBe(0);
  await reader.close();
});

test('[R27] one who came in a later epoch reads back to the beginning; one who was removed reads nothing and does not come again', async () => {
  const { room, host } = await opened('Friday');
  const kit = await participant('Kit');
  const first = await comeIn(host, kit);
  say(first, 'before');
  await untilDoc(host.docs.chat, () => texts(host) === 'before');
  await until(first.unkept, (count) => count === 0);
  await host.remove(first.you);
  expect(await until(first.link, (now) => now.is === 'closed')).toEqual({ is: 'closed', why: 'removed' });
  say(host, 'after');
  await until(host.unkept, (count) => count === 0);
  expect(await enterRoom({ session: kit, room })).toEqual({ ok: false, code: 'not_found' });
  expect(await enterRoom({ session: await elsewhere('Kit'), room })).toEqual({ ok: false, code: 'not_found' });
  expect(good(await listSessions(kit))).toEqual([]);
  const lark = await participant('Lark');
  const late = await comeIn(host, lark);
  expect(texts(late)).toBe('before,after');
  expect(good(await listSessions(lark)).map(({ title }) => title)).toEqual(['Friday']);
  await host.end();
  await Promise.all([late.close(), host.close()]);
  expect(await enterRoom({ session: kit, room })).toEqual({ ok: false, code: 'not_found' });
});

test('[R28] once the words were confirmed the keys are pinned: in another room, on another device, they are known without being asked again', async () => {
  const finch = await participant('Finch');
  const { host } = await opened();
  const inside = await comeIn(host, finch);
  expect(host.confirmed.value.size).toBe(0);
  await host.confirmWords([inside.you]);
  const { pins } = good(good(await loadPins(ada)));
  expect(pins.people.map(({ account, name }) => ({ account, name }))).toContainEqual({ account: finch.account.account, name: 'Finch' });
  await Promise.all([inside.close(), host.close()]);
  const { host: later } = await opened();
  good(await joinAsAccount({ session: finch, link: await link(later.room) }));
  const entering = enterRoom({ session: finch, room: later.room });
  const guest = await waiting(later);
  expect(guest.keys.is).toBe('confirmed');
  await later.admit(guest.member);
  const again = good(await entering);
  await until(later.confirmed, (members) => members.has(again.you));
  const other = good(await signIn({ http: createHttp({ origin: practice.origin }), email: emailOf('ada'), password: PASSWORD }));
  const device = good(await enterRoom({ session: other, room: later.room }));
  await until(device.confirmed, (members) => members.has(again.you));
  await Promise.all([again.close(), later.close(), device.close()]);
});

test('[R28] a guest without an account has new keys each time, which is said, also where their name is that of somebody who is known', async () => {
  const { host } = await opened();
  for (const [name, namesake] of [
    ['Somebody', false],
    [' finch', true],
  ] as const) {
    const guest = good(await joinByInvite({ link: await link(host.room), name }));
    const seen = await until(host.guests, (guests) =>
      guests.some((one) => one.name === name && one.keys.is === 'fresh' && one.keys.namesake === namesake),
    );
    const { member } = seen.find((one) => one.name === name) ?? {};
    await host.admit(member as MemberId);
    await (await guest.admitted).close();
  }
  await host.close();
});

test('[R29] keys put in the place of a pinned account’s are refused at the host’s door until their words were compared', async () => {
  const pia = await participant('Pia');
  const { host } = await opened();
  const inside = await comeIn(host, pia);
  await host.confirmWords([inside.you]);
  await Promise.all([inside.close(), host.close()]);
  // The server gives the account other keys, and whoever has those claims the next link in its name.
  const eve = createKeyring(systemRandom, 'Pia');
  await giveKeys(owner, pia.account.account, eve);
  // Whom she knew was sealed to the keys before: as after a reset there is nothing of it.
  await owner`DELETE FROM pins WHERE account = ${pia.account.account}`;
  const { host: later } = await opened();
  const session = { ...pia, keyring: eve };
  good(await joinAsAccount({ session, link: await link(later.room) }));
  const entering = enterRoom({ session, room: later.room });
  const guest = await waiting(later);
  expect(guest.keys).toMatchObject({ is: 'changed' });
  await expect(later.admit(guest.member)).rejects.toMatchObject({ code: 'keys_changed' });
  // She began anew herself: the words are compared, and hold from now on.
  await later.confirmKeys(guest.member);
  await until(later.guests, ([one]) => one?.keys.is === 'confirmed');
  await later.admit(guest.member);
  await good(await entering).close();
  await later.close();
});

test('[R29] whose account somebody has is believed for what the keys themselves signed: neither given to another nor taken away', async () => {
  const ivy = await participant('Ivy');
  const { host } = await opened();
  const inside = await comeIn(host, ivy);
  await host.confirmWords([inside.you]);
  await Promise.all([inside.close(), host.close()]);
  const { room, host: later } = await opened();
  const someone = good(await joinByInvite({ link: await link(room), name: 'Ivy' }));
  await waiting(later);
  await owner`UPDATE members SET account = ${ivy.account.account}, sealed_root = 'x' WHERE id = ${someone.member}`;
  good(await joinAsAccount({ session: ivy, link: await link(room) }));
  const [mine] = await owner<
    { id: MemberId }[]
  >`SELECT id FROM members WHERE room = ${room} AND account = ${ivy.account.account} AND id <> ${someone.member}`;
  await owner`UPDATE members SET account = NULL, sealed_root = NULL WHERE id = ${mine?.id ?? ''}`;
  // Somebody else comes: the host hears anew who waits.
  good(await joinByInvite({ link: await link(room), name: 'Third' }));
  const guests = await until(later.guests, (all) => all.length === 3 && all.every(({ keys }) => keys.is !== 'checking'));
  const standing = new Map(guests.map(({ member, keys }) => [member, keys]));
  expect(standing.get(someone.member)).toEqual({ is: 'refused', why: 'not-theirs' });
  await expect(later.admit(someone.member)).rejects.toMatchObject({ code: 'keys_changed' });
  await until(later.guests, (all) => all.some(({ member, keys }) => member === mine?.id && keys.is === 'confirmed'));
  await later.close();
});
