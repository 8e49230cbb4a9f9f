/** What the database itself holds retention to, whoever asks. */
import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountId, RecordId } from '#crdt/base/ids.ts';
import { ok } from '#crdt/base/result.ts';
import { RECORD_KINDS, type RecordStatement } from '#crdt/keys/record-layout.ts';
import { newestPurges, purgeRecords, setRetention } from '#db/retention.ts';
import { createRetentionKeeper } from '#server/records/retention.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';
import { addRecordRows, insertRecord, versionOne } from '#tests/support/record-rows.ts';

let practice: Practice;
let owner: Sql;
let ada: AccountId;
let tom: AccountId;
const registered = async (email: string, more: Record<string, unknown>): Promise<AccountId> =>
  ((await practice.person().register(email, 'correct horse battery', more)).body as unknown as { account: AccountId }).account;

beforeAll(async () => {
  practice = await createPractice();
  owner = postgres(practice.database.url, { max: 1, onnotice: () => undefined });
  const admin = practice.person();
  ada = (
    (await admin.register('ada@example.org', 'correct horse battery', { alsoTherapist: true })).body as unknown as { account: AccountId }
  ).account;
  const { token } = (await admin.post('/api/account-invites', { email: 'tom@example.org', roles: ['therapist'] })).body as unknown as {
    token: string;
  };
  tom = await registered('tom@example.org', { token });
});
afterAll(async () => {
  await owner.end();
  await practice[Symbol.asyncDispose]();
});

const add = (change: Partial<RecordStatement>): Promise<RecordId> => insertRecord(owner, versionOne(ada, change));
/** As if it had last been changed, and deleted, so long ago. */
const age = (record: RecordId, interval: string, deleted = true) =>
  owner`UPDATE records SET changed_at = now() - ${interval}::interval, deleted_at = ${deleted ? owner`now() - ${interval}::interval` : null} WHERE id = ${record}`;
const isThere = async (record: RecordId): Promise<boolean> => (await owner`SELECT 1 FROM records WHERE id = ${record}`).length > 0;
const keeper = (years = new Map()) =>
  createRetentionKeeper({ db: practice.db, clock: practice.clock, log: { info: () => undefined, warn: () => undefined }, years });
async function purge(years = new Map()): Promise<number> {
  const one = keeper(years);
  const done = await one.purge();
  await one.close();
  if (!done.ok) throw new Error(done.code);
  return done.value.count;
}
const never = { code: '42501' };

test('[N70] nobody removes anything before its time is over, with whatever rights', async () => {
  const [standing, young] = [await add({}), await add({})];
  await age(standing, '20 years', false);
  await age(young, '5 years');
  for (const record of [standing, young]) {
    await expect(owner`DELETE FROM record_versions WHERE record = ${record}`).rejects.toMatchObject(never);
    await expect(owner`DELETE FROM records WHERE id = ${record}`).rejects.toMatchObject(never);
  }
  for (const table of ['records', 'record_versions', 'record_grants', 'purges'])
    await expect(owner.unsafe(`TRUNCATE ${table} CASCADE`)).rejects.toMatchObject(never);
  expect(await purge()).toBe(0);
  expect([await isThere(standing), await isThere(young)]).toEqual([true, true]);
});

test('[N71] what was deleted and last changed six years ago is removed whole, with an entry for each, counted by kind; the rest stays', async () => {
  const old = await add({ kind: 'progress-note' });
  const changedSince = await add({ kind: 'progress-note' });
  await age(old, '6 years 1 day');
  await age(changedSince, '6 years 1 day');
  await owner`UPDATE records SET changed_at = now() - interval '1 year' WHERE id = ${changedSince}`;
  expect(await purge()).toBe(1);
  expect([await isThere(old), await isThere(changedSince)]).toEqual([false, true]);
  expect(await owner`SELECT 1 FROM record_versions WHERE record = ${old}`).toHaveLength(0);
  expect(await owner`SELECT 1 FROM record_grants WHERE record = ${old}`).toHaveLength(0);
  const log = await owner`SELECT actor, subject FROM audit WHERE action = 'record.purge'`;
  expect(log).toEqual([{ actor: 'system', subject: `record:${old}/progress-note` }]);
  const counted = await practice.db.act('system:admin', async (tx) => ok(await newestPurges(tx, 10)));
  expect(counted).toMatchObject({ value: [{ kind: RECORD_KINDS['progress-note'], records: 1, versions: 1, bytes: 64 }] });
});

