/** Sealed records made, changed and read by the client's own code over a real server; and servers that lie about them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { base64url, fromUtf8, utf8 } from '#crdt/base/bytes.ts';
import type { RecordId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { createHttp } from '#client/net/http.ts';
import { createMemoryStorage } from '#client/net/memory-storage.ts';
import { listRecords, readHistory, readOne, type OpenRecord, type ReadRecord } from '#client/room/record-reading.ts';
import { createRecord, deleteRecord, restoreRecord, saveVersion } from '#client/room/records.ts';
import type { Session } from '#client/room/session.ts';
import type { RecordView } from '#server/contract/http-records.ts';
import { register } from '#tests/support/factors.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';
import { lied } from './lied.ts';

const good = <Value>(result: Result<Value, string>): Value => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};
const opened = (read: ReadRecord | undefined): OpenRecord => {
  if (read?.is !== 'open') throw new Error(read === undefined ? 'not there' : read.fault);
  return read;
};
const said = (read: ReadRecord | undefined) => (read?.is === 'open' ? fromUtf8(read.content) : read?.fault);

let practice: Awaited<ReturnType<typeof createLivePractice>>;
let ada: Session;
let tom: Session;

beforeAll(async () => {
  await sodiumReady();
  practice = await createLivePractice();
  const [origin, password] = [practice.origin, 'correct horse battery staple'];
  ada = good(await register({ http: createHttp({ origin }), email: 'ada@example.org', password, name: 'Ada', alsoTherapist: true }));
  const { token } = good(await ada.http.call('POST /api/account-invites', { body: { email: 'tom@example.org', roles: ['therapist'] } }));
  tom = good(await register({ http: createHttp({ origin }), email: 'tom@example.org', password, name: 'Tom', token }));
});
afterAll(() => practice[Symbol.asyncDispose]());

const patient = async (text: string): Promise<OpenRecord> => good(await createRecord(ada, { kind: 'patient', content: utf8(text) }));
const note = async (subject: RecordId, text: string): Promise<OpenRecord> =>
  good(await createRecord(ada, { kind: 'progress-note', subject, content: utf8(text) }));

describe('records', () => {
  test('[N1] what is written is read, by its owner alone', async () => {
    const robin = await patient('Robin');
    const first = await note(robin.record, 'slept badly');
    await note((await patient('Wren')).record, 'of another patient');
    const notes = good(await listRecords(ada, { kind: 'progress-note', subject: robin.record }));
    expect(notes.map(said)).toEqual(['slept badly']);
    expect(opened(notes[0]).place).toEqual(first.place);
    expect(good(await listRecords(ada, { kind: 'psychotherapy-note', subject: robin.record }))).toEqual([]);
    expect(good(await listRecords(tom, { kind: 'patient' }))).toEqual([]);
    expect(await readOne(tom, robin.record)).toMatchObject({ ok: false, code: 'not_found' });
    expect(await readHistory(tom, robin)).toMatchObject({ ok: false, code: 'not_found' });
    for (const act of [deleteRecord, restoreRecord]) expect(await act(tom, robin.record)).toMatchObject({ code: 'not_found' });
    expect(await saveVersion(tom, robin, utf8('mine now'))).toMatchObject({ ok: false, code: 'no_right' });
    expect(await saveVersion({ ...ada, http: tom.http }, robin, utf8('hers, by his sign-in'))).toMatchObject({
      ok: false,
      code: 'bad_shape',
    });
  });

  test('[N2] every change is a version; all of them are read again, oldest first, the chain verified', async () => {
    let one = await patient('one');
    for (const text of ['two', 'three']) one = good(await saveVersion(ada, one, utf8(text)));
    const history = good(good(await readHistory(ada, one)));
    expect(history.versions.map(({ version, content }) => [version, fromUtf8(content)])).toEqual([
      [1, 'one'],
      [2, 'two'],
      [3, 'three'],
    ]);
    expect(history.head).toEqual(one.head);
    expect(said(good(await readOne(ada, one.record)))).toBe('three');
  });

  test('[N4] of two who write at once the second is told, and nothing is overwritten', async () => {
    const one = await patient('one');
    good(await saveVersion(ada, one, utf8('from the desk')));
    expect(await saveVersion(ada, one, utf8('from the phone'))).toMatchObject({ ok: false, code: 'changed_meanwhile' });
    const now = opened(good(await readOne(ada, one.record)));
    good(await saveVersion(ada, now, utf8('both')));
    expect(good(good(await readHistory(ada, now))).versions).toHaveLength(3);
  });

  test('[N5] a signed note takes nothing more but addenda, which are signed as they are made', async () => {
    const robin = await patient('Robin');
    const open = await note(robin.record, 'draft');
    const about = { kind: 'addendum', subject: robin.record, parent: open.record, closing: true } as const;
    expect(await createRecord(ada, { ...about, content: utf8('too soon') })).toMatchObject({ code: 'bad_shape' });
    const signed = good(await saveVersion(ada, open, utf8('final'), { closing: true }));
    expect(await saveVersion(ada, signed, utf8('more'))).toMatchObject({ code: 'record_closed' });
    expect(await saveVersion(ada, { ...signed, head: open.head }, utf8('another end'))).toMatchObject({ code: 'record_closed' });
    good(await createRecord(ada, { ...about, content: utf8('it was Tuesday') }));
    const unsigned = { kind: 'progress-note', unsigned: true } as const;
    const other = await note(robin.record, 'another draft');
    expect(good(await listRecords(ada, unsigned)).map(({ record }) => record)).toContain(other.record);
    expect(good(await listRecords(ada, unsigned)).map(({ record }) => record)).not.toContain(open.record);
    const addenda = good(await listRecords(ada, { kind: 'addendum', parent: open.record }));
    expect(addenda.map((one) => [said(one), opened(one).head.closed])).toEqual([['it was Tuesday', true]]);
  });

  test('[N6] deleting is a mark: nothing is added meanwhile, and restored all is as it was', async () => {
    const robin = await patient('Robin');
    const kept = await note(robin.record, 'kept');
    good(await deleteRecord(ada, kept.record));
    expect(good(await listRecords(ada, { kind: 'progress-note', subject: robin.record }))).toEqual([]);
    const bin = good(await listRecords(ada, { kind: 'progress-note', subject: robin.record, deleted: true }));
    expect([bin.map(said), typeof bin[0]?.deletedAt]).toEqual([['kept'], 'number']);
    expect(await saveVersion(ada, kept, utf8('more'))).toMatchObject({ code: 'record_deleted' });
    good(await deleteRecord(ada, robin.record));
    expect(await createRecord(ada, { kind: 'progress-note', subject: robin.record, content: utf8('x') })).toMatchObject({
      code: 'record_deleted',
    });
    for (const { record } of [robin, kept]) good(await restoreRecord(ada, record));
    expect(good(await listRecords(ada, { kind: 'progress-note', subject: robin.record })).map(said)).toEqual(['kept']);
  });

  test('[N8] a long list comes in pages, whole and in order', async () => {
    const robin = await patient('Robin');
    const texts = Array.from({ length: 5 }, (_, i) => `${i} `.repeat(60_000));
    for (const text of texts) await note(robin.record, text);
    const { records, next } = good(
      await ada.http.call('GET /api/records', { query: { kind: 'progress-note', subject: robin.record, limit: 2 } }),
    );
    expect([records.length, typeof next]).toEqual([2, 'string']);
    expect(good(await listRecords(ada, { kind: 'progress-note', subject: robin.record })).map(said)).toEqual(texts);
    expect(await createRecord(ada, { kind: 'patient', content: new Uint8Array(262_200) })).toMatchObject({ code: 'too_large' });
  });
});

describe('a server that lies', () => {
  type Lie = (view: RecordView) => RecordView;
  const told = async (of: OpenRecord, lie: Lie, storage = ada.storage) =>
    said(good(await readOne(lied(ada, { 'GET /api/records/:record': lie }, storage), of.record)));
  const viewOf = async (one: OpenRecord): Promise<RecordView> =>
    good(await ada.http.call('GET /api/records/:record', { params: { record: one.record } }));

  test('[N10] what does not verify is shown as damaged, and not opened', async () => {
    const [one, other] = [await patient('one'), await patient('other')];
    const foreign = await viewOf(other);
    // Of a statement: within the hash of the sealed bytes, its last field.
    const flipped = (text: string): string => `${text.slice(0, -8)}${text.at(-8) === 'A' ? 'B' : 'A'}${text.slice(-7)}`;
    const newest =
      (change: Partial<RecordView['newest']>): Lie =>
      (view) => ({ ...view, newest: { ...view.newest, ...change } });
    expect(await told(one, (view) => view)).toBe('one');
    expect(await told(one, (view) => newest({ sealed: flipped(view.newest.sealed) })(view))).toBe('changed');
    expect(await told(one, (view) => newest({ statement: flipped(view.newest.statement) })(view))).toBe('bad-signature');
    expect(await told(one, (view) => newest({ signature: flipped(view.newest.signature) })(view))).toBe('bad-signature');
    expect(await told(one, newest({ statement: base64url(new Uint8Array(150)) }))).toBe('malformed');
    expect(await told(one, newest(foreign.newest))).toBe('other-record');
    expect(await told(one, (view) => ({ ...view, grant: foreign.grant }))).toBe('no-key');
    expect(await told(one, (view) => ({ ...view, grant: undefined }))).toBe('no-key');
  });

  test('[N10] [N11] a list keeps what is damaged in it, and refuses records of another patient or kind', async () => {
    const [robin, wren] = [await patient('Robin'), await patient('Wren')];
    await note(robin.record, 'first');
    const other = await viewOf(await note(wren.record, 'of Wren'));
    const liar = lied(ada, { 'GET /api/records': (page) => ({ ...page, records: [...page.records, other] }) });
    expect(good(await listRecords(liar, { kind: 'progress-note', subject: robin.record })).map(said)).toEqual(['first', 'other-record']);
    expect(good(await listRecords(liar, { kind: 'patient' })).map(said)).toContain('other-record');
  });

  test('[N12] an older end than this device saw is a roll-back; a device that saw nothing cannot know', async () => {
    const one = await patient('one');
    const old = await viewOf(one);
    const two = good(await saveVersion(ada, one, utf8('two')));
    const roll: Lie = () => old;
    expect(await told(one, roll)).toBe('rolled-back');
    expect(await told(one, roll, createMemoryStorage())).toBe('one');
    const listing = lied(ada, {
      'GET /api/records': (page) => ({ ...page, records: page.records.map((view) => (view.record === one.record ? old : view)) }),
      'GET /api/records/:record': roll,
    });
    const listed = good(await listRecords(listing, { kind: 'patient' }));
    expect(said(listed.find(({ record }) => record === one.record))).toBe('rolled-back');
    const shortened = lied(ada, { 'GET /api/records/:record/versions': (page) => ({ ...page, versions: page.versions.slice(0, 1) }) });
    expect(good(await readHistory(shortened, two))).toEqual({ ok: false, code: 'rolled-back' });
  });

  test('[N12] a history that leaves out, swaps or repeats a version is damaged as a whole', async () => {
    let one = await patient('one');
    for (const text of ['two', 'three']) one = good(await saveVersion(ada, one, utf8(text)));
    for (const order of [
      [0, 2],
      [0, 2, 1],
      [0, 1, 1, 2],
      [1, 2],
    ]) {
      const liar = lied(ada, {
        'GET /api/records/:record/versions': (page) => ({ ...page, versions: order.flatMap((at) => page.versions[at] ?? []) }),
      });
      expect(good(await readHistory(liar, one))).toEqual({ ok: false, code: 'does-not-follow' });
    }
  });
});
