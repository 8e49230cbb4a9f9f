/** Sealed records in the hands of somebody who owns the database, read by the client's own code over a real server. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromUtf8, utf8 } from '#crdt/base/bytes.ts';
import type { RecordId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import type { RecordKind } from '#crdt/keys/record-layout.ts';
import { createHttp } from '#client/net/http.ts';
import { createMemoryStorage } from '#client/net/memory-storage.ts';
import type { Storage } from '#client/net/storage.ts';
import { confirmColleague, findColleague } from '#client/room/people.ts';
import { listRecords, readHistory, type ReadRecord } from '#client/room/record-reading.ts';
import { createRecord, saveVersion } from '#client/room/records.ts';
import type { Session } from '#client/room/session.ts';
import { listShared, sharesGiven, shareRecords, unshareRecords } from '#client/room/sharing.ts';
import { register } from '#tests/support/factors.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';
import { createTampering, type Tampering } from '#tests/support/tamper.ts';
import { both, casesOf, lineOf, readingOf, type Doing, type Reading } from '#tests/support/tamper-lines.ts';
import { RECORD_LINES } from './tamper-lines-records.ts';

const good = <Value>(result: Result<Value, string>): Value => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};

let practice: Awaited<ReturnType<typeof createLivePractice>>;
let tampering: Tampering;
let ada: Session;
let tom: Session;
/** Two patients; of each an artwork, and of the first two pictures. The first picture has three versions and is signed shut. */
let patients: readonly [RecordId, RecordId];
let artworks: readonly [RecordId, RecordId];
let pictures: readonly [RecordId, RecordId];
/** Given to Tom: one stands, one was revoked. */
let copies: readonly [RecordId, RecordId, RecordId];

const make = async (kind: RecordKind, text: string, more: { subject?: RecordId; parent?: RecordId; closing?: boolean } = {}) =>
  good(await createRecord(ada, { kind, content: utf8(text), ...more }));
async function picture(subject: RecordId, parent: RecordId): Promise<RecordId> {
  const first = await make('picture', 'first', { subject, parent });
  const second = good(await saveVersion(ada, first, utf8('second')));
  good(await saveVersion(ada, second, utf8('third'), { closing: true }));
  return first.record;
}

beforeAll(async () => {
  practice = await createLivePractice();
  tampering = await createTampering(practice.databaseUrl);
  const [origin, password] = [practice.origin, 'correct horse battery staple'];
  ada = good(await register({ http: createHttp({ origin }), email: 'ada@example.org', password, name: 'Ada', alsoTherapist: true }));
  const { token } = good(await ada.http.call('POST /api/account-invites', { body: { email: 'tom@example.org', roles: ['therapist'] } }));
  tom = good(await register({ http: createHttp({ origin }), email: 'tom@example.org', password, name: 'Tom', token }));
  const toTom = good(await findColleague(ada, 'tom@example.org'));
  good(await confirmColleague(ada, toTom, 5));
  good(await confirmColleague(tom, good(await findColleague(tom, 'ada@example.org')), 5));
  const robin = (await make('patient', 'Robin')).record;
  const wren = (await make('patient', 'Wren')).record;
  patients = [robin, wren];
  artworks = [(await make('artwork', 'one', { subject: robin })).record, (await make('artwork', 'two', { subject: robin })).record];
  pictures = [await picture(robin, artworks[0]), await picture(robin, artworks[0])];
  const given = await Promise.all(
    ['copy', 'other', 'revoked'].map((text) => make('copy', text, { subject: robin, parent: artworks[0], closing: true })),
  );
  good(await shareRecords({ session: ada, records: given, reader: toTom, basis: 'agreed' }));
  copies = given.map(({ record }) => record) as unknown as typeof copies;
  await tampering.past(['CREATE TABLE kept.standing AS TABLE record_grants']);
  good(await unshareRecords(ada, [copies[2]], tom.account.account));
  await look();
  await lookAtCopy();
});
afterAll(async () => {
  await tampering.close();
  await practice[Symbol.asyncDispose]();
});

