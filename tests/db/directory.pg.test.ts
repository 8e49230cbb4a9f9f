/** What the database itself holds to, whoever writes: its hashes are those of the layout that clients check, and no key is without its entry. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { hex } from '#crdt/base/bytes.ts';
import type { AccountId } from '#crdt/base/ids.ts';
import { ok } from '#crdt/base/result.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { accountTag, entryDigest, followChain, signChange, signRotation, START } from '#crdt/keys/directory.ts';
import { NO_ENTRY, type DirectoryKind } from '#crdt/keys/directory-layout.ts';
import { createKeyring, type Keyring } from '#crdt/keys/keyring.ts';
import { entriesAfter, entryOf, historyOf } from '#db/directory.ts';
import { migrate } from '#db/migrate.ts';
import { ensureRoles } from '#db/roles.ts';
import { verifyDirectory } from '#db/verify-directory.ts';
import { createDatabase } from '#db/connect.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';

let practice: Practice;
let owner: postgres.Sql;
let account: AccountId;
beforeAll(async () => {
  await sodiumReady();
});
beforeEach(async () => {
  practice = await createPractice();
  owner = postgres(practice.database.url, { max: 1 });
  const admin = practice.person();
  const made = await admin.register('ada@example.org', 'correct horse battery', {});
  account = (made.body as unknown as { account: AccountId }).account;
  const invited = await admin.post('/api/account-invites', { email: 'tom@example.org', roles: ['therapist'] });
  await practice
    .person()
    .register('tom@example.org', 'correct horse battery', { token: (invited.body as unknown as { token: string }).token });
  return async () => {
    await owner.end();
    await practice[Symbol.asyncDispose]();
  };
});

const rows = async () => {
  const read = await practice.db.act('system:directory', async (tx) => ok(await entriesAfter(tx, 0, 100)));
  return read.ok ? read.value : [];
};

type Change = { readonly kind: DirectoryKind; readonly keyring: Keyring; readonly old?: Keyring; readonly previous?: Uint8Array };
/** An entry without the account being given the keys. */
async function append({ kind, keyring, old, previous }: Change) {
  return practice.db.act('system:sign-in', async (tx) => {
    const { signPublic, boxPublic } = keyring;
    const body = { account, kind, signPublic, boxPublic, previous: previous ?? (await practice.access.directory.previousOf(tx, account)) };
    const selfSignature = signChange(body, keyring.signSecret);
    const oldSignature = old && signRotation(body, old.signSecret);
    return practice.access.directory.append(tx, { ...body, selfSignature, oldSignature });
  });
}
/** The application's role may not change keys yet (a recovery will be given that right): the owner does, in one transaction with the entry. */
async function changeAsOwner({ kind, keyring, old, previous = NO_ENTRY }: Change) {
  const { signPublic, boxPublic } = keyring;
  const body = { account, kind, signPublic, boxPublic, previous };
  await owner.begin(async (tx) => {
    await tx`UPDATE accounts SET sign_public = ${signPublic}, box_public = ${boxPublic} WHERE id = ${account}`;
    await tx`SELECT holdspace_directory(${account}, ${kind}, ${signPublic}, ${boxPublic}, now(), ${previous},
      ${signChange(body, keyring.signSecret)}, ${old === undefined ? null : signRotation(body, old.signSecret)})`;
  });
}
const fresh = () => createKeyring(systemRandom, 'Ada');
const lastHash = async () => (await rows()).findLast((row) => row.account === account)?.hash ?? NO_ENTRY;

test('[A70] tags, digests and hashes of the database are those that clients compute', async () => {
  const [second, third] = [fresh(), fresh()];
  await changeAsOwner({ kind: 'reset', keyring: second, previous: await lastHash() });
  await changeAsOwner({ kind: 'rotated', keyring: third, old: second, previous: await lastHash() });
  const all = await rows();
  expect(all.map(({ kind }) => kind)).toEqual(['made', 'made', 'reset', 'rotated']);
  for (const row of all) {
    expect(hex(row.tag)).toBe(hex(accountTag(row.account)));
    expect(hex(row.digest)).toBe(hex(entryDigest(entryOf(row))));
  }
  expect(followChain(START, all)?.map(({ hash }) => hex(hash))).toEqual(all.map(({ hash }) => hex(hash)));
});