test('[N72] with a patient’s file go the notes, addenda and pictures in it, what belongs to others first; one that is younger keeps the file', async () => {
  const subject = await add({});
  const note = await add({ kind: 'progress-note', subject, closing: true });
  const addendum = await add({ kind: 'addendum', subject, parent: note, closing: true });
  const picture = await add({ kind: 'picture', subject, closing: true });
  const later = await add({ kind: 'progress-note', subject });
  await age(subject, '7 years');
  for (const record of [note, addendum, picture]) await age(record, '8 years', false);
  await age(later, '3 years', false);
  expect(await purge()).toBe(3);
  expect(await Promise.all([note, addendum, picture, later, subject].map(isThere))).toEqual([false, false, false, true, true]);
  await age(later, '6 years 1 day', false);
  expect(await purge()).toBe(2);
});

test('[N73] what somebody still has who was given it stays until that is taken back', async () => {
  const shared = await addRecordRows(owner, ada, [tom]);
  await age(shared, '9 years');
  expect(await purge()).toBe(0);
  await owner`UPDATE record_grants SET revoked_at = now() WHERE record = ${shared} AND reader = ${tom}`;
  expect(await purge()).toBe(1);
});

test('[N74] years are set for each kind, never fewer than six; nobody but the keeper sets them or removes anything', async () => {
  const file = await add({});
  await age(file, '7 years');
  expect(await purge(new Map([['patient', 20]]))).toBe(0);
  await age(file, '21 years');
  expect(await purge(new Map([['patient', 20]]))).toBe(1);
  const as = (actor: `account:${AccountId}` | 'system:admin') =>
    practice.db.act(actor, async (tx) => ok(await setRetention(tx, new Map([['patient', 50]]))));
  for (const actor of [`account:${ada}`, 'system:admin'] as const) {
    await expect(as(actor)).rejects.toThrow();
    await expect(practice.db.act(actor, async (tx) => ok(await purgeRecords(tx, 1)))).rejects.toThrow();
  }
  await expect(owner`UPDATE record_retention SET years = 5 WHERE kind = ${RECORD_KINDS.patient}`).rejects.toMatchObject({ code: '23514' });
  const fewer = practice.db.act('system:retention', async (tx) => ok(await setRetention(tx, new Map([['copy', 1]]))));
  await expect(fewer).rejects.toThrow();
});

test('[N75] the keeper begins by itself, after a start has calmed down and then once a day', async () => {
  const [first, second] = [await add({}), await add({})];
  await age(first, '30 years');
  const one = keeper();
  await practice.clock.advance(10 * 60_000);
  await one.close();
  expect(await isThere(first)).toBe(false);
  await age(second, '30 years');
  const other = keeper();
  await other.close();
  await practice.clock.advance(24 * 60 * 60_000);
  expect(await isThere(second)).toBe(true);
});

test('[N76] an admin sees years and counts, and nothing of whose or what it was; nobody else sees them', async () => {
  const admin = practice.person();
  await admin.signIn('ada@example.org', 'correct horse battery');
  const { status, body } = await admin.get('/api/admin/retention');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    kinds: expect.arrayContaining([
      { kind: 'copy', years: 6 },
      { kind: 'patient', years: 20 },
    ]),
  });
  expect(Object.keys((body as unknown as { purges: object[] }).purges[0] ?? {}).toSorted()).toEqual([
    'at',
    'bytes',
    'kind',
    'records',
    'versions',
  ]);
  const other = practice.person();
  await other.signIn('tom@example.org', 'correct horse battery');
  expect((await other.get('/api/admin/retention')).status).toBe(403);
});
