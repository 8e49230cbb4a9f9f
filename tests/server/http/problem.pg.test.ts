import { afterAll, beforeAll, expect, test } from 'vitest';
import { ERRORS } from '#server/contract/errors.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';
import type { Person } from '#tests/support/person.ts';

let practice: Practice;
let admin: Person;
beforeAll(async () => {
  practice = await createPractice();
  admin = practice.person();
  await admin.register('ada@example.org', 'correct horse battery', { alsoTherapist: true });
});
afterAll(async () => await practice[Symbol.asyncDispose]());

test('[H42] a refusal is a problem of RFC 9457, of the table alone', async () => {
  const response = await fetch(`${practice.url}/api/rooms?secret=dear-diary`);
  expect(response.headers.get('Content-Type')).toMatch(/^application\/problem\+json/);
  expect(await response.json()).toEqual({
    type: '/api/reference#not_signed_in',
    title: ERRORS.not_signed_in.meaning,
    status: 401,
    code: 'not_signed_in',
    retry: 'after-sign-in',
  });
  const unknown = (await (await fetch(`${practice.url}/api/dear-diary`)).json()) as object;
  expect(unknown).toMatchObject({ code: 'unknown_message', status: 404 });
  expect(JSON.stringify(unknown)).not.toContain('diary');
  expect(response.headers.get('Retry-After')).toBe(null);
});

test('[H42] [H9] every type leads to its row in the reference, which names every route and loads nothing from elsewhere', async () => {
  const html = await (await fetch(`${practice.url}/api/reference`)).text();
  for (const code of Object.keys(ERRORS)) expect(html).toContain(`id="${code}"`);
  expect(html).toContain('<code>/api/rooms/:room/invites</code>');
  expect(html.match(/(?:src|href)="[^"]*"/g)?.every((link) => /="\/api\/[a-z.]+"$/.test(link))).toBe(true);
  expect(html).not.toMatch(/<script|style=|onclick/);
});

test('[H43] what has not changed is not told again; what has is, and nobody learns by a tag what they may not read', async () => {
  const first = await admin.get('/api/accounts');
  const tag = first.headers.get('ETag') ?? '';
  expect(tag).toMatch(/^"[A-Za-z0-9_-]{22}"$/);
  const ask = (header: string) => admin.send('GET', '/api/accounts', undefined, { 'If-None-Match': header });
  for (const header of [tag, `W/${tag}`, `"other", ${tag}`, '*'])
    expect([(await ask(header)).status, (await ask(header)).body]).toEqual([304, {}]);
  expect((await ask('"other"')).body).toEqual(first.body);
  await admin.post('/api/account-invites', { email: 'tom@example.org', roles: ['therapist'] });
  const stranger = await practice.person().send('GET', '/api/accounts', undefined, { 'If-None-Match': tag });
  expect([stranger.status, stranger.headers.get('ETag')]).toEqual([401, null]);
});

test('[H43] a reading that is answered 304 is written down like any other', async () => {
  const count = async (): Promise<number> => (await practice.auditLog()).filter(({ action }) => action === 'admin.read-accounts').length;
  const before = await count();
  await admin.send('GET', '/api/accounts', undefined, { 'If-None-Match': '*' });
  expect(await count()).toBe(before + 1);
});
