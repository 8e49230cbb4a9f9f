import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Person } from '#tests/support/person.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';

const EMAIL = 'ada@example.org';
const PASSWORD = 'correct horse battery';
const HOUR = 3_600_000;
type View = { id: string; here: boolean; agent: string; address: string; expiresAt: number };

let practice: Practice;
let ada: Person;
beforeEach(async () => {
  practice = await createPractice();
  ada = practice.person();
  await ada.register(EMAIL, PASSWORD, { alsoTherapist: true });
});
afterEach(async () => {
  expect(practice.failures).toEqual([]);
  await practice[Symbol.asyncDispose]();
});

const listed = async (person: Person) => ((await person.get('/api/sign-ins')).body as unknown as { signIns: View[] }).signIns;

test('[A47] somebody sees where they are signed in, and which of them is this one; tokens are not told', async () => {
  const phone = practice.person();
  await phone.signIn(EMAIL, PASSWORD);
  const seen = await listed(phone);
  expect(seen).toHaveLength(2);
  expect(seen.filter(({ here }) => here)).toHaveLength(1);
  expect(seen[0]).toMatchObject({ address: '127.0.0.1', agent: 'node' });
  expect(JSON.stringify(seen)).not.toContain(phone.cookies.get('holdspace_account'));
});

test('[A47] one sign-in is ended, or all others, at once; a stolen cookie of an ended one is worth nothing', async () => {
  const [phone, tablet] = [practice.person(), practice.person()];
  await phone.signIn(EMAIL, PASSWORD);
  await tablet.signIn(EMAIL, PASSWORD);
  const told: string[] = [];
  practice.access.endings.follow((signIn) => told.push(signIn));
  const here = (await listed(phone)).find((one) => one.here);
  expect((await ada.post('/api/sign-ins/end', { id: here?.id })).status).toBe(200);
  expect((await phone.get('/api/sign-in')).body.error).toBe('not_signed_in');
  expect(told).toEqual([here?.id]);
  expect((await ada.post('/api/sign-ins/end', { id: here?.id })).body.error).toBe('not_found');
  expect((await tablet.post('/api/sign-ins/end-others')).status).toBe(200);
  expect((await ada.get('/api/sign-in')).body.error).toBe('not_signed_in');
  expect((await tablet.get('/api/sign-in')).status).toBe(200);
  expect(told).toHaveLength(2);
});

test('[A47] nobody ends somebody else’s sign-in', async () => {
  const { token } = (await ada.post('/api/account-invites', { email: 'bo@example.org', roles: ['therapist'] })).body as unknown as {
    token: string;
  };
  const bo = practice.person();
  await bo.register('bo@example.org', PASSWORD, { token });
  const [hers] = await listed(ada);
  expect((await bo.post('/api/sign-ins/end', { id: hers?.id })).body.error).toBe('not_found');
  await bo.post('/api/sign-ins/end-others');
  expect((await ada.get('/api/sign-in')).status).toBe(200);
});

test('[A48] a sign-in lasts twelve hours, a remembered one thirty days', async () => {
  const [laptop, phone] = [practice.person(), practice.person()];
  await laptop.signIn(EMAIL, PASSWORD, { remember: true });
  await phone.signIn(EMAIL, PASSWORD);
  await practice.clock.advance(12 * HOUR - 1);
  expect((await phone.get('/api/sign-in')).status).toBe(200);
  await practice.clock.advance(1);
  expect((await phone.get('/api/sign-in')).body.error).toBe('not_signed_in');
  await practice.clock.advance(30 * 24 * HOUR - 12 * HOUR - 1);
  expect((await laptop.get('/api/sign-in')).status).toBe(200);
  await practice.clock.advance(1);
  expect((await laptop.get('/api/sign-in')).body.error).toBe('not_signed_in');
  expect((await practice.person().get('/api/limits')).body).toEqual({
    idleLockMs: HOUR / 2,
    unlockedMs: 12 * HOUR,
    signInMs: 12 * HOUR,
    rememberMs: 30 * 24 * HOUR,
  });
});

test('[A49] signing in from a new browser is told to the account once, and until it was read', async () => {
  const phone = practice.person();
  await phone.signIn(EMAIL, PASSWORD);
  await phone.signIn(EMAIL, PASSWORD);
  const notices = async () =>
    ((await ada.get('/api/notices')).body as unknown as { notices: { kind: string; at: number; seen: boolean }[] }).notices;
  expect(await notices()).toMatchObject([{ kind: 'sign-in.new-device', seen: false }]);
  await ada.post('/api/notices/seen', { upTo: (await notices())[0]?.at });
  expect(await notices()).toMatchObject([{ seen: true }]);
});
