/** What a guest's browser keeps: its databases while they are in the room and after it, and the files of its profile on the disk. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Secret } from '#crdt/base/secret.ts';
import type { Random } from '#crdt/base/random.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { inviteKeys } from '#crdt/keys/invite-keys.ts';
import { parseInviteLink } from '#crdt/keys/invite-link.ts';
import { createHttp } from '#client/net/http.ts';
import { createInvite, createRoom, enterRoom } from '#client/room/rooms.ts';
import type { Participant } from '#client/room/types.ts';
import { fileHaystacks, findLeaks, keyNeedle, roomNeedles, wordNeedle, type Haystack, type Needle } from '#tests/support/canary.ts';
import { openProfile } from '#tests/support/chromium.ts';
import { register } from '#tests/support/factors.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { until, untilDoc } from './room/until.ts';
import { allSaved, askToComeIn, draw, say } from './steps/room.ts';
import { createServed, type Served } from './steps/served.ts';
import { dumpStorage } from './stored.ts';

const WORDS = { name: 'Canary Wryneck', chat: 'canary-chat-redstart', title: 'canary-title-siskin', typing: 'canary-unsent-brambling' };
const ADA = { email: 'ada@practice.example', password: 'canary-password-crake', name: 'Canary Ada Fieldfare' };

let database: TestDatabase;
let served: Served;
let folder: string;
let browser: BrowserContext;
let robin: Page;
let host: Participant;
let link: string;
let roomKey: Uint8Array | undefined;
let inRoom: readonly Haystack[];
let afterwards: readonly Haystack[];
/** Every 32 random bytes that the page drew: its keyring's two secrets. */
let drawn: readonly Needle[];

const good = <Value>(result: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly code: string }): Value => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};
/** The last 32 bytes drawn while a room is made are its key. */
const noting: Random = {
  bytes(length) {
    const bytes = systemRandom.bytes(length);
    if (length === 32) roomKey = bytes.slice();
    return bytes;
  },
};

beforeAll(async () => {
  database = await createTestDatabase();
  served = await createServed(database.url);
  folder = await mkdtemp(join(tmpdir(), 'profile-'));
  browser = await openProfile(folder);
  await browser.addInitScript(noteKeys);
  robin = browser.pages()[0] ?? (await browser.newPage());
  const session = good(await register({ http: createHttp({ origin: served.url }), ...ADA, alsoTherapist: true }));
  const room = good(await createRoom({ session, title: WORDS.title, random: noting }));
  host = good(await enterRoom({ session, room }));
  ({ link } = good(await createInvite({ session, room })));
  await askToComeIn(robin, link, WORDS.name);
  const [guest] = await until(host.guests, (guests) => guests.some(({ here }) => here));
  if (guest === undefined) throw new Error('nobody waits');
  await host.admit(guest.member);
  await robin.getByRole('heading', { name: WORDS.title }).waitFor();
  await draw(robin, [0.2, 0.2], [0.6, 0.4]);
  await say(robin, WORDS.chat);
  await untilDoc(host.docs.chat, () => host.docs.chat.getArray('messages').length === 1);
  await allSaved(robin);
  // What is not kept yet rests in the outbox, what is typed nowhere.
  await served.kill('SIGKILL');
  await draw(robin, [0.3, 0.6], [0.6, 0.7]);
  await robin.locator('[data-unkept="1"]').waitFor();
  await robin.getByLabel('Message', { exact: true }).pressSequentially(WORDS.typing);
  inRoom = await dumpStorage(robin);
  await served.start();
  await allSaved(robin);
  drawn = (await robin.evaluate(() => (Reflect.get(globalThis, 'drawnKeys') as () => number[][])())).map((bytes, i) => ({
    name: `key ${i + 1} of the guest`,
    bytes: Uint8Array.from(bytes),
  }));
}, 180_000);

afterAll(async () => {
  await browser.close();
  await host.close();
  await served[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** In the page, before its own scripts: keys are drawn as 32 bytes at once, nonces and ids have other lengths. */
function noteKeys(): void {
  const keys: number[][] = [];
  const draw = crypto.getRandomValues.bind(crypto);
  crypto.getRandomValues = (array) => {
    const filled = draw(array);
    if (filled instanceof Uint8Array && filled.length === 32) keys.push([...filled]);
    return filled;
  };
  Reflect.set(globalThis, 'drawnKeys', () => keys);
}

function keys(): readonly Needle[] {
  const parsed = parseInviteLink(link);
  if (!parsed.ok || roomKey === undefined) throw new Error('no link or no room');
  const invite = inviteKeys(parsed.value.secret, parsed.value.invite);
  return [
    ...drawn,
    ...roomNeedles(new Secret(roomKey.slice()), host.room, 1),
    keyNeedle("the invite's MAC key", invite.mac),
    keyNeedle("the invite's admission key", invite.admission),
    keyNeedle("the invite's name key", invite.name),
  ];
}
const linkSecret = (): Needle => wordNeedle(new URL(link).hash.slice(1));
const words = Object.values(WORDS).map(wordNeedle);

test('[T8] while a guest is in the room their browser’s storage holds sealed and wrapped bytes only', () => {
  expect(drawn.length).toBeGreaterThanOrEqual(2);
  const names = inRoom.map(({ name }) => name);
  expect(names.filter((name) => name.startsWith('outbox'))).toHaveLength(1);
  expect(names.filter((name) => name.startsWith('keyrings guest:'))).toHaveLength(1);
  expect(findLeaks(inRoom, [wordNeedle(host.room)]).length).toBeGreaterThan(0);
  expect(findLeaks(inRoom, [...words, ...keys(), linkSecret()])).toEqual([]);
});

test('[T9] the link’s secret is taken from the address at once, and stands in no history state', async () => {
  expect(new URL(robin.url()).hash).toBe('');
  expect(
    await robin.evaluate(() => [location.href, JSON.stringify(history.state), document.referrer, document.cookie].join(' ')),
  ).not.toContain(new URL(link).hash.slice(1));
});

test('[T10] after the end nothing of the guest’s keys, updates or marks is left', async () => {
  // Searching files keeps this process, which is the host's too, so long that its connection may just be coming again.
  await until(host.link, ({ is }) => is === 'connected');
  await host.end();
  await robin.getByRole('heading', { name: 'The session has ended' }).waitFor();
  afterwards = await dumpStorage(robin);
  expect(afterwards.map(({ name }) => name).filter((name) => /^(outbox|marks|keyrings)\b/.test(name))).toEqual([]);
  expect(findLeaks(afterwards, [...words, ...keys(), linkSecret()])).toEqual([]);
});

test('[T11] the files of the browser’s profile hold no word and no key', async () => {
  await browser.close();
  const found = findLeaks(fileHaystacks(folder), [wordNeedle(host.room)]);
  expect(found.length).toBeGreaterThan(0);
  expect(findLeaks(fileHaystacks(folder), [...words, ...keys()])).toEqual([]);
  // The browser's own notes of where it has been keep the link, which no page can take back; what the page itself writes must not.
  const withLink = findLeaks(fileHaystacks(folder), [linkSecret()]).map(({ where }) => where.slice(folder.length));
  expect(withLink.filter((path) => /IndexedDB|Storage|Cache|Service Worker|Web Data|Cookies/.test(path))).toEqual([]);
}, 120_000);
