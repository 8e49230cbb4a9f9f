/**
 * The promise itself: a whole session over the real server, as the process that runs in a practice, with canary words in all that
 * people write; then the wire, the logs, every table and every file are searched for those words and for every key.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createPrivateKey } from 'node:crypto';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { uuidBytes } from '#crdt/base/ids.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { findEmbedded } from '#db/embedded/running.ts';
import { createServed, type Served } from './client/steps/served.ts';
import { fileHaystacks, findLeaks, lineHaystacks, wordNeedle, type Haystack, type Needle } from './support/canary.ts';
import { HOSTILE, sendHostileMessages, sendHostileRequests, type Reply } from './support/hostile.ts';
import { createPerson } from './support/person.ts';
import { createRecordingProxy, type RecordingProxy } from './support/recording-proxy.ts';
import { dumpTables } from './support/table-dump.ts';
import { PEOPLE, tellSession, type Told } from './support/told-session.ts';

const PLANTED = 'canary-planted-in-plain-sight';
const SETTINGS = { LOG_LEVEL: 'debug', RATE_FACTOR: '1000', TRUST_PROXY: '1' };

let served: Served;
let proxy: RecordingProxy;
let told: Told;
let replies: readonly Reply[];
let wire: readonly Haystack[];
let tables: readonly Haystack[];
let lines: readonly Haystack[];

beforeAll(async () => {
  await sodiumReady();
  served = await createServed(undefined, SETTINGS);
  proxy = await createRecordingProxy(Number(new URL(served.url).port));
  const found = await findEmbedded(served.dataDir);
  if (found.is !== 'running') throw new Error('the server has no database of its own');
  const sql = postgres(found.url, { max: 1, onnotice: () => undefined });
  told = await tellSession(proxy.origin, async () => {
    await vi.waitUntil(async () => (await sql`SELECT 1 FROM snapshots`).length > 0, { timeout: 90_000, interval: 100 });
  });
  wire = proxy.recorded();
  const mallory = createPerson(proxy.origin);
  await mallory.signIn(PEOPLE.tess.email, PEOPLE.tess.password);
  const cookie = [...mallory.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  replies = [...(await sendHostileRequests(served.url)), ...(await sendHostileMessages(served.url, cookie))];
  await sql.unsafe(`CREATE TABLE planted (word text); INSERT INTO planted VALUES ('${PLANTED}')`);
  await sql.end();
  tables = await dumpTables(found.url);
  await proxy.close();
  // Now all of the database is in its files, and what the end itself writes is there too.
  await served.kill('SIGTERM');
  lines = lineHaystacks('log', served.output().split('\n'));
}, 180_000);
afterAll(async () => await served[Symbol.asyncDispose]());

/** Where a needle was found, by the names of places. */
const places = (haystacks: Iterable<Haystack>, needle: Needle): readonly string[] => [
  ...new Set(findLeaks(haystacks, [needle]).map(({ where }) => where)),
];
const hostile = wordNeedle(HOSTILE);

test('[T1] the search finds what is there to be found: on the wire both ways, in tables, in data files and in the WAL', () => {
  const room = wordNeedle(told.room);
  expect(places(wire, room).some((name) => / up, message \d+$/.test(name))).toBe(true);
  expect(places(wire, room).some((name) => / down/.test(name))).toBe(true);
  expect(places(tables, room).some((name) => name.startsWith('public.rooms'))).toBe(true);
  expect(places(tables, wordNeedle(PLANTED))).toEqual(['public.planted, row 1']);
  const files = [...places(fileHaystacks(served.dataDir), wordNeedle(PLANTED))];
  expect(files.filter((path) => path.includes('/pg_wal/'))).not.toEqual([]);
  expect(files.filter((path) => path.includes('/base/'))).not.toEqual([]);
  const roomBytes = { name: 'the room', bytes: uuidBytes(told.room) };
  expect(places(fileHaystacks(served.dataDir), roomBytes).length).toBeGreaterThan(1);
  expect(
    tables.filter(({ name }) => /^public\.(updates|snapshots|audit|sign_ins|grants|invites|members)\b/.test(name)).length,
  ).toBeGreaterThan(12);
  expect(lines.length).toBeGreaterThan(5);
});

test('[T2] on the wire, in both directions, stands no word, no name, no password and no key', () => {
  expect(findLeaks(wire, told.secrets)).toEqual([]);
});

test('[T3] no table holds a word, a name, a key, or in clear an address, a cookie, a token or a proof', () => {
  expect(findLeaks(tables, [...told.secrets, ...told.heard, hostile])).toEqual([]);
});

test('[T4] no file of the data folder does either, the database and its write-ahead log included', () => {
  expect(findLeaks(fileHaystacks(served.dataDir), [...told.secrets, ...told.heard, hostile])).toEqual([]);
}, 120_000);

test('[T5] no line of the log does either, though it says all it can', () => {
  expect(findLeaks(lines, [...told.secrets, ...told.heard, hostile])).toEqual([]);
});

test("[T6] the server's own keys lie in its folder of secrets and nowhere else", () => {
  const keys = serverKeys();
  const files = function* (): Generator<Haystack> {
    for (const file of fileHaystacks(served.dataDir)) if (!file.name.startsWith(join(served.dataDir, 'secrets'))) yield file;
  };
  expect(keys.length).toBeGreaterThan(4);
  expect(findLeaks([...wire, ...tables, ...lines], keys)).toEqual([]);
  expect(findLeaks(files(), keys)).toEqual([]);
});

test('[T7] what is refused is answered with a code, without the words of whoever sent it and without a stack', () => {
  expect(replies.length).toBeGreaterThan(20);
  for (const { to, said } of replies) {
    expect(said.toLowerCase().includes(HOSTILE), `the reply to ${to}: ${said}`).toBe(false);
    expect(said, `the reply to ${to}`).not.toMatch(/\bat \S+ \(|node:|\.ts\b|node_modules|Error:/);
  }
  const codes = replies.map(({ said }) => /"(?:error|code)":"([a-z_]+)"/.exec(said)?.[1] ?? said.slice(0, 30));
  expect(codes).not.toContain('internal');
});

function serverKeys(): readonly Needle[] {
  const folder = join(served.dataDir, 'secrets');
  return readdirSync(folder).flatMap((name) => {
    const bytes = readFileSync(join(folder, name));
    const needle = { name, bytes: name.endsWith('.key') ? bytes : Buffer.from(bytes.toString().trim()) };
    if (!name.endsWith('.pem')) return [needle];
    const der = createPrivateKey(bytes).export({ type: 'pkcs8', format: 'der' });
    return [{ name: `${name}: the seed`, bytes: der.subarray(-32) }];
  });
}
