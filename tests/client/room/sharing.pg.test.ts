/** Copies of records given to others by the client's own code over a real server, and every way of getting at more than was given. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { base64url, fromUtf8, utf8 } from '#crdt/base/bytes.ts';
import type { RecordId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { grantRecordKey } from '#crdt/keys/record-grant.ts';
import { createHttp } from '#client/net/http.ts';
import { createMemoryStorage } from '#client/net/memory-storage.ts';
import { colleagueOf, confirmColleague, findColleague, type Colleague } from '#client/room/people.ts';
import { joinAsAccount } from '#client/room/join-as-account.ts';
import { readHistory, readOne, withRecordKey, type OpenRecord, type ReadRecord } from '#client/room/record-reading.ts';
import { createRecord, deleteRecord, restoreRecord, saveVersion } from '#client/room/records.ts';
import { createInvite, createRoom, enterRoom } from '#client/room/rooms.ts';
import type { Session } from '#client/room/session.ts';
import { listShared, readShared, recordAccesses, sharesGiven, shareRecords, unshareRecords } from '#client/room/sharing.ts';
import { register } from '#tests/support/factors.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';
import { lied } from './lied.ts';
import { until } from './until.ts';

const good = <Value>(result: Result<Value, string>): Value => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};
const opened = (read: ReadRecord | undefined): OpenRecord => {
  if (read?.is !== 'open') throw new Error(read === undefined ? 'not there' : read.fault);
  return read;
};
const said = (read: ReadRecord) => (read.is === 'open' ? fromUtf8(read.content) : read.fault);

let practice: Awaited<ReturnType<typeof createLivePractice>>;
let ada: Session;
let tom: Session;
let robin: Session;
/** As Ada knows them. */
let toTom: Colleague;
let toRobin: Colleague;

beforeAll(async () => {
  await sodiumReady();
  practice = await createLivePractice();
  const [origin, password] = [practice.origin, 'correct horse battery staple'];
  const joined = async (name: string, token?: string): Promise<Session> => {
    const email = `${name.toLowerCase()}@example.org`;
    const how = token === undefined ? { alsoTherapist: true } : { token };
    return good(await register({ http: createHttp({ origin }), email, password, name, ...how }));
  };
  ada = await joined('Ada');
  const { token } = good(await ada.http.call('POST /api/account-invites', { body: { email: 'tom@example.org', roles: ['therapist'] } }));
  tom = await joined('Tom', token);
  const kept = good(await ada.http.call('POST /api/participant-invites', { body: { email: 'robin@example.org' } }));
  robin = await joined('Robin', kept.token);
  toTom = good(await findColleague(ada, 'tom@example.org'));
  await meet();
  toRobin = good(await colleagueOf(ada, robin.account.account, 'Robin'));
});
afterAll(() => practice[Symbol.asyncDispose]());

/** Robin was let into a room of Ada's with their account: each can ask for the other's keys. */
async function meet(): Promise<void> {
  const room = good(await createRoom({ session: ada, title: 'Tuesday' }));
  const host = good(await enterRoom({ session: ada, room }));
  await joinAsAccount({ session: robin, link: good(await createInvite({ session: ada, room })).link });
  const entering = enterRoom({ session: robin, room });
  const [guest] = await until(host.guests, (guests) => guests.some(({ here, keys }) => here && keys.is !== 'checking'));
  if (guest === undefined) throw new Error('nobody waits');
  await host.admit(guest.member);
  const inside = good(await entering);
  await Promise.all([host.close(), inside.close()]);
}
const know = async (who: Session, whom: Session, name: string): Promise<void> => {
  const person = good(await colleagueOf(who, whom.account.account, name));
  good(await confirmColleague(who, person, 5));
};
/** An artwork of a patient's with its picture, and a copy of it to be given away. */
async function artwork(words = 'a house by the sea') {
  const subject = good(await createRecord(ada, { kind: 'patient', content: utf8('Robin') })).record;
  const source = good(await createRecord(ada, { kind: 'artwork', subject, content: utf8('with private remarks') }));
  const about = { subject, parent: source.record, closing: true } as const;
  const picture = good(await createRecord(ada, { kind: 'picture', content: utf8('the picture'), ...about }));
  const copy = good(await createRecord(ada, { kind: 'copy', content: utf8(words), ...about }));
  return { subject, source, picture, copy };
}
const shared = async (who: Session) => good(await listShared(who)).map(({ from, read }) => `${from}: ${said(read)}`);

