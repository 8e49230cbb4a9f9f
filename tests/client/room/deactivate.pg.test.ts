/** An account is deactivated with the client's own code over a real server: what ends at once, for whom, what stays, and what comes back. */
import { beforeAll, expect, test } from 'vitest';
import postgres from 'postgres';
import type { AccountId, RoomId } from '#crdt/base/ids.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import type { Http } from '#client/net/http.ts';
import { handOver } from '#client/room/hand-over.ts';
import { joinByInvite } from '#client/room/join.ts';
import { confirmColleague, findColleague } from '#client/room/people.ts';
import { recoverByKit } from '#client/room/recovery.ts';
import { createInvite, createRoom, enterRoom, listRooms } from '#client/room/rooms.ts';
import type { Session } from '#client/room/session.ts';
import { register, signIn } from '#tests/support/factors.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';
import { ada as adaOf, at, codeOf, good, kitFor, TESS, tess as tessOf, titlesOf } from './recovering.ts';
import { until, untilDoc } from './until.ts';

type Live = Awaited<ReturnType<typeof createLivePractice>>;
beforeAll(async () => void (await sodiumReady()));

const texts = (one: { docs: { chat: { getArray<T>(name: string): { toArray(): T[] } } } }): string =>
  one.docs.chat.getArray<string>('texts').toArray().join();
const deactivate = (http: Http, account: AccountId) => http.call('POST /api/accounts/deactivate', { body: { account } });
const reactivate = (http: Http, account: AccountId) => http.call('POST /api/accounts/reactivate', { body: { account } });
const rowsOf = async (practice: Live, query: string): Promise<readonly object[]> => {
  const sql = postgres(practice.databaseUrl, { max: 1 });
  const rows = await sql.unsafe(query);
  await sql.end();
  return [...rows];
};

/** A room with a guest inside, both synced. */
async function meeting(session: Session, room: RoomId) {
  const host = good(await enterRoom({ session, room }));
  const { link } = good(await createInvite({ session, room }));
  const waiting = good(await joinByInvite({ link, name: 'Robin' }));
  const [robin] = await until(host.guests, (guests) => guests.some(({ here }) => here));
  if (robin === undefined) throw new Error('nobody waits');
  await host.admit(robin.member);
  const guest = await waiting.admitted;
  await Promise.all([host.synced, guest.synced]);
  return { host, guest };
}

test('[A85] [A86] it is signed out everywhere at once, its meeting ends for all, and no password, kit or link of it opens anything', async () => {
  await using practice = await createLivePractice();
  const admin = await adaOf(practice);
  const session = await tessOf(practice, admin);
  const { account } = session.account;
  const kit = await kitFor(session);
  const room = good(await createRoom({ session, title: 'Tuesday' }));
  const { host, guest } = await meeting(session, room);
  const reset = good(await admin.http.call('POST /api/account-resets', { body: { account, withFactors: false } }));
  good(await deactivate(admin.http, account));
  expect(await until(host.link, ({ is }) => is !== 'connected')).not.toEqual({ is: 'connected' });
  expect(await until(guest.link, ({ is }) => is === 'closed')).toEqual({ is: 'closed', why: 'ended' });
  expect(codeOf(await listRooms(session))).toBe('not_signed_in');
  expect(codeOf(await signIn({ http: at(practice), ...TESS }))).toBe('wrong_credentials');
  expect(codeOf(await recoverByKit({ http: at(practice), email: TESS.email, kit, newPassword: 'another long password' }))).toBe(
    'kit_wrong',
  );
  expect(codeOf(await at(practice).call('POST /api/account-resets/look', { body: { token: reset.token } }))).toBe('reset_over');
  expect(codeOf(await admin.http.call('POST /api/account-resets', { body: { account, withFactors: false } }))).toBe('not_found');
  expect(await rowsOf(practice, 'SELECT 1 FROM grants WHERE revoked_at IS NULL')).toEqual([]);
  expect(await rowsOf(practice, `SELECT 1 FROM known_devices WHERE account = '${account}'`)).toEqual([]);
  expect(codeOf(await deactivate(admin.http, account))).toBe('not_found');
  await Promise.all([host.close(), guest.close()]);

  good(await reactivate(admin.http, account));
  const back = good(await signIn({ http: at(practice), ...TESS }));
  expect(await titlesOf(back)).toEqual(['Tuesday']);
  const reader = good(await enterRoom({ session: back, room }));
  expect(reader.status.value).toBe('ended');
  await reader.close();
  const kinds = good(await back.http.call('GET /api/notices')).notices.map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(['account.deactivated', 'account.reactivated']));
  expect(codeOf(await reactivate(admin.http, account))).toBe('not_found');
});

