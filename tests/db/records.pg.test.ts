/** What the database itself holds sealed records to, whoever writes. */
import { randomBytes } from 'node:crypto';
import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountId, RecordId } from '#crdt/base/ids.ts';
import { equal } from '#crdt/base/bytes.ts';
import { recordDigestBytes, type RecordStatement } from '#crdt/keys/record-layout.ts';
import { sha256 } from '#server/access/bytes.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';
import { addRecordRows, beginRecord, insertRecord, insertVersion, versionOne, type Made } from '#tests/support/record-rows.ts';

let practice: Practice;
let owner: Sql;
let ada: AccountId;
let tom: AccountId;

beforeAll(async () => {
  practice = await createPractice();
  owner = postgres(practice.database.url, { max: 1 });
  const admin = practice.person();
  const made = await admin.register('ada@example.org', 'correct horse battery', { alsoTherapist: true });
  ada = (made.body as unknown as { account: AccountId }).account;
  const { token } = (await admin.post('/api/account-invites', { email: 'tom@example.org', roles: ['therapist'] })).body as unknown as {
    token: string;
  };
  const other = await practice.person().register('tom@example.org', 'correct horse battery', { token });
  tom = (other.body as unknown as { account: AccountId }).account;
});
afterAll(async () => {
  await owner.end();
  await practice[Symbol.asyncDispose]();
});

const refused = { code: '23000' };

async function twoVersions(change: Partial<RecordStatement> = {}) {
  const record = await addRecordRows(owner, ada);
  const [first] = await owner<{ statement: Uint8Array; signature: Uint8Array }[]>`SELECT * FROM record_versions WHERE record = ${record}`;
  if (first === undefined) throw new Error('no version');
  const previous = sha256(recordDigestBytes(first.statement, first.signature));
  return { record, next: versionOne(ada, { record, version: 2, previous, ...change }) };
}

describe('versions', () => {
  test('[N2] the head is the digest that browsers compute', async () => {
    const { record, next } = await twoVersions({ closing: false });
    await insertVersion(owner, next);
    const [row] = await owner<{ version: number; head: Uint8Array }[]>`SELECT version, head FROM records WHERE id = ${record}`;
    expect(row?.version).toBe(2);
    expect(equal(row?.head ?? new Uint8Array(), sha256(recordDigestBytes(next.statement, next.signature)))).toBe(true);
  });

  const wrong: readonly (readonly [string, (next: Made, other: RecordId) => Made])[] = [
    ['of another record', (next, record) => ({ ...next, said: { ...next.said, record } })],
    ['of another kind', (next) => remade(next, { kind: 'progress-note' })],
    ['of another owner', (next) => remade(next, { owner: tom })],
    ['that follows another', (next) => remade(next, { previous: randomBytes(32) })],
    ['that leaves one out', (next) => remade(next, { version: 3 })],
    ['with other sealed bytes', (next) => ({ ...next, sealed: randomBytes(64) })],
    ['that names another author', (next) => ({ ...next, said: { ...next.said, author: tom } })],
  ];
  test.each(wrong)('[N2] a version %s is not kept', async (_what, make) => {
    const { next } = await twoVersions();
    const made = make(next, await addRecordRows(owner, ada));
    await expect(insertVersion(owner, made)).rejects.toMatchObject({ code: expect.stringMatching(/^23/) });
  });

  test('[N5] nothing follows a signed one, and nothing is added to what is deleted', async () => {
    const note = versionOne(ada, { kind: 'progress-note', closing: true });
    await insertRecord(owner, note);
    const previous = sha256(recordDigestBytes(note.statement, note.signature));
    await expect(insertVersion(owner, remade(note, { version: 2, previous, closing: false }))).rejects.toMatchObject(refused);
    const { record, next } = await twoVersions();
    await owner`UPDATE records SET deleted_at = now() WHERE id = ${record}`;
    await expect(insertVersion(owner, next)).rejects.toMatchObject(refused);
  });

  test('[N2] [D4] [D5] nobody changes or removes one, and no record stands without one', async () => {
    const record = await addRecordRows(owner, ada);
    await expect(owner`UPDATE record_versions SET sealed = 'x' WHERE record = ${record}`).rejects.toMatchObject({ code: '42501' });
    await expect(owner`DELETE FROM record_versions WHERE record = ${record}`).rejects.toMatchObject({ code: '42501' });
    await expect(owner`TRUNCATE record_versions`).rejects.toMatchObject({ code: '42501' });
    await expect(beginRecord(owner, versionOne(ada))).rejects.toMatchObject(refused);
  });
});