test('[N60] nothing leaves the browser for somebody whose keys are not confirmed', async () => {
  const { copy } = await artwork();
  const share = () => shareRecords({ session: ada, records: [copy], reader: toTom, basis: 'agreed' });
  expect(await share()).toEqual({ ok: false, code: 'not_confirmed' });
  await know(ada, tom, 'Tom');
  good(await share());
  // Nor is it read, before the reader confirmed whose it is.
  expect(await shared(tom)).toEqual([': unknown-author']);
  await know(tom, ada, 'Ada');
  expect(await shared(tom)).toEqual(['Ada: a house by the sea']);
  good(await unshareRecords(ada, [copy.record], tom.account.account));
  expect(await shared(tom)).toEqual([]);
});

test('[N61] a copy and its picture are read by whom they were given to, and nothing else of the patient’s is', async () => {
  await know(ada, robin, 'Robin');
  await know(robin, ada, 'Ada');
  const { copy, picture, source, subject } = await artwork();
  good(await shareRecords({ session: ada, records: [copy, picture], reader: toRobin, basis: 'asked' }));
  const [one] = good(await listShared(robin));
  const given = opened(one?.read);
  expect([said(given), one?.from, one?.until]).toEqual(['a house by the sea', 'Ada', undefined]);
  expect(said(good(await readShared(robin, picture.record, given)))).toBe('the picture');
  for (const other of [source.record, subject]) {
    expect(await readShared(robin, other, given)).toEqual({ ok: false, code: 'not_found' });
    expect(await recordAccesses(robin, other)).toEqual({ ok: false, code: 'not_found' });
  }
  expect(await shared(tom)).toEqual([]);
  expect(await readShared(tom, copy.record, given)).toEqual({ ok: false, code: 'not_found' });
  // What was given cannot be written on.
  expect(await saveVersion(robin, given, utf8('mine now'))).toMatchObject({ ok: false });
});

test('[N62] a share ends when its time is over or it is revoked; deleted, nobody has it; restored, they do again', async () => {
  const { copy } = await artwork('until tomorrow');
  const give = (until?: number) => shareRecords({ session: ada, records: [copy], reader: toTom, basis: 'treatment', until });
  expect(await give(Date.now() - 1)).toEqual({ ok: false, code: 'bad_shape' });
  const tomorrow = Date.now() + 86_400_000;
  good(await give(tomorrow));
  // Given again it stays as it is.
  good(await give(tomorrow + 1));
  expect(good(await listShared(tom)).map(({ until }) => until)).toEqual([tomorrow]);
  good(await deleteRecord(ada, copy.record));
  expect(await shared(tom)).toEqual([]);
  expect(await give()).toEqual({ ok: false, code: 'record_deleted' });
  good(await restoreRecord(ada, copy.record));
  expect(await shared(tom)).toEqual(['Ada: until tomorrow']);
  good(await unshareRecords(ada, [copy.record], tom.account.account));
  expect(await shared(tom)).toEqual([]);
  expect(await recordAccesses(tom, copy.record)).toEqual({ ok: false, code: 'not_found' });
  good(await give());
  expect(await shared(tom)).toEqual(['Ada: until tomorrow']);
  good(await unshareRecords(ada, [copy.record], tom.account.account));
});

test('[N63] only copies and pictures that are signed shut can be granted, and only of artwork and signed progress notes', async () => {
  const { subject, source } = await artwork();
  const share = (record: OpenRecord) => shareRecords({ session: ada, records: [record], reader: toTom, basis: 'agreed' });
  expect(await share(source)).toEqual({ ok: false, code: 'bad_shape' });
  const about = { subject, content: utf8('…') } as const;
  const private_ = good(await createRecord(ada, { kind: 'psychotherapy-note', closing: true, ...about }));
  expect(await share(private_)).toEqual({ ok: false, code: 'bad_shape' });
  const copyOf = (parent: RecordId) => createRecord(ada, { kind: 'copy', parent, closing: true, ...about });
  expect(await copyOf(private_.record)).toEqual({ ok: false, code: 'bad_shape' });
  const draft = good(await createRecord(ada, { kind: 'progress-note', ...about }));
  expect(await copyOf(draft.record)).toEqual({ ok: false, code: 'bad_shape' });
  good(await saveVersion(ada, draft, utf8('signed'), { closing: true }));
  good(await copyOf(draft.record));
});

