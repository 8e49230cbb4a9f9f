import postgres from 'postgres';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAuditKeeper } from '#server/operate/audit.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';
import { makeRoom } from '#tests/support/room-of.ts';

let practice: Practice;
beforeEach(async () => {
  practice = await createPractice();
  const therapist = practice.person();
  await therapist.register('ada@example.org', 'correct horse battery', { alsoTherapist: true });
  await Promise.all([makeRoom(therapist), makeRoom(therapist), makeRoom(therapist)]);
  await therapist.post('/api/rooms/00000000-0000-4000-8000-000000000000/invites', {
    invite: crypto.randomUUID(),
    proofHash: 'A'.repeat(43),
    sealedSecret: 'AA',
  });
});
afterEach(async () => await practice[Symbol.asyncDispose]());

const keeper = () => createAuditKeeper({ db: practice.db, clock: practice.clock, ...practice.secrets });

/** What only somebody with the whole machine could do: drop the guard, then change the past. */
async function tamper(statement: string): Promise<void> {
  const sql = postgres(practice.database.url, { max: 1 });
  await sql.unsafe(`ALTER TABLE audit DISABLE TRIGGER append_only; ${statement}; ALTER TABLE audit ENABLE TRIGGER append_only`);
  await sql.end();
}

test('[D9] acts and refusals are in the audit log, which verifies', async () => {
  const entries = await practice.auditLog();
  expect(entries.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
    'practice.set-up ok',
    'factor.add-totp ok',
    'factor.new-codes ok',
    'room.create ok',
    'room.create ok',
    'room.create ok',
    'room.invite not_found',
  ]);
  expect(await keeper().checkpoint()).toEqual({ ok: true, value: 7 });
  expect(await keeper().verify()).toMatchObject({ ok: true, value: { intact: true, entries: 7, checkpoints: 1 } });
});

test('[D10] a changed, removed or cut-off entry is found', async () => {
  await keeper().checkpoint();
  await tamper("UPDATE audit SET outcome = 'ok' WHERE seq = 7");
  expect(await keeper().verify()).toMatchObject({ value: { intact: false, seq: 7, fault: 'hash' } });
  await tamper('DELETE FROM audit WHERE seq = 7');
  expect(await keeper().verify()).toMatchObject({ value: { intact: false, seq: 7, fault: 'checkpoint' } });
  await tamper('DELETE FROM audit WHERE seq = 2');
  expect(await keeper().verify()).toMatchObject({ value: { intact: false, seq: 2, fault: 'gap' } });
});

test('[D11] addresses of people are sealed at rest', async () => {
  const sql = postgres(practice.database.url, { max: 1 });
  const text = JSON.stringify(await sql`SELECT a::text AS a, (SELECT string_agg(s::text, '') FROM sign_ins s) AS s FROM accounts a`);
  const audit = JSON.stringify(await sql`SELECT x::text FROM audit x`);
  await sql.end();
  const found = (needle: string) =>
    text.includes(needle) || text.includes(Buffer.from(needle).toString('hex')) || audit.includes(Buffer.from(needle).toString('hex'));
  expect(found('ada@example.org')).toBe(false);
  expect(found('127.0.0.1')).toBe(false);
});