test('[A87] [A91] nobody does it to themselves or to the last admin; links that the account gave out are void; what it was handed does not come back by itself', async () => {
  await using practice = await createLivePractice();
  const admin = await adaOf(practice);
  const session = await tessOf(practice, admin);
  expect(codeOf(await deactivate(admin.http, admin.account.account))).toBe('own_account');
  expect(codeOf(await deactivate(session.http, admin.account.account))).toBe('no_right');
  const invited = good(await admin.http.call('POST /api/account-invites', { body: { email: 'zoe@example.org', roles: ['admin'] } }));
  const zoe = good(
    await register({ http: at(practice), email: 'zoe@example.org', password: 'a password of zoe', name: 'Zoe', token: invited.token }),
  );
  const { token } = good(await zoe.http.call('POST /api/account-invites', { body: { email: 'tom@example.org', roles: ['therapist'] } }));
  const reset = good(await zoe.http.call('POST /api/account-resets', { body: { account: session.account.account, withFactors: false } }));
  // Of two admins who do it to each other at once, one stays.
  const both = await Promise.all([deactivate(admin.http, zoe.account.account), deactivate(zoe.http, admin.account.account)]);
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  const [winner, loser] = both[0]?.ok === true ? [admin, zoe] : [zoe, admin];
  expect(codeOf(await deactivate(loser.http, winner.account.account))).toBe('not_signed_in');
  if (winner === admin) {
    expect(codeOf(await at(practice).call('POST /api/register/invite', { body: { token } }))).toBe('invite_over');
    expect(codeOf(await at(practice).call('POST /api/account-resets/look', { body: { token: reset.token } }))).toBe('reset_over');
  }

  const giver = good(await createRoom({ session, title: 'Handed' }));
  const host = good(await enterRoom({ session, room: giver }));
  await host.end();
  await host.close();
  const { token: forTom } = good(
    await winner.http.call('POST /api/account-invites', { body: { email: 'tom@example.org', roles: ['therapist'] } }),
  );
  const tom = good(
    await register({ http: at(practice), email: 'tom@example.org', password: 'a password of tom', name: 'Tom', token: forTom }),
  );
  const colleague = good(await findColleague(session, 'tom@example.org'));
  good(await confirmColleague(session, colleague, 5));
  good(await confirmColleague(tom, good(await findColleague(tom, TESS.email)), 5));
  good(await handOver({ session, rooms: [giver], colleague, reason: 'takes-over' }));
  expect(await titlesOf(tom)).toEqual(['Handed']);
  // The giver leaves: what was handed over before is read on, under keys that stand in the directory as before.
  good(await deactivate(winner.http, session.account.account));
  expect(await titlesOf(tom)).toEqual(['Handed']);
  good(await enterRoom({ session: tom, room: giver }));
  good(await deactivate(winner.http, tom.account.account));
  good(await reactivate(winner.http, tom.account.account));
  good(await reactivate(winner.http, session.account.account));
  const [again, back] = [
    good(await signIn({ http: at(practice), email: 'tom@example.org', password: 'a password of tom' })),
    good(await signIn({ http: at(practice), ...TESS })),
  ];
  expect(await titlesOf(again)).toEqual([]);
  expect(codeOf(await findColleague(back, 'nobody@example.org'))).toBe('not_found');
  good(await handOver({ session: back, rooms: [giver], colleague, reason: 'takes-over' }));
  expect(await titlesOf(again)).toEqual(['Handed']);
});

/** Robin's place becomes that of Tom's account, as if Tom had come with it. */
async function withAccount(practice: Live, member: string, account: AccountId): Promise<void> {
  await rowsOf(practice, `UPDATE members SET account = '${account}', invite = NULL WHERE id = '${member}'`);
  await rowsOf(practice, `UPDATE grants SET account = '${account}' WHERE reader = '${member}'`);
}

test('[A88] [A89] where it was in somebody else’s open room, the key turns before anything else is kept: at once, or when the host comes', async () => {
  await using practice = await createLivePractice();
  const admin = await adaOf(practice);
  const session = await tessOf(practice, admin);
  for (const hostIsThere of [true, false]) {
    const name = hostIsThere ? 'tom' : 'tim';
    const email = `${name}@example.org`;
    const { token } = good(await admin.http.call('POST /api/account-invites', { body: { email, roles: ['therapist'] } }));
    const tom = good(await register({ http: at(practice), email, password: 'a password of tom', name, token }));
    const room = good(await createRoom({ session, title: name }));
    const { host, guest } = await meeting(session, room);
    const { link } = good(await createInvite({ session, room }));
    const waiting = good(await joinByInvite({ link, name: 'Kim' }));
    const [kim] = await until(host.guests, (guests) => guests.some(({ here }) => here));
    if (kim === undefined) throw new Error('nobody waits');
    await host.admit(kim.member);
    const other = await waiting.admitted;
    await other.synced;
    await withAccount(practice, guest.you, tom.account.account);
    if (!hostIsThere) await host.close();
    good(await deactivate(admin.http, tom.account.account));
    await until(guest.link, ({ is }) => is !== 'connected');
    other.docs.chat.getArray<string>('texts').push(['after']);
    const come = hostIsThere ? host : undefined;
    const kept = `SELECT epoch FROM updates WHERE room = '${room}'`;
    if (come === undefined) {
      // Held: nothing is kept while the key that Tom has is the newest, whatever the room in memory would let through.
      expect(other.unkept.value).toBe(1);
      expect(await rowsOf(practice, kept)).toEqual([]);
      expect(await rowsOf(practice, `SELECT 1 FROM writers WHERE room = '${room}'`)).toEqual([]);
    }
    const now = come ?? good(await enterRoom({ session, room }));
    await untilDoc(now.docs.chat, () => texts(now) === 'after');
    await until(other.unkept, (count) => count === 0);
    expect(await rowsOf(practice, kept)).toEqual([{ epoch: '2' }]);
    expect(await rowsOf(practice, `SELECT 1 FROM grants WHERE epoch = 2 AND reader = '${guest.you}'`)).toEqual([]);
    expect(await rowsOf(practice, `SELECT turn_due FROM rooms WHERE id = '${room}'`)).toEqual([{ turn_due: false }]);
    // From here on everything is as it was.
    await now.allow('everybody', 'drawing', false);
    await Promise.all([now.close(), guest.close(), other.close(), host.close()]);
  }
});
