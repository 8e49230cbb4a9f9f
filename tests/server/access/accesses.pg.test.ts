/** Who opened what of a room: over HTTP, with rooms, guests and accounts of a real practice. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import type { AccessView } from '#server/contract/http-accesses.ts';
import type { Person } from '#tests/support/person.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';
import { claimWithAccount, registerParticipant } from '#tests/support/participants.ts';
import { admissionBody, claimBody, makeInvite, makeRoom } from '#tests/support/room-of.ts';

let practice: Practice;
let ada: Person;
let robin: Awaited<ReturnType<typeof registerParticipant>>;
let robinsBrowser: Person;
let guest: MemberId;
let room: RoomId;
let host: MemberId;
let robinInside: MemberId;

beforeAll(async () => {
  practice = await createPractice();
  ada = practice.person();
  const made = await ada.register('ada@example.org', 'correct horse battery', { alsoTherapist: true });
  const account = (made.body as unknown as { account: string }).account;
  ({ room, member: host } = await makeRoom(ada));
  const { roomAccess } = practice.access;
  const { invite, proof } = await makeInvite(ada, room);
  guest = ((await practice.person().post(`/api/invites/${invite}/claim`, claimBody(proof))).body as unknown as { member: MemberId }).member;
  await roomAccess.admit(room, host, admissionBody({ room, host, member: guest }));
  robinsBrowser = practice.person();
  robin = await registerParticipant(ada, robinsBrowser, 'robin@example.org');
  robinInside = await claimWithAccount(ada, room, robin);
  await roomAccess.admit(room, host, admissionBody({ room, host, member: robinInside }, { keys: robin }));
  await roomAccess.enter({ is: 'account', account: account as never }, room);
  await roomAccess.logRead(room, host, 'drawing');
  await practice.clock.advance(1000);
  await roomAccess.enter({ is: 'guest', room, member: guest }, room);
  await roomAccess.logRead(room, guest, 'chat');
  // Another room, of which nothing belongs here.
  const other = await makeRoom(ada);
  await roomAccess.logRead(other.room, other.member, 'drawing');
});
afterAll(async () => {
  expect(practice.failures).toEqual([]);
  await practice[Symbol.asyncDispose]();
});

const list = async (who: Person, of: RoomId, query = ''): Promise<{ accesses: AccessView[]; next?: string; error?: string }> =>
  (await who.get(`/api/rooms/${of}/accesses${query}`)).body as never;
const names = (accesses: readonly AccessView[]): string[] =>
  accesses.map(
    ({ member, what }) => `${member === host ? 'ada' : member === guest ? 'guest' : member === robinInside ? 'robin' : '?'} ${what}`,
  );

test('[O5] a therapist sees who opened what of their room, by members, newest first; looking is seen, too', async () => {
  expect(names((await list(ada, room)).accesses)).toEqual(['guest chat', 'guest enter', 'ada drawing', 'ada enter']);
  expect(names((await list(ada, room)).accesses)).toEqual(['ada accesses', 'guest chat', 'guest enter', 'ada drawing', 'ada enter']);
});

test('[O5] so does the participant whose session it was, page by page, and nobody else', async () => {
  const first = await list(robinsBrowser, room, '?limit=3');
  expect(names(first.accesses)).toEqual(['ada accesses', 'ada accesses', 'guest chat']);
  const second = await list(robinsBrowser, room, `?limit=3&cursor=${first.next}`);
  expect(names(second.accesses)).toEqual(['guest enter', 'ada drawing', 'ada enter']);
  expect(second.next).toBe(undefined);
  const stranger = practice.person();
  const asked = await ada.post('/api/account-invites', { email: 'tom@example.org', roles: ['therapist'] });
  await stranger.register('tom@example.org', 'correct horse battery', { token: (asked.body as unknown as { token: string }).token });
  expect((await list(stranger, room)).error).toBe('not_found');
  expect((await list(practice.person(), room)).error).toBe('not_signed_in');
  expect((await list(ada, room, '?cursor=made-up')).error).toBe('bad_shape');
});

test('[O5] once the room is taken from somebody, its list is as well; that they were refused is no opening', async () => {
  await practice.access.roomAccess.end(room, host);
  expect((await list(ada, room)).accesses.length).toBeGreaterThan(4);
  const told = (await list(ada, room)).accesses;
  expect(told.some(({ member, what }) => member === undefined || (member === robinInside && what === 'drawing'))).toBe(false);
});
