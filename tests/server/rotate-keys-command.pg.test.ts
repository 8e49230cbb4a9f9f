/** The command as an operator runs it, on the data folder of a Holdspace that is stopped. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { createDatabase } from '#db/connect.ts';
import { loadSecrets } from '#server/access/secrets.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';

const COMMAND = join(import.meta.dirname, '../../server/rotate-keys.ts');
let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'rotate-'));
  await loadSecrets(join(folder, 'secrets'), systemRandom);
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function rotate(...args: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], DATABASE_URL: database.url, DATA_DIR: folder };
  const command = spawn(process.execPath, [COMMAND, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [command.stdout, command.stderr]) stream.on('data', (text: Buffer) => (printed += text.toString()));
  const [code] = (await once(command, 'close')) as [number];
  return `${code} ${printed.trim()}`;
}
const setups = async (): Promise<string[]> =>
  (await readdir(join(folder, 'secrets'))).filter((name) => name.startsWith('opaque')).toSorted();

test('[A95] --opaque makes a set-up beside the old one, --check says who needs which, --drop-old removes what nobody needs', async () => {
  expect(await rotate('--opaque', '--check')).toBe('0 New records are made under set-up 1.');
  expect(await rotate('--opaque', '--drop-old')).toBe('0 There is no old set-up.');
  expect(await rotate('--opaque')).toMatch(/^0 New records are made under set-up 2\.\n0 accounts are under an older one/);
  expect(await setups()).toEqual(['opaque-setup-2.txt', 'opaque-setup.txt']);
  expect(await rotate('--opaque', '--drop-old')).toBe('0 The old set-up is gone: remove it from backups too.');
  expect(await setups()).toEqual(['opaque-setup-2.txt']);
}, 60_000);

test('[H35] while a Holdspace works on the database nothing is rotated, and nothing without its secrets', async () => {
  const running = createDatabase({ url: database.url, log: { warn: () => undefined } });
  await running.ready();
  expect(await rotate('--opaque')).toBe(
    '2 The keys were not rotated: a Holdspace works on this database: stop it first, it would not know the new key',
  );
  expect(await setups()).toEqual(['opaque-setup-2.txt']);
  await running.close();
  await rm(join(folder, 'secrets'), { recursive: true });
  expect(await rotate('--opaque')).toMatch(/^2 The keys were not rotated: there are no secrets in /);
}, 60_000);