test('[N1] a record is about the owner’s own patient, and an addendum belongs to a signed note of the same', async () => {
  const [own, foreign] = [await addRecordRows(owner, ada), await addRecordRows(owner, tom)];
  const note = versionOne(ada, { kind: 'progress-note', subject: own });
  await insertRecord(owner, note);
  await expect(insertRecord(owner, versionOne(ada, { kind: 'progress-note', subject: foreign }))).rejects.toMatchObject(refused);
  await expect(insertRecord(owner, versionOne(ada, { kind: 'progress-note', subject: note.said.record }))).rejects.toMatchObject(refused);
  await expect(insertRecord(owner, versionOne(ada, { kind: 'addendum', subject: own, parent: note.said.record }))).rejects.toMatchObject(
    refused,
  );
});

test('[N1] a grant is of the record’s owner, stands once for each reader, and is revoked once', async () => {
  const record = await addRecordRows(owner, ada, [tom]);
  const grant = (of: AccountId) => insertGrant({ record, reader: tom, of, basis: 2 });
  await expect(grant(ada)).rejects.toMatchObject({ code: '23505' });
  const revoke = () => owner`UPDATE record_grants SET revoked_at = now() WHERE record = ${record} AND reader = ${tom}`;
  await revoke();
  await expect(revoke()).rejects.toMatchObject(refused);
  await expect(grant(tom)).rejects.toMatchObject(refused);
  await grant(ada);
});

type Granting = { record: RecordId; reader: AccountId; of?: AccountId; granter?: AccountId; basis: number | null; until?: Date };
const insertGrant = ({ record, reader, of = ada, granter = of, basis, until }: Granting) =>
  owner`INSERT INTO record_grants (record, reader, owner, granter, sealed, signature, granted_at, basis, until)
    VALUES (${record}, ${reader}, ${of}, ${granter}, ${randomBytes(80)}, ${randomBytes(64)}, clock_timestamp(), ${basis}, ${until ?? null})`;

test('[N66] to others only what is signed shut to be given is granted, by its owner, on a ground, until a time to come', async () => {
  const [file, picture] = [await addRecordRows(owner, ada), await addRecordRows(owner, ada, [tom])];
  await owner`UPDATE record_grants SET revoked_at = now() WHERE record = ${picture} AND reader = ${tom}`;
  const give = (change: Partial<Granting>) => insertGrant({ record: picture, reader: tom, basis: 2, ...change });
  await expect(give({ record: file })).rejects.toMatchObject(refused);
  await expect(give({ basis: null })).rejects.toMatchObject(refused);
  await expect(give({ granter: tom })).rejects.toMatchObject(refused);
  await expect(give({ basis: 4 })).rejects.toMatchObject({ code: '23514' });
  await expect(give({ until: new Date(0) })).rejects.toMatchObject({ code: '23514' });
  await owner`UPDATE records SET deleted_at = now() WHERE id = ${picture}`;
  await expect(give({})).rejects.toMatchObject(refused);
  await owner`UPDATE records SET deleted_at = NULL WHERE id = ${picture}`;
  await give({});
});

test('[N63] a copy is of artwork or of a signed progress note of the same patient', async () => {
  const subject = await addRecordRows(owner, ada);
  const copyOf = (parent: RecordId, about = subject) =>
    insertRecord(owner, versionOne(ada, { kind: 'copy', subject: about, parent, closing: true }));
  for (const [kind, closing] of [
    ['psychotherapy-note', true],
    ['progress-note', false],
    ['picture', true],
  ] as const)
    await expect(copyOf(await insertRecord(owner, versionOne(ada, { kind, subject, closing })))).rejects.toMatchObject(refused);
  const artwork = await insertRecord(owner, versionOne(ada, { kind: 'artwork', subject }));
  await expect(copyOf(artwork, await addRecordRows(owner, ada))).rejects.toMatchObject(refused);
  await copyOf(artwork);
  await copyOf(await insertRecord(owner, versionOne(ada, { kind: 'progress-note', subject, closing: true })));
});

/** The same, saying something else. */
function remade({ said, sealed }: Made, change: Partial<RecordStatement>): Made {
  return versionOne(said.owner, { ...said, ...change }, Buffer.from(sealed));
}