test('[N64] owner and reader see who opened it; what was given, to whom and on what ground, is accounted for', async () => {
  const { copy, subject, source } = await artwork();
  good(await shareRecords({ session: ada, records: [copy], reader: toRobin, basis: 'asked' }));
  await listShared(robin);
  for (const who of [ada, robin]) {
    const { accesses } = good(await recordAccesses(who, copy.record));
    expect(accesses.map(({ account, what }) => [account, what])).toContainEqual([robin.account.account, 'open']);
  }
  expect(await recordAccesses(tom, copy.record)).toEqual({ ok: false, code: 'not_found' });
  good(await unshareRecords(ada, [copy.record], robin.account.account));
  const [account, ...others] = good(await sharesGiven(ada, subject));
  expect(others).toEqual([]);
  expect(account).toMatchObject({ record: copy.record, parent: source.record, reader: robin.account.account, basis: 'asked' });
  expect(account?.revokedAt).toBeTypeOf('number');
  expect(good(await sharesGiven(tom))).toEqual([]);
});

test('[N65] a server that gives something else under that name, or another’s grant, is found out', async () => {
  const [one, other] = [await artwork('the one'), await artwork('the other')];
  good(await shareRecords({ session: ada, records: [one.copy, one.picture], reader: toRobin, basis: 'asked' }));
  const fresh = () => ({ ...createMemoryStorage(), keyrings: robin.storage.keyrings });
  const views = good(await robin.http.call('GET /api/shared', { query: { limit: 50 } })).records;
  const swapped = good(await ada.http.call('GET /api/records/:record', { params: { record: other.copy.record } }));
  const faults = async (change: (view: (typeof views)[number]) => (typeof views)[number]) => {
    const ofOne = views.filter(({ record }) => record === one.copy.record);
    const lies = { 'GET /api/shared': () => ({ records: ofOne.map(change) }) };
    return good(await listShared(lied(robin, lies, fresh()) as Session)).map(({ read }) => said(read));
  };
  expect(await faults((view) => view)).toEqual(['the one']);
  expect(await faults((view) => ({ ...view, newest: swapped.newest }))).toEqual(['other-record']);
  expect(await faults((view) => ({ ...view, record: swapped.record, newest: swapped.newest }))).toEqual(['no-key']);
  // Tom's account under Ada's name: its keys are not confirmed by Robin's account for this statement.
  expect(await faults((view) => ({ ...view, owner: robin.account.account }))).not.toContain('the one');
  // A picture in the copy's place.
  const picture = good(await robin.http.call('GET /api/shared/:record', { params: { record: one.picture.record } }));
  expect(await faults((view) => ({ ...view, ...picture }))).toEqual(['other-record']);
});

test('[N66] a grant that is not the owner’s own, or of what is written on, is refused by the server and by the database', async () => {
  const { source, copy } = await artwork();
  const { signSecret, boxPublic } = tom.keyring;
  const place = { record: copy.record, granter: tom.account.account, reader: tom.account.account, readerBoxPublic: boxPublic };
  const grant = withRecordKey(ada, copy, (key) => grantRecordKey({ ...place, key, signSecret }));
  if (grant === undefined) throw new Error('no key');
  const sealed = { sealed: base64url(grant.sealed), signature: base64url(grant.signature) };
  const body = { reader: tom.account.account, grant: sealed, basis: 'agreed' } as const;
  for (const record of [source.record, copy.record]) {
    expect(await tom.http.call('POST /api/records/:record/share', { params: { record }, body })).toMatchObject({ code: 'not_found' });
    expect(await robin.http.call('POST /api/records/:record/share', { params: { record }, body })).toMatchObject({ code: 'no_right' });
  }
  expect(await readOne(tom, copy.record)).toMatchObject({ code: 'not_found' });
  expect(await readHistory(tom, copy)).toMatchObject({ code: 'not_found' });
});
