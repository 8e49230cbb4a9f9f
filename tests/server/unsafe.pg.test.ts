/** A practice that is meant for others does not start while something is open that should not be, and says what, in one line each. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { expect, test } from 'vitest';
import type { Database } from '#db/connect.ts';
import { createDatabase } from '#db/connect.ts';
import { loadSecrets } from '#server/access/secrets.ts';
import { helpText, readConfig, type Config, type Environment } from '#server/config.ts';
import { unsafeDatabase, unsafeSecrets, unsafeSettings } from '#server/unsafe.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { createPractice } from '#tests/support/practice.ts';
import { createSeededRandom } from '#tests/support/random.ts';

const ROOT = join(import.meta.dirname, '../..');
const GOOD = { ORIGIN: 'https://practice.example', TRUST_PROXY: '1' };
const STRONG = '0123456789abcdef0123456789abcdef';
const settings = (env: Environment): string[] => unsafeSettings(readConfig({ ...GOOD, ...env }));

test.each([
  ['plain http', { ORIGIN: 'http://practice.example' }, /^ORIGIN is http:.*https address\.$/],
  ['https that nobody ends', { TRUST_PROXY: '0' }, /^ORIGIN is https and nobody ends TLS.*TRUST_PROXY=1/],
  ['TURN without its secret', { TURN_URLS: 'turn:turn.example' }, /^TURN_URLS has no TURN_SECRET/],
  ['a short TURN secret', { TURN_URLS: 'turn:turn.example', TURN_SECRET: 'short' }, /^TURN_SECRET is short or well known.*openssl/],
  [
    "an example's TURN secret",
    { TURN_URLS: 'turn:turn.example', TURN_SECRET: 'static-auth-secret' },
    /^TURN_SECRET is short or well known/,
  ],
  ['one sign, often', { TURN_URLS: 'turn:turn.example', TURN_SECRET: 'a'.repeat(40) }, /^TURN_SECRET is short or well known/],
  [
    'a far database in clear',
    { DATABASE_URL: `postgres://me:${STRONG}@db.example/h` },
    /^DATABASE_URL reaches db\.example without verified TLS/,
  ],
  [
    'TLS that verifies nobody',
    { DATABASE_URL: `postgres://me:${STRONG}@10.0.0.5/h?sslmode=require` },
    /^DATABASE_URL reaches 10\.0\.0\.5 without/,
  ],
  [
    'a far database, weak password',
    { DATABASE_URL: 'postgres://me:postgres@db.example/h?sslmode=verify-full' },
    /^The password in DATABASE_URL/,
  ],
  ['no address at all', { DATABASE_URL: 'somewhere' }, /^DATABASE_URL is no address/],
])('[H30] %s is one reason not to start', (_, env, reason) => {
  const reasons = settings(env);
  expect(reasons).toEqual([expect.stringMatching(reason)]);
  expect(reasons.join('')).not.toMatch(/\n|0123456789abcdef|short$/);
});

test('[H30] what is in order has none, and on localhost all of it is allowed', () => {
  const near = { DATABASE_URL: 'postgres://me:short@database/h', TURN_URLS: 'turn:turn.example', TURN_SECRET: STRONG };
  expect(settings(near)).toEqual([]);
  expect(settings({ DATABASE_URL: `postgres://me:${STRONG}@db.example/h?sslmode=verify-full` })).toEqual([]);
  expect(settings({ TRUST_PROXY: '0', TLS_CERT_FILE: '/c', TLS_KEY_FILE: '/k' })).toEqual([]);
  for (const ORIGIN of ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000']) {
    expect(unsafeSettings(readConfig({ ORIGIN, TURN_URLS: 'turn:turn.example', DATABASE_URL: 'postgres://a:b@c.example/d' }))).toEqual([]);
  }
  expect(() => readConfig({ ...GOOD, TLS_CERT_FILE: '/c' })).toThrow(/TLS_KEY_FILE/);
  expect(helpText()).toContain('With an ORIGIN other than localhost it does not start');
});

test('[H31] a data folder, a secret or a key that others can read, and what is no key', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdspace-unsafe-'));
  const secrets = join(dataDir, 'secrets');
  const key = join(dataDir, 'tls.pem');
  const config = readConfig({ ...GOOD, DATA_DIR: dataDir, TLS_CERT_FILE: '/c', TLS_KEY_FILE: key });
  await loadSecrets(secrets, createSeededRandom(1));
  writeFileSync(key, 'key', { mode: 0o600 });
  chmodSync(dataDir, 0o711);
  expect(unsafeSecrets(config)).toEqual([]);
  for (const [path, open, closed] of [
    [dataDir, 0o755, 0o700],
    [secrets, 0o750, 0o700],
    [join(secrets, 'opaque-setup.txt'), 0o640, 0o600],
    [key, 0o604, 0o600],
  ] as const) {
    chmodSync(path, open);
    expect(unsafeSecrets(config)).toEqual([`${path} is open to others of this machine: chmod ${closed.toString(8)} ${path}`]);
    expect(unsafeSecrets({ ...config, origin: 'http://localhost:3000' })).toEqual([]);
    chmodSync(path, closed);
  }
  for (const wrong of [Buffer.alloc(32), Buffer.alloc(5, 'abcdefgh'), Buffer.alloc(64, 'abcdefgh')]) {
    writeFileSync(join(secrets, 'lookup.key'), wrong);
    expect(unsafeSecrets(config)).toEqual([expect.stringMatching(/lookup\.key is no key that this server made/)]);
  }
  rmSync(dataDir, { recursive: true });
});

test('[H31] a folder that is kept in git', () => {
  const config: Config = readConfig(GOOD);
  const copy = mkdtempSync(join(tmpdir(), 'holdspace-git-'));
  mkdirSync(join(copy, '.git'));
  mkdirSync(join(copy, 'data'));
  writeFileSync(join(copy, '.git', 'index'), 'DIRC …data/secrets/lookup.key …');
  chmodSync(join(copy, 'data'), 0o700);
  expect(unsafeSecrets({ ...config, dataDir: join(copy, 'data') }, copy)).toEqual([expect.stringMatching(/kept in git/)]);
  expect(unsafeSecrets({ ...config, dataDir: join(copy, 'other') }, copy)).toEqual([]);
  rmSync(copy, { recursive: true });
});

test('[H32] a role that row-level security does not hold, lost secrets and a wrong clock', async () => {
  await using practice = await createPractice();
  const config = readConfig(GOOD);
  const silent = { warn: () => undefined };
  await using parts = new AsyncDisposableStack();
  const db = parts.adopt(createDatabase({ url: practice.database.url, log: silent }), (it) => it.close());
  const now = Date.now();
  expect(await unsafeDatabase(config, db, { firstStart: true, now })).toEqual([]);

  const owner = parts.adopt(postgres(practice.database.url, { max: 1 }), (sql) => sql.end());
  const name = `bypass_${crypto.randomUUID().slice(0, 8)}`;
  await owner.unsafe(`CREATE ROLE ${name} NOLOGIN BYPASSRLS`);
  const passing = postgres(practice.database.url, { max: 1, connection: { role: name } });
  expect(await unsafeDatabase(config, { ...db, app: passing } as Database, { firstStart: false, now })).toEqual([
    `Requests would run as a database role that row-level security does not hold: ALTER ROLE ${name} NOSUPERUSER NOBYPASSRLS.`,
  ]);
  await passing.end();
  await owner.unsafe(`DROP ROLE ${name}`);

  for (const wrong of [now + 3_600_000, now - 3_600_000, Date.UTC(2020, 1, 1)]) {
    expect(await unsafeDatabase(config, db, { firstStart: true, now: wrong })).toEqual([expect.stringMatching(/clock says .*NTP/)]);
  }
  await practice.person().register('ada@example.org', 'correct horse battery', {});
  const lost = [expect.stringMatching(/has accounts, and their secrets are missing/)];
  expect(await unsafeDatabase(config, db, { firstStart: true, now })).toEqual(lost);
  expect(await unsafeDatabase(readConfig({}), db, { firstStart: true, now })).toEqual(lost);
  expect(await unsafeDatabase(config, db, { firstStart: false, now })).toEqual([]);
});

test('[H30] the process says so and ends with exit code 1, before it touches anything', async () => {
  await using database = await createTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'holdspace-unsafe-'));
  const dataDir = join(folder, 'data');
  const env = { PATH: process.env['PATH'], ORIGIN: 'http://practice.example', DATA_DIR: dataDir, DATABASE_URL: database.url, PORT: '0' };
  const started = spawn(process.execPath, [join(ROOT, 'server/main.ts')], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  started.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const [code] = (await once(started, 'close')) as [number];
  expect(code).toBe(1);
  expect(said.split('\n').filter((line) => line.includes('ORIGIN'))).toEqual([
    "ORIGIN is http://practice.example: browsers give camera, microphone and keys to https alone. Set it to the practice's https address.",
  ]);
  expect(said).not.toMatch(/\bat .*\.ts:\d+/);
  rmSync(folder, { recursive: true });
});
