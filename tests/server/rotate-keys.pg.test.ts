import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import postgres from 'postgres';
import { expect, test } from 'vitest';
import { createResealing, KEPT_COLUMNS, SEALED_COLUMNS, type Resealing } from '#db/reseal.ts';
import { createDeploymentKey } from '#server/access/deployment-key.ts';
import { loadSecrets } from '#server/access/secrets.ts';
import { behind, rotateKeys } from '#server/operate/rotate-keys.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';

async function withStaff(practice: Practice): Promise<string> {
  const admin = practice.person();
  await admin.register('ada@example.org', 'correct horse battery', {});
  for (const name of ['tom', 'eva']) {
    const invited = await admin.post('/api/account-invites', { email: `${name}@example.org`, roles: ['therapist'] });
    const { token } = invited.body as unknown as { token: string };
    await practice.person().register(`${name}@example.org`, 'correct horse battery', { token });
  }
  const owner = postgres(practice.database.url, { max: 1 });
  const [row] = await owner<{ id: string }[]>`SELECT id FROM accounts LIMIT 1`;
  const name = practice.access.deps.key.seal('passkey-name', 'a key');
  await owner`INSERT INTO passkeys (id, account, public_key, sign_count, transports, name_sealed, made_at)
    VALUES (${randomBytes(16)}, ${row?.id ?? ''}, ${randomBytes(77)}, 0, '{}', ${name}, now())`;
  await owner.end();
  return join(dirname(practice.clientFolder), 'secrets');
}

test('[H35] every column sealed at rest is in the list', async () => {
  await using practice = await createPractice();
  const owner = postgres(practice.database.url, { max: 1 });
  const columns = await owner<{ name: string }[]>`SELECT table_name || '.' || column_name AS name FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type = 'bytea' AND (column_name LIKE '%\\_sealed' OR column_name = 'totp_pending') ORDER BY 1`;
  await owner.end();
  const listed = [...SEALED_COLUMNS, ...KEPT_COLUMNS].map(({ table, column }) => `${table}.${column}`).toSorted();
  expect(columns.map(({ name }) => name)).toEqual(listed);
});

test('[H35] everything comes under the new key, reads as before, and the old key opens nothing of it', async () => {
  await using practice = await createPractice();
  const folder = await withStaff(practice);
  const { db, clock, random } = practice;
  const resealing = createResealing(practice.database.url);
  const before = await resealing.standing();
  expect(new Set(before.map((row) => row.version))).toEqual(new Set([1]));
  const movable = behind(before, 2).movable.reduce((sum, row) => sum + row.values, 0);
  const done = await rotateKeys({ folder, resealing, db, clock, random });
  expect(done).toMatchObject({ version: 2, resumed: false, resealed: movable });
  expect(behind(done.standing, 2).movable).toEqual([]);
  expect(behind(done.standing, 2).kept).toMatchObject([{ table: 'audit', version: 1 }]);

  const { deploymentKeys, lookupKey } = await loadSecrets(folder, random);
  const fresh = createDeploymentKey({ keys: new Map([...deploymentKeys].filter(([version]) => version === 2)), lookupKey, random });
  const owner = postgres(practice.database.url, { max: 1 });
  const emails = await owner<{ email_sealed: Uint8Array }[]>`SELECT email_sealed FROM accounts`;
  expect(emails.map((row) => fresh.open('email', row.email_sealed)).toSorted()).toEqual([
    'ada@example.org',
    'eva@example.org',
    'tom@example.org',
  ]);
  for (const row of emails) expect(() => practice.access.deps.key.open('email', row.email_sealed)).toThrow(/deployment key 2 is missing/);
  expect(await owner`SELECT 1 FROM audit WHERE action = 'keys.rotate' AND subject = 'deployment-key:2'`).toHaveLength(1);
  const walls = await owner<
    { forced: boolean }[]
  >`SELECT relforcerowsecurity AS forced FROM pg_class WHERE relname IN ('factors', 'passkeys')`;
  expect(walls.map(({ forced }) => forced)).toEqual([true, true]);
  await owner.end();
  await resealing.close();
  expect((await readFile(join(folder, 'deployment-2.key'))).equals(await readFile(join(folder, 'deployment-1.key')))).toBe(false);
  await rm(join(folder, 'deployment-1.key'));
});

test('[H35] cut short anywhere, it is finished by the next run under the same key, and each value once', async () => {
  await using practice = await createPractice();
  const folder = await withStaff(practice);
  const { db, clock, random } = practice;
  const resealing = createResealing(practice.database.url);
  let left = 2;
  const breaking: Resealing = {
    ...resealing,
    reseal: (column, version, batch, anew) => {
      left -= 1;
      return left < 0 ? Promise.reject(new Error('cut short')) : resealing.reseal(column, version, Math.min(batch, 1), anew);
    },
  };
  await expect(rotateKeys({ folder, resealing: breaking, db, clock, random })).rejects.toThrow('cut short');
  expect(behind(await resealing.standing(), 2).movable.length).toBeGreaterThan(0);
  const done = await rotateKeys({ folder, resealing, db, clock, random });
  expect(done).toMatchObject({ version: 2, resumed: true });
  expect(behind(done.standing, 2).movable).toEqual([]);
  expect((await rotateKeys({ folder, resealing, db, clock, random })).version).toBe(3);
  await resealing.close();
});

test('[H35] a Holdspace at work is noticed', async () => {
  await using practice = await createPractice();
  const resealing = createResealing(practice.database.url);
  await practice.person().get('/api/setup');
  expect(await resealing.inUse()).toBe(true);
  await practice.db.close();
  expect(await resealing.inUse()).toBe(false);
  await resealing.close();
});