test('[A71] nobody gets other keys without an entry, and no entry stands without its account having the keys', async () => {
  const { signPublic, boxPublic } = fresh();
  const refused = { code: '23000' };
  await expect(owner`UPDATE accounts SET sign_public = ${signPublic} WHERE id = ${account}`).rejects.toMatchObject(refused);
  await expect(owner`UPDATE accounts SET box_public = ${boxPublic} WHERE id = ${account}`).rejects.toMatchObject(refused);
  const key = randomBytes(32);
  await expect(owner`INSERT INTO accounts VALUES (${randomUUID()}, '', ${key}, '{}', '', ${key}, ${key}, '', now())`).rejects.toMatchObject(
    refused,
  );
  await expect(append({ kind: 'reset', keyring: fresh() })).rejects.toMatchObject({ code: '23000' });
  expect(await rows()).toHaveLength(2);
  // Everything else about an account may change.
  await owner`UPDATE accounts SET roles = '{admin}' WHERE id = ${account}`;
});

test('[A71] an entry is refused by the server unless the keys it names, and those it follows, signed it', async () => {
  const [next, thief] = [fresh(), fresh()];
  const { signPublic, boxPublic } = next;
  const tryAs = (kind: DirectoryKind, by: Keyring, old?: Keyring, over?: Uint8Array) =>
    practice.db.act('system:sign-in', async (tx) => {
      const previous = over ?? (await practice.access.directory.previousOf(tx, account));
      const body = { account, kind, signPublic, boxPublic, previous };
      const oldSignature = old && signRotation(body, old.signSecret);
      return practice.access.directory.append(tx, { ...body, selfSignature: signChange(body, by.signSecret), oldSignature });
    });
  const refused = { ok: false, code: 'bad_shape' };
  expect(await tryAs('reset', thief)).toEqual(refused);
  expect(await tryAs('rotated', next)).toEqual(refused);
  expect(await tryAs('rotated', next, thief)).toEqual(refused);
  expect(await tryAs('reset', next, thief)).toEqual(refused);
  expect(await tryAs('before', next)).toEqual(refused);
  expect(await tryAs('made', next)).toEqual({ ok: false, code: 'keys_changed' });
  expect(await tryAs('reset', next, undefined, NO_ENTRY)).toEqual({ ok: false, code: 'keys_changed' });
  expect(await rows()).toHaveLength(2);
});

test('[A72] an entry enters by the function alone, which makes none of a time before the directory', async () => {
  const denied = { code: '42501' };
  const key = randomBytes(32);
  const { app } = practice.db;
  await expect(
    app`INSERT INTO directory SELECT 9, account, kind, ${key}, ${key}, previous, at, self_signature, old_signature, tag, digest, hash FROM directory`,
  ).rejects.toMatchObject(denied);
  await expect(
    app`SELECT holdspace_directory_append(${account}, 'reset', ${key}, ${key}, now(), ${key}, ${randomBytes(64)}, NULL)`,
  ).rejects.toMatchObject(denied);
  await expect(app`SELECT holdspace_directory(${account}, 'before', ${key}, ${key}, now(), ${key}, NULL, NULL)`).rejects.toMatchObject(
    denied,
  );
});

test('[A73] accounts from before have entries after migrating, whatever ran meanwhile, and the directory verifies', async () => {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const server = postgres(inject('databaseServer'), { max: 1, onnotice: () => undefined });
  await server.unsafe(`CREATE DATABASE ${name}`);
  const url = new URL(inject('databaseServer'));
  url.pathname = `/${name}`;
  const sql = postgres(url.href, { max: 1, onnotice: () => undefined });
  const folder = join(import.meta.dirname, '../../db/migrations');
  await ensureRoles(sql);
  await sql`CREATE TABLE migrations (name text PRIMARY KEY, digest text NOT NULL, at timestamptz NOT NULL DEFAULT now())`;
  for (const file of (await readdir(folder)).toSorted()) {
    if (file.startsWith('0007')) continue;
    const text = await readFile(join(folder, file));
    await sql.unsafe(text.toString());
    await sql`INSERT INTO migrations (name, digest) VALUES (${file}, encode(sha256(${text}), 'hex'))`;
  }
  for (const day of [2, 1]) {
    const key = randomBytes(32);
    await sql`INSERT INTO accounts VALUES (${randomUUID()}, '', ${key}, '{}', '', ${key}, ${key}, '', ${new Date(day * 86_400_000)})`;
  }
  await migrate(url.href);
  const db = createDatabase({ url: url.href, log: { warn: () => undefined } });
  const [old] = await sql<{ id: AccountId }[]>`SELECT id FROM accounts ORDER BY created_at LIMIT 1`;
  const history = await db.act('system:directory', async (tx) => ok(await historyOf(tx, old?.id ?? account)));
  expect(history).toMatchObject({ ok: true, value: [{ seq: 1, kind: 'before' }] });
  const verdict = await db.act('system:directory', async (tx) => ok(await verifyDirectory(tx, practice.secrets.auditPublic)));
  expect(verdict).toMatchObject({ ok: true, value: { intact: true, entries: 2, accounts: 2, signedTo: 0 } });
  await db.close();
  await sql.end();
  await server.unsafe(`DROP DATABASE ${name}`);
  await server.end();
});
