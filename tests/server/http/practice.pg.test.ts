import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Person } from '#tests/support/person.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';
import { claimBody, makeInvite, makeRoom } from '#tests/support/room-of.ts';

let practice: Practice;
let admin: Person;
let therapist: Person;
beforeAll(async () => {
  practice = await createPractice();
  admin = practice.person();
  therapist = practice.person();
});
afterAll(async () => {
  expect(practice.failures).toEqual([]);
  await practice[Symbol.asyncDispose]();
});

test('[A1] the first account sets the practice up, once', async () => {
  expect((await admin.get('/api/setup')).body).toEqual({ needed: true, codeNeeded: false });
  const made = await admin.register('Ada@Example.org', 'correct horse battery', { alsoTherapist: false });
  expect(made.body).toMatchObject({ email: 'Ada@Example.org', roles: ['admin'] });
  expect((await admin.get('/api/setup')).body).toEqual({ needed: false, codeNeeded: false });
  const second = await practice.person().register('eve@example.org', 'correct horse battery', {});
  expect(second.body).toEqual({ error: 'already_set_up' });
});

test('[A2] an account invite makes one account, for its address only', async () => {
  const invited = await admin.post('/api/account-invites', { email: 'tom@example.org', roles: ['therapist'] });
  const { token } = invited.body as unknown as { token: string };
  expect((await practice.person().register('eve@example.org', 'x'.repeat(15), { token })).body).toEqual({ error: 'invite_unknown' });
  expect((await therapist.register('TOM@example.org', 'patient and kind words', { token })).body).toMatchObject({ roles: ['therapist'] });
  expect((await practice.person().register('tom@example.org', 'x'.repeat(15), { token })).body).toEqual({ error: 'invite_used' });
  const late = await admin.post('/api/account-invites', { email: 'late@example.org', roles: ['therapist'] });
  await practice.clock.advance(8 * 86_400_000);
  const answer = await practice
    .person()
    .register('late@example.org', 'x'.repeat(15), { token: (late.body as unknown as { token: string }).token });
  expect(answer.body).toEqual({ error: 'invite_over' });
});

test('[A3] signing in takes the password, and a recorded sign-in is worth nothing a second time', async () => {
  expect((await admin.get('/api/rooms')).body).toEqual({ error: 'not_signed_in' });
  expect((await admin.signIn('ada@example.org', 'wrong horse battery')).status).toBe(200);
  const signed = await admin.signIn('ada@example.org', 'correct horse battery');
  expect(signed.body).toMatchObject({ email: 'Ada@Example.org', wrappedKeyring: Buffer.alloc(100, 3).toString('base64url') });
  expect((await practice.person().post('/api/sign-in/finish', signed.finish)).body).toEqual({ error: 'wrong_credentials' });
  await therapist.signIn('tom@example.org', 'patient and kind words');
  expect((await therapist.get('/api/sign-in')).body).toMatchObject({ roles: ['therapist'] });
});

test('[A4] an address without an account is answered like one with a wrong password', async () => {
  const known = await practice.person().signIn('ada@example.org', 'wrong');
  const unknown = await practice.person().signIn('nobody@example.org', 'wrong');
  expect(Object.keys(unknown.body)).toEqual(Object.keys(known.body));
  expect(JSON.stringify(unknown.body).length).toBe(JSON.stringify(known.body).length);
});

test('[A5] a room, an invite, a claim; the same keys may come again, others may not', async () => {
  const { room } = await makeRoom(therapist);
  const { invite, proof } = await makeInvite(therapist, room);
  const guest = practice.person();
  const path = `/api/invites/${invite}/claim`;
  expect((await guest.post(path, claimBody(Buffer.alloc(32, 1).toString('base64url')))).body).toEqual({ error: 'invite_unknown' });
  const claimed = await guest.post(path, claimBody(proof));
  expect(claimed.body).toMatchObject({ room });
  expect(claimed.headers.getSetCookie()[0]).toMatch(/^holdspace_guest=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
  expect((await guest.post(path, claimBody(proof))).body).toEqual(claimed.body);
  expect((await practice.person().post(path, claimBody(proof, 77))).body).toEqual({ error: 'invite_used' });
  expect((await therapist.get('/api/rooms')).body).toMatchObject({ rooms: [{ room, status: 'open', waiting: 1 }] });
});

test('[A6] an invite that expired, was taken back or never was opens nothing', async () => {
  const { room } = await makeRoom(therapist);
  const short = await makeInvite(therapist, room, 60_000);
  const back = await makeInvite(therapist, room);
  await practice.clock.advance(60_001);
  expect((await practice.person().post(`/api/invites/${short.invite}/claim`, claimBody(short.proof))).body).toEqual({
    error: 'invite_over',
  });
  expect((await therapist.post(`/api/rooms/${room}/invites/${back.invite}/revoke`)).status).toBe(200);
  expect((await practice.person().post(`/api/invites/${back.invite}/claim`, claimBody(back.proof))).body).toEqual({ error: 'invite_over' });
  const never = `/api/invites/${crypto.randomUUID()}/claim`;
  expect((await practice.person().post(never, claimBody(back.proof))).body).toEqual({ error: 'invite_unknown' });
});

test('[A7] two who claim one link at once: one gets in', async () => {
  const { room } = await makeRoom(therapist);
  const { invite, proof } = await makeInvite(therapist, room);
  const claim = (keys: number) => practice.person().post(`/api/invites/${invite}/claim`, claimBody(proof, keys));
  const answers = await Promise.all([claim(21), claim(31), claim(41)]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409]);
});

test("[H5] another therapist's room is not there", async () => {
  const invited = await admin.post('/api/account-invites', { email: 'una@example.org', roles: ['therapist'] });
  const una = practice.person();
  await una.register('una@example.org', 'patient and kind words', { token: (invited.body as unknown as { token: string }).token });
  const { room } = await makeRoom(therapist);
  expect((await una.get('/api/rooms')).body).toEqual({ rooms: [] });
  const invite = { invite: crypto.randomUUID(), proofHash: 'A'.repeat(43), sealedSecret: 'AAAA' };
  expect((await una.post(`/api/rooms/${room}/invites`, invite)).body).toEqual({ error: 'not_found' });
});

test('[O1] an admin sees that a room exists, and nothing of what was in it', async () => {
  const { body } = await admin.get('/api/admin/rooms');
  const { rooms } = body as unknown as { rooms: { therapist: string; bytes: number }[] };
  expect(rooms.length).toBeGreaterThan(0);
  expect(rooms[0]).toMatchObject({ therapist: 'TOM@example.org', bytes: 0, updates: 0 });
  expect(JSON.stringify(body)).not.toContain(Buffer.alloc(40, 4).toString('base64url').slice(0, 20));
});

test('[A8] after signing out the cookie is worth nothing', async () => {
  const token = admin.cookies.get('holdspace_account') ?? '';
  expect((await admin.post('/api/sign-out')).status).toBe(200);
  admin.cookies.set('holdspace_account', token);
  expect((await admin.get('/api/sign-in')).body).toEqual({ error: 'not_signed_in' });
});
