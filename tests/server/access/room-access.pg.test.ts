import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountId, MemberId, RoomId } from '#crdt/base/ids.ts';
import type { RoomAccess } from '#server/rooms/access.ts';
import { createLogStore } from '#db/log.ts';
import { logEntries } from '#tests/support/log-entries.ts';
import type { Person } from '#tests/support/person.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';
import { admissionBody, claimBody, makeInvite, makeRoom } from '#tests/support/room-of.ts';

let practice: Practice;
let access: RoomAccess;
let therapist: Person;
let account: AccountId;
beforeAll(async () => {
  practice = await createPractice();
  access = practice.access.roomAccess;
  therapist = practice.person();
  const made = await therapist.register('ada@example.org', 'correct horse battery', { alsoTherapist: true });
  account = (made.body as unknown as { account: AccountId }).account;
});
afterAll(async () => await practice[Symbol.asyncDispose]());

async function waitingGuest() {
  const { room, member: host } = await makeRoom(therapist);
  const { invite, proof } = await makeInvite(therapist, room);
  const person = practice.person();
  const claimed = await person.post(`/api/invites/${invite}/claim`, claimBody(proof));
  const { member } = claimed.body as unknown as { member: MemberId };
  return { room, host, invite, proof, person, member, guest: { is: 'guest', room, member } as const };
}
const cookie = (person: Person) => `holdspace_guest=${person.cookies.get('holdspace_guest')}`;

