/** The command as an operator runs it, beside the database of a running practice. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuditKeeper } from '#server/operate/audit.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';
import { makeRoom } from '#tests/support/room-of.ts';

const ROOT = join(import.meta.dirname, '../..');

let practice: Practice;
beforeAll(async () => {
  practice = await createPractice();
  const therapist = practice.person();
  await therapist.register('ada@example.org', 'correct horse battery', { alsoTherapist: true });
  await Promise.all([makeRoom(therapist), makeRoom(therapist)]);
  const keeper = createAuditKeeper({ db: practice.db, clock: practice.clock, ...practice.secrets });
  await keeper.close();
});
afterAll(async () => await practice[Symbol.asyncDispose]());

async function verifyAudit(...args: readonly string[]): Promise<{ readonly code: number; readonly printed: string }> {
  const env = { PATH: process.env['PATH'], DATABASE_URL: practice.database.url, DATA_DIR: dirname(practice.clientFolder) };
  const command = spawn(process.execPath, [join(ROOT, 'server/verify-audit.ts'), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [command.stdout, command.stderr]) stream.on('data', (text: Buffer) => (printed += text.toString()));
  const [code] = (await once(command, 'close')) as [number];
  return { code, printed };
}

/** As a superuser who has the whole machine: no trigger, no rule of a role stands in the way. */
async function tamper(statement: string): Promise<void> {
  const sql = postgres(practice.database.url, { max: 1 });
  await sql.unsafe(`ALTER TABLE audit DISABLE TRIGGER ALL; ${statement}; ALTER TABLE audit ENABLE ALWAYS TRIGGER append_only`);
  await sql.end();
}

async function tamperMarks(statement: string): Promise<void> {
  const sql = postgres(practice.database.url, { max: 1 });
  await sql.unsafe(
    `ALTER TABLE audit_checkpoints DISABLE TRIGGER ALL; ${statement}; ALTER TABLE audit_checkpoints ENABLE ALWAYS TRIGGER append_only`,
  );
  await sql.end();
}

test('[D10] npm run audit:verify says how much it found intact, and changes nothing', async () => {
  const first = await verifyAudit();
  expect(first.printed).toMatch(/^Audit log intact: 5 entries, signed up to entry 5\. Hash of the last: [0-9a-f]{64}\n$/);
  expect(first.code).toBe(0);
  expect(await verifyAudit()).toEqual(first);
});

test('[D10] a log that was written anew and signed anew does not fit a checkpoint that was kept elsewhere', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdspace-marks-'));
  const file = join(folder, 'kept.jsonl');
  expect(await verifyAudit('--checkpoint', file)).toEqual({ code: 0, printed: '' });
  const { printed: line } = await verifyAudit('--checkpoint');
  expect(await readFile(file, 'utf8')).toBe(line);
  expect((await verifyAudit('--against', file)).printed).toMatch(/^Audit log intact: 5 entries/);

  // Whoever holds the server holds its signing key, and can write a chain that holds in itself.
  await tamper('CREATE TABLE was AS TABLE audit; CREATE TABLE marks AS TABLE audit_checkpoints; DELETE FROM audit WHERE seq >= 3');
  await tamperMarks('DELETE FROM audit_checkpoints');
  await createAuditKeeper({ db: practice.db, clock: practice.clock, ...practice.secrets }).close();
  expect((await verifyAudit()).printed).toMatch(/^Audit log intact: 2 entries/);
  const found = await verifyAudit('--against', file);
  expect([found.code, found.printed]).toEqual([1, expect.stringContaining('at entry 5: the log is not the one that was signed here')]);

  await tamper('DELETE FROM audit; INSERT INTO audit SELECT * FROM was');
  await tamperMarks('DELETE FROM audit_checkpoints; INSERT INTO audit_checkpoints SELECT * FROM marks');
  expect((await verifyAudit('--against', file)).code).toBe(0);
  await writeFile(file, line.replace(/"seq":5/, '"seq":4'));
  expect((await verifyAudit('--against', file)).code).toBe(2);
  await writeFile(file, 'nothing of ours');
  expect((await verifyAudit('--against', file)).code).toBe(2);
  await rm(folder, { recursive: true });
}, 60_000);

test('[D10] npm run audit:verify finds a changed entry, a changed time, a missing entry and an end cut off, and ends with 1', async () => {
  const found = async (statement: string) => {
    await tamper(statement);
    const { code, printed } = await verifyAudit();
    return `${code} ${/at (entry \d: [^,:.]+)/.exec(printed)?.[1]}`;
  };
  expect(await found("UPDATE audit SET actor = 'anonymous' || actor WHERE seq = 2")).toBe(
    '1 entry 2: this entry is not the one that was written',
  );
  await tamper('UPDATE audit SET actor = substr(actor, 10) WHERE seq = 2');
  expect((await verifyAudit()).code).toBe(0);
  expect(await found("UPDATE audit SET at = at + interval '1 hour' WHERE seq = 5")).toBe(
    '1 entry 5: this entry is not the one that was written',
  );
  expect(await found('DELETE FROM audit WHERE seq = 5')).toBe('1 entry 5: the log is not the one that was signed here');
  expect(await found('DELETE FROM audit WHERE seq = 1')).toBe('1 entry 1: an entry is missing here');
}, 60_000);

test('[D10] npm run audit:verify ends with 2 where it can read nothing', async () => {
  const sql = postgres(practice.database.url, { max: 1 });
  await sql.unsafe('ALTER TABLE audit RENAME TO gone');
  await sql.end();
  expect((await verifyAudit()).code).toBe(2);
});
