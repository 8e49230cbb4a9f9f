import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROUTES } from '#server/contract/http.ts';
import type { Person } from '#tests/support/person.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';
import { claimBody, makeInvite, makeRoom } from '#tests/support/room-of.ts';

let practice: Practice;
let therapist: Person;
let guest: Person;
let admin: Person;
let auditor: Person;
beforeAll(async () => {
  practice = await createPractice();
  admin = practice.person();
  await admin.register('ada@example.org', 'correct horse battery', {});
  const invited = await admin.post('/api/account-invites', { email: 'tom@example.org', roles: ['therapist'] });
  therapist = practice.person();
  await therapist.register('tom@example.org', 'correct horse battery', { token: (invited.body as unknown as { token: string }).token });
  auditor = practice.person();
  const asked = await admin.post('/api/account-invites', { email: 'una@example.org', roles: ['auditor'] });
  await auditor.register('una@example.org', 'correct horse battery', { token: (asked.body as unknown as { token: string }).token });
  const { room } = await makeRoom(therapist);
  const { invite, proof } = await makeInvite(therapist, room);
  guest = practice.person();
  await guest.post(`/api/invites/${invite}/claim`, claimBody(proof));
});
afterAll(async () => {
  expect(practice.failures).toEqual([]);
  await practice[Symbol.asyncDispose]();
});

test('[O2] an auditor reads the audit log by ids alone, and reading it is an entry', async () => {
  const read = async () =>
    (await auditor.get('/api/audit')).body as unknown as { entries: { action: string; actor: string }[]; total: number };
  const first = await read();
  expect(first.entries.map(({ action }) => action)).toContain('account.register');
  expect(JSON.stringify(first)).not.toMatch(/example\.org|127\.0\.0\.1/);
  const second = await read();
  expect(second.total).toBe(first.total + 1);
  expect(second.entries[0]?.action).toBe('audit.read');
  expect((await admin.get('/api/audit')).body).toEqual({ error: 'no_right' });
});

test('[H2] what is not of the shape is refused before anybody looks at it', async () => {
  const wrong = [
    {},
    { email: 'no address', request: 'A'.repeat(30) },
    { email: 'a@b.cd', request: 5 },
    { email: 'a@b.cd', request: 'a b' },
    [],
    null,
    7,
  ];
  for (const body of wrong) expect((await guest.post('/api/sign-in/start', JSON.stringify(body))).body).toEqual({ error: 'bad_shape' });
  expect((await guest.post('/api/sign-in/start', '{"email":')).body).toEqual({ error: 'bad_shape' });
  expect((await guest.post('/api/sign-in/start', { email: 'a@b.cd', request: 'A'.repeat(100) })).body).toEqual({ error: 'bad_shape' });
  expect((await guest.post('/api/sign-in/start', 'x=1', { 'Content-Type': 'text/plain' })).body).toEqual({ error: 'bad_shape' });
  expect((await therapist.post('/api/rooms/not-an-id/invites', {})).body).toEqual({ error: 'bad_shape' });
});

test('[H3] a body of 100 MB is refused by its first bytes', async () => {
  const status = await new Promise<number>((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': 100 * 1024 * 1024 };
    const sending = request(`${practice.url}/api/sign-in/start`, { method: 'POST', headers }, (response) => {
      resolve(response.statusCode ?? 0);
      sending.destroy();
    });
    sending.on('error', reject);
    sending.write('{"email":"');
  });
  expect(status).toBe(413);
});

test("[H4] another site's page may not act, whatever cookies come along", async () => {
  for (const headers of [{ Origin: 'https://evil.example' }, { Origin: 'null' }]) {
    expect((await therapist.post('/api/sign-out', {}, headers)).body).toEqual({ error: 'wrong_origin' });
  }
  expect((await therapist.get('/api/sign-in')).status).toBe(200);
});

test('[H6] what is not there answers with a code, and screens answer with the page', async () => {
  expect((await guest.get('/api/nothing')).body).toEqual({ error: 'unknown_message' });
  expect((await guest.get('/assets/old-1234.js')).body).toEqual({ error: 'not_found' });
  expect((await guest.send('DELETE', '/api/rooms')).body).toEqual({ error: 'unknown_message' });
});

test('[H7] every answer forbids what our pages do not need', async () => {
  const { headers } = await guest.get('/health');
  const policy = headers.get('Content-Security-Policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|\*/);
  expect(headers.get('Referrer-Policy')).toBe('no-referrer');
  expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin');
  expect(headers.get('X-Powered-By')).toBe(null);
});

test('[H8] more than the row allows in a minute is refused', async () => {
  await using strict = await createPractice({ rateFactor: 1 });
  const person = strict.person();
  const statuses: number[] = [];
  for (let i = 0; i < ROUTES['POST /api/sign-in/finish'].perMinute + 1; i++)
    statuses.push((await person.post('/api/sign-in/finish')).status);
  expect(statuses.at(-2)).toBe(400);
  expect(statuses.at(-1)).toBe(429);
});

test('[H9] the API describes itself', async () => {
  const { body } = await guest.get('/api/openapi.json');
  const { paths } = body as unknown as { paths: object };
  expect(Object.keys(paths)).toContain('/api/rooms/{room}/invites/{invite}/revoke');
});

test('[H10] behind a proxy nobody is local: setting up needs the code', async () => {
  await using fresh = await createPractice();
  const far = fresh.person();
  const forwarded = { 'X-Forwarded-For': '203.0.113.9' };
  expect((await far.send('GET', '/api/setup', undefined, forwarded)).body).toEqual({ needed: true, codeNeeded: true });
  const body = { email: 'a@b.cd', request: 'A'.repeat(43) };
  expect((await far.post('/api/register/start', body, forwarded)).body).toEqual({ error: 'set_up_code' });
  expect((await far.post('/api/register/start', { ...body, setUpCode: 'the-code' }, forwarded)).body).not.toEqual({ error: 'set_up_code' });
});

test('[H40] a parameter that the row does not name is refused, once the right was asked', async () => {
  expect((await auditor.get('/api/audit?any=thing')).body).toEqual({ error: 'bad_shape' });
  expect((await guest.get('/api/audit?any=thing')).body).toEqual({ error: 'not_signed_in' });
  expect((await guest.get('/health?a=1&a=2')).body).toEqual({ error: 'bad_shape' });
  expect((await guest.get('/health?')).status).toBe(200);
});
