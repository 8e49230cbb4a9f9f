import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MemberId } from '#crdt/base/ids.ts';
import { blankPage } from '#server/http/blank.ts';
import type { Person } from '#tests/support/person.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';
import { claimBody, makeInvite, makeRoom } from '#tests/support/room-of.ts';

let practice: Practice;
let therapist: Person;
beforeAll(async () => {
  practice = await createPractice();
  therapist = practice.person();
  await therapist.register('ada@example.org', 'correct horse battery', { alsoTherapist: true });
});
afterAll(async () => await practice[Symbol.asyncDispose]());

const acts = async (): Promise<readonly string[]> =>
  (await practice.auditLog()).filter(({ action }) => action === 'leave-now').map(({ actor, subject }) => `${actor} ${subject}`);

test("[A60] leaving now ends the browser's sign-ins at the server, and a copied cookie opens nothing afterwards", async () => {
  const { room } = await makeRoom(therapist);
  const { invite, proof } = await makeInvite(therapist, room);
  const robin = practice.person();
  const { member } = (await robin.post(`/api/invites/${invite}/claim`, claimBody(proof))).body as unknown as { member: MemberId };
  const stolen = robin.cookies.get('holdspace_guest');
  const cookieHeader = `holdspace_guest=${stolen}`;
  const { signIns } = practice.access;
  expect(await signIns.authenticate({ cookieHeader, as: 'guest' })).toMatchObject({ ok: true });
  expect((await robin.post('/api/leave-now')).status).toBe(200);
  expect(robin.cookies.size).toBe(0);
  expect(await signIns.authenticate({ cookieHeader, as: 'guest' })).toEqual({ ok: false, code: 'not_signed_in' });
  expect(await acts()).toEqual([`member:${member} room:${room}`]);
});

test('[A60] an account leaves the same way; who has nothing to leave leaves all the same, and nothing is written of it', async () => {
  const before = (await acts()).length;
  const copy = practice.person();
  for (const [name, value] of therapist.cookies) copy.cookies.set(name, value);
  expect((await therapist.post('/api/leave-now')).status).toBe(200);
  expect((await copy.get('/api/rooms')).status).toBe(401);
  expect((await copy.post('/api/leave-now')).status).toBe(200);
  expect((await practice.person().post('/api/leave-now')).status).toBe(200);
  expect((await acts()).length).toBe(before + 1);
});

test('[A60] another site can have nobody leave', async () => {
  expect((await practice.person().post('/api/leave-now', {}, { Origin: 'https://evil.example' })).status).toBe(403);
  const cross = await fetch(`${practice.url}/blank`, { headers: { 'Sec-Fetch-Site': 'cross-site' } });
  expect(cross.headers.get('Clear-Site-Data')).toBeNull();
});

test('[A60] the page it leads to has neither name nor content, and has the browser clear what is left', async () => {
  const page = await fetch(`${practice.url}/blank`, { headers: { 'Sec-Fetch-Site': 'same-origin' } });
  expect(page.headers.get('Clear-Site-Data')).toBe('"cache", "cookies", "storage"');
  expect(page.headers.get('Cache-Control')).toBe('no-store');
  const text = await page.text();
  expect(text).toContain('<title>Blank page</title></head><body></body>');
  expect(text.toLowerCase()).not.toContain('holdspace');
});

test('[A60] LEAVE_NOW_URL: the browser clears, and is led on', async () => {
  const server = createServer(express().get('/blank', blankPage('https://weather.example/today')));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/blank`;
    const answer = await fetch(url, { redirect: 'manual', headers: { 'Sec-Fetch-Site': 'same-origin' } });
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, 'https://weather.example/today']);
    expect(answer.headers.get('Clear-Site-Data')).toContain('"storage"');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
