/** Sealed records over HTTP as the server sees them: what it keeps, what it writes down, and what it cannot know. */
import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { base64url, utf8 } from '#crdt/base/bytes.ts';
import type { RecordId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { createHttp } from '#client/net/http.ts';
import { listRecords, readHistory, readOne, withRecordKey, type OpenRecord } from '#client/room/record-reading.ts';
import { createRecord, deleteRecord, restoreRecord, saveVersion } from '#client/room/records.ts';
import type { Session } from '#client/room/session.ts';
import type { RouteBody, RouteName } from '#server/contract/http.ts';
import { findLeaks, keyNeedle, lineHaystacks, wordNeedle } from '#tests/support/canary.ts';
import { register } from '#tests/support/factors.ts';
import { createLivePractice } from '#tests/support/live-practice.ts';
import { dumpTables } from '#tests/support/table-dump.ts';

const good = <Value>(result: Result<Value, string>): Value => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};

let practice: Awaited<ReturnType<typeof createLivePractice>>;
let ada: Session;
let owner: postgres.Sql;
const wire: string[] = [];
const sent: { readonly name: RouteName; readonly body: unknown }[] = [];

beforeAll(async () => {
  await sodiumReady();
  practice = await createLivePractice();
  owner = postgres(practice.databaseUrl, { max: 1 });
  const http = createHttp({ origin: practice.origin });
  const password = 'correct horse battery staple';
  const session = good(await register({ http, email: 'ada@example.org', password, name: 'Ada', alsoTherapist: true }));
  // Everything that crosses the wire, both ways.
  const heard: Session['http'] = {
    ...http,
    async call(name, args) {
      const reply = await http.call(name, args);
      sent.push({ name, body: args?.body });
      wire.push(JSON.stringify([name, args, reply]));
      return reply;
    },
  };
  ada = { ...session, http: heard };
});
afterAll(async () => {
  await owner.end();
  await practice[Symbol.asyncDispose]();
});

const patient = async (text = 'Robin'): Promise<OpenRecord> => good(await createRecord(ada, { kind: 'patient', content: utf8(text) }));
const lastSent = <Name extends RouteName>(name: Name): RouteBody<Name> => {
  const last = sent.findLast((one) => one.name === name);
  if (last === undefined) throw new Error('nothing was sent');
  return last.body as RouteBody<Name>;
};
const entries = async (subject: string): Promise<string[]> =>
  (
    await owner<{ action: string; outcome: string }[]>`SELECT action, outcome FROM audit WHERE subject LIKE ${`%${subject}%`} ORDER BY seq`
  ).map(({ action, outcome }) => `${action} ${outcome}`);

test('[N3] sent twice, because the answer was lost, it is kept once; another under the same id or number is not', async () => {
  const one = await patient();
  const created = lastSent('POST /api/records');
  expect(await ada.http.call('POST /api/records', { body: created })).toMatchObject({ ok: true });
  const other = await patient();
  const swapped = { ...lastSent('POST /api/records'), statement: created.statement };
  expect(await ada.http.call('POST /api/records', { body: swapped })).toMatchObject({ code: 'taken' });
  good(await saveVersion(ada, one, utf8('two')));
  const params = { record: one.record };
  const version = lastSent('POST /api/records/:record/versions');
  const again = (body: typeof version, record = params) => ada.http.call('POST /api/records/:record/versions', { params: record, body });
  expect(await again(version)).toMatchObject({ ok: true });
  expect(good(good(await readHistory(ada, one))).versions).toHaveLength(2);
  expect(await again({ ...version, signature: created.signature })).toMatchObject({ code: 'changed_meanwhile' });
  expect(await again(version, { record: other.record })).toMatchObject({ code: 'bad_shape' });
});

test('[N3] whoever tries again under the same id after an answer was lost has the record, and no second one', async () => {
  const record = crypto.randomUUID() as RecordId;
  const make = () => createRecord(ada, { kind: 'patient', content: utf8('once'), record });
  const first = good(await make());
  const again = good(await make());
  expect(again.head).toEqual(first.head);
  good(await saveVersion(ada, again, utf8('goes on')));
  expect(await createRecord(ada, { kind: 'progress-note', content: utf8('another kind'), record })).toMatchObject({ code: 'taken' });
});