test('[A9] a cookie says who a connection is, each in its own capacity', async () => {
  const { person, guest } = await waitingGuest();
  const { signIns } = practice.access;
  expect(await signIns.authenticate({ cookieHeader: cookie(person), as: 'guest' })).toEqual({
    ok: true,
    value: { ...guest, signIn: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  });
  expect(await signIns.authenticate({ cookieHeader: cookie(person), as: 'account' })).toEqual({ ok: false, code: 'not_signed_in' });
  const renamed = cookie(person).replace('guest', 'account');
  expect(await signIns.authenticate({ cookieHeader: renamed, as: 'account' })).toEqual({ ok: false, code: 'not_signed_in' });
});

test('[A10] a guest waits, is admitted with a grant, and then sees the room', async () => {
  const { room, host, guest, member, invite } = await waitingGuest();
  expect(await access.enter(guest, room)).toEqual({ ok: true, value: { state: 'waiting', member, ahead: 0, locked: false } });
  expect(await access.guests(room)).toMatchObject([{ member, invite }]);
  const body = admissionBody({ room, host, member });
  expect(await access.admit(room, host, body)).toMatchObject({ ok: true, value: { id: member } });
  const entry = await access.enter(guest, room);
  expect(entry).toMatchObject({
    ok: true,
    value: { state: 'inside', role: 'participant', view: { you: member, host, epoch: 1, status: 'open' } },
  });
  if (!entry.ok || entry.value.state !== 'inside') throw new Error('not inside');
  expect(entry.value.view.members.map(({ id }) => id)).toEqual([host, member]);
  expect(entry.value.view.grants.map(({ sealed }) => Buffer.from(sealed))).toEqual([body.grant.sealed]);
  expect(await access.guests(room)).toEqual([]);
  expect(await access.admit(room, host, body)).toEqual({ ok: false, code: 'not_found' });
});

test("[A11] only the room's own therapist admits, refuses and ends", async () => {
  const { room, member } = await waitingGuest();
  const other = await makeRoom(therapist);
  for (const stranger of [other.member, member, crypto.randomUUID() as MemberId]) {
    expect(await access.admit(room, stranger, admissionBody({ room, host: stranger, member }))).toEqual({ ok: false, code: 'no_right' });
    expect(await access.refuse(room, stranger, member)).toEqual({ ok: false, code: 'no_right' });
    expect(await access.end(room, stranger)).toEqual({ ok: false, code: 'no_right' });
  }
});

test('[A12] a grant of another epoch or in another name is refused', async () => {
  const { room, host, member } = await waitingGuest();
  expect(await access.admit(room, host, admissionBody({ room, host, member }, { epoch: 2 }))).toEqual({ ok: false, code: 'wrong_epoch' });
  expect(await access.admit(room, host, admissionBody({ room, host: member, member }))).toEqual({ ok: false, code: 'wrong_sender' });
});

test('[A13] a refused guest does not come in, and the link is spent', async () => {
  const { room, host, member, guest, invite, proof } = await waitingGuest();
  expect(await access.refuse(room, host, member)).toEqual({ ok: true, value: undefined });
  expect(await access.enter(guest, room)).toEqual({ ok: false, code: 'not_found' });
  expect((await practice.person().post(`/api/invites/${invite}/claim`, claimBody(proof))).body).toEqual({ error: 'invite_used' });
});

test('[A14] an ended room: the guest is out, the links open nothing, the therapist reads on', async () => {
  const { room, host, member, guest, person, invite, proof } = await waitingGuest();
  await access.admit(room, host, admissionBody({ room, host, member }));
  const store = createLogStore(practice.db);
  await store.commit(logEntries(room, host, 2));
  expect(await store.tail(room, 'drawing', 0, 2, 1 << 20, member)).toHaveLength(2);
  expect(await access.end(room, host)).toEqual({ ok: true, value: undefined });
  expect(await access.end(room, host)).toEqual({ ok: true, value: undefined });
  expect(await access.enter(guest, room)).toEqual({ ok: false, code: 'not_found' });
  expect(await store.tail(room, 'drawing', 0, 2, 1 << 20, member)).toEqual([]);
  const { signIns } = practice.access;
  expect(await signIns.authenticate({ cookieHeader: cookie(person), as: 'guest' })).toEqual({ ok: false, code: 'not_signed_in' });
  expect((await person.post(`/api/invites/${invite}/claim`, claimBody(proof))).body).toEqual({ error: 'invite_over' });
  expect(await access.enter({ is: 'account', account }, room)).toMatchObject({ value: { state: 'inside', view: { status: 'ended' } } });
  expect(await store.tail(room, 'drawing', 0, 2, 1 << 20, host)).toHaveLength(2);
  expect((await therapist.get('/api/rooms')).body).toMatchObject({
    rooms: expect.arrayContaining([expect.objectContaining({ room, status: 'ended' })]),
  });
});

test("[A15] another account, another room's guest and a made-up room find nothing", async () => {
  const { room } = await makeRoom(therapist);
  const { guest } = await waitingGuest();
  expect(await access.enter({ is: 'account', account: crypto.randomUUID() as AccountId }, room)).toEqual({ ok: false, code: 'not_found' });
  expect(await access.enter(guest, room)).toEqual({ ok: false, code: 'not_found' });
  expect(await access.enter({ is: 'account', account }, crypto.randomUUID() as RoomId)).toEqual({ ok: false, code: 'not_found' });
});

test('[A16] visits tell who was there when; reads are written down, many in one go', async () => {
  const { room, member } = await makeRoom(therapist);
  const visit = await access.visitStarted(room, member);
  await practice.clock.advance(90_000);
  await access.visitEnded(visit);
  const { rooms } = (await therapist.get('/api/admin/rooms')).body as unknown as {
    rooms: { room: string; durationMs: number; visits: object[] }[];
  };
  expect(rooms.find((one) => one.room === room)).toMatchObject({
    durationMs: 90_000,
    visits: [{ label: 'ada@example.org', role: 'therapist' }],
  });
  await Promise.all(Array.from({ length: 20 }, () => access.logRead(room, member, 'chat')));
  const subject = `room:${room}/chat`;
  const read = (await practice.auditLog()).filter((entry) => entry.action === 'log.read' && entry.subject === subject);
  expect(read).toHaveLength(20);
});
