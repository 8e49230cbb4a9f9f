/** Somebody with an account knows their therapist again: over a real server, and over one that shows another's keys in the therapist's place. */
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountId, RoomId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { accountWords } from '#crdt/keys/account-words.ts';
import { createKeyring, type Keyring } from '#crdt/keys/keyring.ts';
import { createHttp } from '#client/net/http.ts';
import type { EnterEnd } from '#client/room/enter.ts';
import type { HostStopped } from '#client/room/host-keys.ts';
import { joinAsAccount } from '#client/room/join-as-account.ts';
import { loadPins } from '#client/room/pins.ts';
import { createInvite, createRoom, enterRoom, readRoom } from '#client/room/rooms.ts';
import { register as registerOne, signIn as signInOne, type Session } from '#client/room/session.ts';
import type { Participant } from '#client/room/types.ts';
import { register } from '#tests/support/factors.ts';
import { giveKeys } from '#tests/support/give-keys.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';
import { lied, type Lies } from './lied.ts';
import { until } from './until.ts';

const good = <Value>(result: Result<Value, string>): Value => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};
const PASSWORD = 'correct horse battery staple';
const emailOf = (name: string): string => `${name.toLowerCase().replaceAll(' ', '.')}@example.org`;
const ADA = 'Dr Ada Winter';

let practice: Awaited<ReturnType<typeof createLivePractice>>;
let owner: postgres.Sql;
let ada: Session;
beforeAll(async () => {
  await sodiumReady();
  practice = await createLivePractice();
  owner = postgres(practice.databaseUrl, { max: 1 });
  ada = good(await register({ http: http(), email: emailOf(ADA), password: PASSWORD, name: ADA, alsoTherapist: true }));
});
afterAll(async () => {
  await owner.end();
  await practice[Symbol.asyncDispose]();
});

const http = () => createHttp({ origin: practice.origin });
async function participant(name: string): Promise<Session> {
  const { token } = good(await ada.http.call('POST /api/participant-invites', { body: { email: emailOf(name) } }));
  return good(await registerOne({ http: http(), token, email: emailOf(name), password: PASSWORD, name }));
}
async function therapist(email: string, name: string): Promise<Session> {
  const { token } = good(await ada.http.call('POST /api/account-invites', { body: { email, roles: ['therapist'] } }));
  return good(await register({ http: http(), token, email, password: PASSWORD, name }));
}
/** The same account on a device that has seen nothing. */
const elsewhere = async (name: string): Promise<Session> =>
  good(await signInOne({ http: http(), email: emailOf(name), password: PASSWORD }));
const lying = (session: Session, lies: Lies): Session => ({ ...session, ...lied(session, lies) }) as Session;
/** Over a server that keeps no pin. */
function withoutPins(session: Session): Session {
  const call: Session['http']['call'] = async (name, args) =>
    name === 'POST /api/pins' ? { ok: false, code: 'pins_changed' } : await session.http.call(name, args);
  return { ...session, http: { ...session.http, call } };
}
const pinned = async (session: Session) => good(good(await loadPins(session))).pins.people.map(({ account, name }) => ({ account, name }));

type Coming = { readonly outcome: Result<Participant, EnterEnd>; readonly stopped: HostStopped | undefined };
async function enter(session: Session, room: RoomId): Promise<Coming> {
  let stopped: HostStopped | undefined;
  const outcome = await enterRoom({ session, room, onStopped: (why) => void (stopped = why) });
  return { outcome, stopped };
}
/** A room of that therapist's, and what became of whoever came by its link and was let in. */
async function meet(hosting: Session, session: Session) {
  const room = good(await createRoom({ session: hosting, title: 'Tuesday' }));
  const host = good(await enterRoom({ session: hosting, room }));
  await host.synced;
  good(await joinAsAccount({ session, link: good(await createInvite({ session: hosting, room })).link }));
  const entering = enter(session, room);
  const [guest] = await until(host.guests, (guests) => guests.some(({ here, keys }) => here && keys.is !== 'checking'));
  if (guest === undefined) throw new Error('nobody waits');
  await host.admit(guest.member);
  return { room, host, ...(await entering) };
}
async function knows(session: Session): Promise<void> {
  const { host, outcome } = await meet(ada, session);
  await Promise.all([host.close(), good(outcome).close()]);
}
/** Nobody wrote anything there, and whoever was stopped showed nothing of themselves: no name, no cursor. */
async function isSilent({ room, awareness }: Participant): Promise<void> {
  expect(await owner`SELECT 1 FROM updates WHERE room = ${room}`).toHaveLength(0);
  expect([...awareness.getStates().keys()].filter((client) => client !== awareness.clientID)).toEqual([]);
}