test('[N2] what the author did not sign, or signed over other bytes, is not kept', async () => {
  const one = await patient();
  const params = { record: one.record };
  // What would have been sent: it stands rightly upon the newest version.
  let unsent: RouteBody<'POST /api/records/:record/versions'> | undefined;
  const away: Session = {
    ...ada,
    http: { ...ada.http, call: async (_name, args) => ((unsent = args?.body as typeof unsent), { ok: false, code: 'not_ready' }) },
  };
  await saveVersion(away, one, utf8('two'));
  if (unsent === undefined) throw new Error('nothing was made');
  const changes = [{ signature: base64url(randomBytes(64)) }, { sealed: base64url(randomBytes(1100)) }];
  for (const change of changes) {
    const body = { ...unsent, ...change };
    expect(await ada.http.call('POST /api/records/:record/versions', { params, body })).toMatchObject({ code: 'bad_shape' });
  }
  expect(await ada.http.call('POST /api/records/:record/versions', { params, body: unsent })).toMatchObject({ ok: true });
  await createRecord(away, { kind: 'patient', content: utf8('new') });
  const body = { ...(unsent as unknown as RouteBody<'POST /api/records'>), ...changes[0] };
  expect(await ada.http.call('POST /api/records', { body })).toMatchObject({ code: 'bad_shape' });
});

test('[N7] every look and every act is in the audit log, what was refused too, and by ids alone', async () => {
  const robin = await patient();
  const note = good(await createRecord(ada, { kind: 'progress-note', subject: robin.record, content: utf8('slept badly') }));
  good(await listRecords(ada, { kind: 'progress-note', subject: robin.record }));
  good(await readOne(ada, note.record));
  const two = good(await saveVersion(ada, note, utf8('slept well')));
  await saveVersion(ada, note, utf8('too late'));
  good(await readHistory(ada, two));
  good(await deleteRecord(ada, note.record));
  good(await restoreRecord(ada, note.record));
  good(await saveVersion(ada, two, utf8('final'), { closing: true }));
  expect(await entries(note.record)).toEqual([
    'record.create ok',
    'record.read ok',
    'record.write ok',
    'record.write changed_meanwhile',
    'record.read ok',
    'record.delete ok',
    'record.restore ok',
    'record.sign ok',
  ]);
  expect(await entries(`${robin.record}/progress-note`)).toEqual(['record.list ok']);
});

test('[N8] cursors and pages: a made-up cursor is refused, a page ends early where versions are large', async () => {
  const robin = await patient();
  for (let i = 0; i < 11; i++)
    good(await createRecord(ada, { kind: 'psychotherapy-note', subject: robin.record, content: new Uint8Array(200_000).fill(i) }));
  const query = { kind: 'psychotherapy-note', subject: robin.record } as const;
  const first = good(await ada.http.call('GET /api/records', { query }));
  expect(first.records.length).toBeLessThan(11);
  expect(first.records.length).toBeGreaterThan(5);
  const rest = good(await ada.http.call('GET /api/records', { query: { ...query, cursor: first.next } }));
  expect(first.records.length + rest.records.length).toBe(11);
  for (const cursor of ['AAAA', 'eyJ9', base64url(utf8('["x",1]'))]) {
    expect(await ada.http.call('GET /api/records', { query: { ...query, cursor } })).toMatchObject({ code: 'bad_shape' });
    const params = { record: robin.record };
    expect(await ada.http.call('GET /api/records/:record/versions', { params, query: { cursor } })).toMatchObject({ code: 'bad_shape' });
  }
});

const keyOf = (record: OpenRecord, name: string) => {
  const needle = withRecordKey(ada, record, (key) => keyNeedle(name, key));
  if (needle === undefined) throw new Error('no key');
  return needle;
};

test('[N9] what is in records, and their keys, is nowhere: not on the wire, not in any table', async () => {
  const words = ['canaryrobinname', 'canarynotewords'];
  const robin = await patient(words[0]);
  const note = good(await createRecord(ada, { kind: 'progress-note', subject: robin.record, content: utf8(words[1] ?? '') }));
  good(await saveVersion(ada, note, utf8(`${words[1]} again`)));
  good(await listRecords(ada, { kind: 'progress-note', subject: robin.record }));
  const needles = [...words.map(wordNeedle), ...[robin, note].map((of, at) => keyOf(of, `key ${at}`))];
  expect(findLeaks(await dumpTables(practice.databaseUrl), needles)).toEqual([]);
  expect(findLeaks(lineHaystacks('wire', wire), needles)).toEqual([]);
});