/** What a browser with that storage says of a record that it finds in any of its lists; of several, what is wrong. */
async function said(session: Session, record: RecordId, found: readonly (ReadRecord & { readonly bin?: boolean })[]): Promise<string> {
  const its = found.filter((one) => one.record === record);
  const damaged = its.find((one) => one.is === 'damaged');
  if (damaged?.is === 'damaged') return `! ${damaged.fault}`;
  const [open] = its;
  if (open?.is !== 'open') return 'not there';
  if (open.bin === true) return 'in the bin';
  const history = good(await readHistory(session, open));
  if (!history.ok) return `! history ${history.code}`;
  const dates = [open.createdAt, open.changedAt, ...history.value.versions.map(({ madeAt }) => madeAt)].join();
  const known = dated.get(`${record}/${open.head.version}`) ?? dates;
  dated.set(`${record}/${open.head.version}`, known);
  return `${fromUtf8(open.content) ?? ''}${known === dates ? '' : ' with other dates'}`;
}
/** When each was made, and its versions, as it was first read. */
const dated = new Map<string, string>();
async function listed(session: Session): Promise<(ReadRecord & { readonly bin?: boolean })[]> {
  const all: (ReadRecord & { readonly bin?: boolean })[] = [];
  for (const kind of ['artwork', 'picture'] as const) {
    for (const subject of patients)
      for (const parent of [undefined, ...artworks]) all.push(...good(await listRecords(session, { kind, subject, parent })));
    for (const one of good(await listRecords(session, { kind, deleted: true }))) all.push({ ...one, bin: true });
  }
  return all;
}
const owned = async (storage: Storage): Promise<string> => said({ ...ada, storage }, pictures[0], await listed({ ...ada, storage }));
const elsewhere = async (): Promise<string> => {
  const session = { ...tom, storage: createMemoryStorage() };
  const all = good(await listRecords(session, { kind: 'picture' }));
  return said(session, pictures[0], all);
};
/** Ada's browser, a new one and one that saw the record before; and Tom's, in case it was put among his. */
async function look(): Promise<Reading> {
  const theirs = await elsewhere();
  return theirs === 'not there' ? both(await owned(createMemoryStorage()), await owned(ada.storage)) : theirs;
}
/** The browser of somebody who was given a copy, and of another one that was taken back; and its owner's, who accounts for what was given. */
async function lookAtCopy(): Promise<Reading> {
  const given = async (storage: Storage): Promise<string> => {
    const session = { ...tom, storage };
    const shared = good(await listShared(session));
    const all = shared.map(({ read }) => read);
    const until = shared.some((one) => one.until !== undefined) ? ' until another day' : '';
    const again = all.some(({ record }) => record === copies[2]) ? ' and what was taken back' : '';
    return `${await said(session, copies[0], all)}${until}${again}`;
  };
  const reading = both(await given({ ...createMemoryStorage(), keyrings: tom.storage.keyrings }), await given(tom.storage));
  const { basis, at } = good(await sharesGiven(ada)).find(({ record }) => record === copies[0]) ?? {};
  accounted ??= `${basis} ${at}`;
  return reading !== 'copy' || accounted === `${basis} ${at}` ? reading : 'copy accounted for otherwise';
}

/** On what ground the copy was given, and when. */
let accounted: string | undefined;

const shown = (table: string, doing: Omit<Doing, 'table'>, of?: string, looking = look): void =>
  test.each(casesOf(lineOf(RECORD_LINES, table, of), { table, ...doing }))('[D51] $what', async (one) => {
    expect(await readingOf(tampering, one, ['records', 'record_versions', 'record_grants'], looking)).toBe(one.expected);
  });
/** The newest version gone, and the row as it was before it. */
const older = () => `DELETE FROM record_versions WHERE record = '${pictures[0]}' AND version = 3;
  UPDATE records SET version = 2, closed = false WHERE id = '${pictures[0]}'`;

describe('a record', () => {
  test('[D51] is read as it was written', async () => expect([await look(), await lookAtCopy()]).toEqual(['third', 'copy']));
  const row = () => `id = '${pictures[0]}'`;
  const itsOwner = `owner = (SELECT id FROM accounts ORDER BY created_at DESC LIMIT 1)`;
  const to = {
    kind: '5',
    owner: [
      `UPDATE records SET ${itsOwner} WHERE kind = 6`,
      `UPDATE records SET ${itsOwner} WHERE kind = 6; UPDATE record_versions SET ${itsOwner}`,
    ],
    subject: ['gen_random_uuid()', '(SELECT id FROM records WHERE kind = 1 ORDER BY created_at DESC LIMIT 1)'],
    parent: ['gen_random_uuid()', '(SELECT id FROM records WHERE kind = 5 ORDER BY created_at DESC LIMIT 1)'],
  };
  shown('records', { row, other: () => `id = '${artworks[1]}'`, keys: ['id'], older, to });
});

describe('its versions', () => {
  const at =
    (version: number, of = 0) =>
    () =>
      `record = '${pictures[of]}' AND version = ${version}`;
  shown('record_versions', { row: at(3), other: at(2), keys: ['version'], older });
  shown('record_versions', { row: at(2), other: at(2, 1), keys: ['record'], older }, 'one before the newest');
});

describe('the grant of its key', () => {
  const asTheyStood = () => 'DELETE FROM record_grants; INSERT INTO record_grants SELECT * FROM kept.standing';
  const to = (of: number, reader: string) => () => `record = '${[...pictures, ...copies][of]}' AND reader ${reader} owner`;
  shown('record_grants', { row: to(0, '='), other: to(1, '='), keys: ['record'], older: asTheyStood }, 'to oneself');
  shown('record_grants', { row: to(2, '<>'), other: to(3, '<>'), keys: ['record'], older: asTheyStood }, 'to somebody else', lookAtCopy);
});