test('[R31] at the first session the therapist’s keys are pinned under the link’s word; in later ones, and on other devices, they are known', async () => {
  const robin = await participant('Robin');
  expect(await pinned(robin)).toEqual([]);
  const first = await meet(ada, robin);
  expect(good(first.outcome).met).toBe('first');
  expect(first.host.met).toBeUndefined();
  expect(await pinned(robin)).toEqual([{ account: ada.account.account, name: ADA }]);
  await good(first.outcome).close();
  const again = good((await enter(robin, first.room)).outcome);
  expect(again.met).toBe('known');
  await again.close();
  const later = await meet(ada, await elsewhere('Robin'));
  expect(good(later.outcome).met).toBe('known');
  await Promise.all([good(later.outcome).close(), first.host.close(), later.host.close()]);
});

test('[R31] of staff in another’s room nothing is pinned without compared words', async () => {
  const una = await therapist('una@example.org', 'Una');
  const { host, outcome } = await meet(ada, una);
  expect(good(outcome).met).toBe('first');
  expect(await pinned(una)).toEqual([]);
  await Promise.all([host.close(), good(outcome).close()]);
});

test('[R31] where it cannot be kept nobody goes in, so that who prevents it cannot come as another later', async () => {
  const ivy = await participant('Ivy');
  const { host, outcome } = await meet(ada, withoutPins(ivy));
  expect(outcome).toEqual({ ok: false, code: 'pins_changed' });
  await host.close();
});

test('[R32] another therapist’s account under the known one’s name lets nobody in before words were compared', async () => {
  const wren = await participant('Wren');
  await knows(wren);
  const eve = await therapist('eve@example.org', ` ${ADA.toLowerCase()}`);
  const { host, outcome, stopped } = await meet(eve, wren);
  expect([outcome, stopped]).toMatchObject([{ ok: false, code: 'stopped' }, { is: 'namesake' }]);
  await isSilent(host);
  await host.close();
});

test('[R32] the known account named for another’s keys is refused: the keys did not sign that they are its', async () => {
  const finch = await participant('Finch');
  await knows(finch);
  const olga = await therapist('olga@example.org', 'Olga');
  // Let in, and nothing of Olga kept.
  const { room, host } = await meet(olga, withoutPins(finch));
  await host.close();
  await owner`UPDATE rooms SET owner = ${ada.account.account} WHERE id = ${room}`;
  const { outcome, stopped } = await enter(finch, room);
  expect([outcome, stopped]).toEqual([
    { ok: false, code: 'stopped' },
    { name: 'Olga', is: 'refused', why: 'not-theirs' },
  ]);
});

test('[R32] a server that shows another therapist’s keys in the place of the known one’s is found out; nothing was sent, and compared words make it right', async () => {
  const lark = await participant('Lark');
  const before = await meet(ada, lark);
  await Promise.all([before.host.end(), until(good(before.outcome).status, (status) => status === 'ended')]);
  await Promise.all([before.host.close(), good(before.outcome).close()]);
  const account: AccountId = ada.account.account;
  const eve: Keyring = createKeyring(systemRandom, ADA);
  await giveKeys(owner, account, eve);
  // Whoever has those keys is the therapist for the server, and for whoever asks nobody else: they had the link, and let in who came.
  const { room, host, outcome, stopped } = await meet({ ...ada, keyring: eve }, lark);
  const words = accountWords([{ account, signPublic: eve.signPublic, boxPublic: eve.boxPublic }]);
  expect([outcome, stopped]).toMatchObject([
    { ok: false, code: 'stopped' },
    { is: 'changed', name: ADA, words },
  ]);
  await isSilent(host);
  // Neither on another device, nor with what the server kept of the pins left out.
  const other = await elsewhere('Lark');
  expect((await enter(other, room)).stopped).toMatchObject({ is: 'changed' });
  const without = lying(lark, { 'GET /api/pins': () => ({ version: 0 }) });
  expect((await enter(without, room)).stopped).toMatchObject({ is: 'refused', why: 'pins-rolled-back' });
  // What was before stays to be read: nothing more is said to anybody there.
  const reader = good(await readRoom({ session: lark, room: before.room }));
  expect([reader.status.value, reader.met]).toEqual(['ended', undefined]);
  await reader.close();
  // The therapist began anew herself: the words are compared, and hold from now on.
  if (stopped === undefined || stopped.is === 'refused') throw new Error('nothing to confirm');
  good(await stopped.confirm());
  const inside = good((await enter(lark, room)).outcome);
  expect(inside.met).toBe('known');
  await Promise.all([host.close(), inside.close()]);
});
