/** The command as an operator runs it, beside the database of a running practice. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ok } from '#crdt/base/result.ts';
import { verifyDirectory } from '#db/verify-directory.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';

const ROOT = join(import.meta.dirname, '../..');

let practice: Practice;
beforeAll(async () => {
  practice = await createPractice();
  const admin = practice.person();
  await admin.register('ada@example.org', 'correct horse battery', {});
  for (const name of ['tom', 'eve', 'ida']) {
    const email = `${name}@example.org`;
    const invited = await admin.post('/api/account-invites', { email, roles: ['therapist'] });
    await practice.person().register(email, 'correct horse battery', { token: (invited.body as unknown as { token: string }).token });
  }
});
afterAll(async () => await practice[Symbol.asyncDispose]());

async function verifyKeys(): Promise<{ readonly code: number; readonly printed: string }> {
  const env = { PATH: process.env['PATH'], DATABASE_URL: practice.database.url, DATA_DIR: dirname(practice.clientFolder) };
  const command = spawn(process.execPath, [join(ROOT, 'server/verify-keys.ts')], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [command.stdout, command.stderr]) stream.on('data', (text: Buffer) => (printed += text.toString()));
  const [code] = (await once(command, 'close')) as [number];
  return { code, printed };
}

/** What the command asks; starting it for every case takes long. */
async function inProcess(): Promise<string> {
  const { auditPublic } = practice.secrets;
  const verdict = await practice.db.act('system:directory', async (tx) => ok(await verifyDirectory(tx, auditPublic)));
  if (!verdict.ok) return verdict.code;
  return verdict.value.intact ? 'intact' : `${verdict.value.seq} ${verdict.value.fault}`;
}

/** As a superuser who has the whole machine: no trigger stands in the way. What follows is undone by `back`. */
async function found(statement: string, look: () => Promise<string> = inProcess): Promise<string> {
  const sql = postgres(practice.database.url, { max: 1, onnotice: () => undefined });
  const tables = ['directory', 'directory_checkpoints', 'accounts'];
  const keep = tables.map((name) => `CREATE TABLE kept_${name} AS SELECT * FROM ${name}`).join('; ');
  const back = tables
    .map((name) => `DELETE FROM ${name}; INSERT INTO ${name} SELECT * FROM kept_${name}; DROP TABLE kept_${name}`)
    .join('; ');
  await sql.unsafe(`SET session_replication_role = replica; ${tables.map((name) => `ALTER TABLE ${name} DISABLE TRIGGER ALL`).join('; ')}`);
  await sql.unsafe(`${keep}; ${statement}`);
  const answer = await look();
  await sql.unsafe(back);
  await sql.end();
  return answer;
}

test('[A74] npm run verify-keys says how much it found intact, and changes nothing', async () => {
  const first = await verifyKeys();
  expect(first.printed).toMatch(/^Key directory intact: 4 entries of 4 accounts, signed up to entry 4\. Hash of the last: [0-9a-f]{64}\n$/);
  expect(first.code).toBe(0);
  expect(await verifyKeys()).toEqual(first);
});

test('[A74] it names the first entry that is not the one that was written, and ends with 1', async () => {
  const command = async (): Promise<string> => {
    const { code, printed } = await verifyKeys();
    return `${code} ${printed}`;
  };
  expect(await found("UPDATE directory SET at = at + interval '1 hour' WHERE seq = 2", command)).toBe(
    '1 KEY DIRECTORY BROKEN at entry 2: this entry is not the one that was written, or not in its place.\n',
  );
});

const ANEW = `CREATE TABLE anew AS SELECT account, sign_public AS s, box_public AS b, at, self_signature AS f FROM directory ORDER BY seq DESC;
  DELETE FROM directory; SELECT holdspace_directory_append(account, 'made', s, b, at, decode(repeat('00', 32), 'hex'), f, NULL) FROM anew; DROP TABLE anew`;
const RESET = `SELECT holdspace_directory_append(account, 'reset', sha256(sign_public), box_public, at, hash, self_signature, NULL) FROM directory WHERE seq = 2`;
const SWAP = `UPDATE directory SET seq = CASE seq WHEN 2 THEN 13 ELSE 12 END WHERE seq IN (2, 3); UPDATE directory SET seq = seq - 10 WHERE seq > 9`;
const MARK = `DELETE FROM directory_checkpoints WHERE seq = 4; INSERT INTO directory_checkpoints SELECT 4, c.at, d.hash, c.signature FROM directory_checkpoints c, directory d WHERE c.seq = 3 AND d.seq = 4`;

test.each([
  ['an entry changed', 'UPDATE directory SET sign_public = sha256(sign_public) WHERE seq = 3', '3 hash'],
  ['a kind changed', "UPDATE directory SET kind = 'reset' WHERE seq = 3", '3 hash'],
  ['given to another account', 'UPDATE directory SET account = (SELECT account FROM directory WHERE seq = 1) WHERE seq = 3', '3 hash'],
  ['an entry dropped', 'DELETE FROM directory WHERE seq = 2', '2 gap'],
  ['entries reordered', SWAP, '2 hash'],
  ['the end cut off', 'DELETE FROM directory WHERE seq = 4', '4 checkpoint'],
  // Cut off together with its checkpoint, the account is left without an entry.
  [
    'the end cut off with its signature',
    'DELETE FROM directory WHERE seq = 4; DELETE FROM directory_checkpoints WHERE seq = 4',
    '0 account',
  ],
  ['all of it written anew', ANEW, '1 checkpoint'],
  ['a signature of another place', MARK, '4 checkpoint'],
  ['a checkpoint taken away', 'DELETE FROM directory_checkpoints WHERE seq = 2', '2 checkpoint'],
  ['keys that nobody signed', RESET, '5 signature'],
  [
    'an account with other keys',
    `UPDATE accounts SET box_public = sha256(box_public) WHERE id = (SELECT account FROM directory WHERE seq = 3)`,
    '3 account',
  ],
  ['an account taken away', 'DELETE FROM accounts WHERE id = (SELECT account FROM directory WHERE seq = 3)', '3 account'],
])('[A74] found: %s', async (_, statement, expected) => {
  expect(await found(statement)).toBe(expected);
  expect(await inProcess()).toBe('intact');
});

test('[A74] npm run verify-keys ends with 2 where it can read nothing', async () => {
  const sql = postgres(practice.database.url, { max: 1 });
  await sql.unsafe('ALTER TABLE directory RENAME TO gone');
  await sql.end();
  expect((await verifyKeys()).code).toBe(2);
});
