/** Somebody with an account, in a real browser, before a room whose therapist has other keys than theirs had: stopped, told whom to call, and in once the words are the same. */
import postgres from 'postgres';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RoomId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { accountWords } from '#crdt/keys/account-words.ts';
import { createKeyring } from '#crdt/keys/keyring.ts';
import { createHttp } from '#client/net/http.ts';
import { joinAsAccount } from '#client/room/join-as-account.ts';
import { createInvite, createRoom, enterRoom } from '#client/room/rooms.ts';
import { register as registerOne, type Session } from '#client/room/session.ts';
import type { Participant } from '#client/room/types.ts';
import { createTestBrowser, PHONE, type TestBrowser } from '#tests/support/chromium.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { register } from '#tests/support/factors.ts';
import { giveKeys } from '#tests/support/give-keys.ts';
import { until } from '../room/until.ts';
import { findings } from '../steps/findings.ts';
import { createServed, type Served } from '../steps/served.ts';

const ADA = { email: 'ada@practice.example', name: 'Ada', password: 'seven quiet herons by the weir' };
const ROBIN = { email: 'robin@home.example', name: 'Robin', password: 'nine small boats go out at dawn' };
const SHOTS = process.env['SHOTS'];

let database: TestDatabase;
let owner: postgres.Sql;
let served: Served;
let browser: TestBrowser;
let ada: Session;
let robin: Session;
let page: Page;
const open: Participant[] = [];

const good = <Value>(result: Result<Value, string>): Value => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};

beforeAll(async () => {
  await sodiumReady();
  database = await createTestDatabase();
  owner = postgres(database.url, { max: 1 });
  served = await createServed(database.url);
  browser = await createTestBrowser();
  page = await browser.person({ ...PHONE, bypassCSP: true });
  const http = () => createHttp({ origin: served.url });
  ada = good(await register({ http: http(), ...ADA, alsoTherapist: true }));
  const { token } = good(await ada.http.call('POST /api/participant-invites', { body: { email: ROBIN.email } }));
  robin = good(await registerOne({ http: http(), token, ...ROBIN }));
});
afterAll(async () => {
  await Promise.all(open.map((one) => one.close()));
  await browser.close();
  await served[Symbol.asyncDispose]();
  await owner.end();
  await database[Symbol.asyncDispose]();
});

/** Nothing for axe to object to in light and dark; with SHOTS=folder pictures of both at the size of a phone and of a desktop. */
async function look(name: string): Promise<void> {
  expect(await findings(page)).toEqual([]);
  const size = page.viewportSize();
  if (SHOTS === undefined || size === null) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const [kind, width, height] of [
      ['phone', 390, 844],
      ['desktop', 1280, 800],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: `${SHOTS}/${name}-${kind}-${colorScheme}.png`, fullPage: true });
    }
  }
  await page.setViewportSize(size);
}
const heading = (name: string) => page.getByRole('heading', { name });
const button = (name: string) => page.getByRole('button', { name, exact: true });

/** A room of whoever has these keys, entered by them; Robin's account is let in as soon as it waits. */
async function host(session: Session, title: string): Promise<{ readonly room: RoomId; readonly lets: Promise<void> }> {
  const room = good(await createRoom({ session, title }));
  const inside = good(await enterRoom({ session, room }));
  open.push(inside);
  await inside.synced;
  good(await joinAsAccount({ session: robin, link: good(await createInvite({ session, room })).link }));
  const lets = until(inside.guests, (guests) => guests.some(({ here, keys }) => here && keys.is !== 'checking')).then(async ([guest]) => {
    if (guest !== undefined) await inside.admit(guest.member);
  });
  return { room, lets };
}

describe('a therapist whose keys are others', { timeout: 120_000 }, () => {
  test('[V140] nobody goes in before words were compared: whom to call, what they read out, and what to do when the words differ', async () => {
    const first = await host(ada, 'First meeting');
    open.push(good(await enterRoom({ session: robin, room: first.room })));
    await first.lets;
    const { account } = ada.account;
    const eve = createKeyring(systemRandom, 'Ada');
    await giveKeys(owner, account, eve);
    const second = await host({ ...ada, keyring: eve }, 'Second meeting');
    await page.goto(served.url);
    await page.getByLabel('E-mail').fill(ROBIN.email);
    await page.getByLabel('Password').fill(ROBIN.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await button('Go in First meeting').waitFor();
    await page.goto(`${served.url}/room/${second.room}`);
    await button('Go in').click();
    await second.lets;
    await heading('First call Ada').waitFor();
    await page.getByText('These are not the keys that Ada had when you met here before.').waitFor();
    const words = accountWords([{ account, signPublic: eve.signPublic, boxPublic: eve.boxPublic }]);
    await page.getByText(words.join(' · ')).waitFor();
    await button('Leave now').waitFor();
    await look('stopped');
    await button('They differ').click();
    await heading('Please do not go in').waitFor();
    await page.getByText('Somebody may have come in the place of Ada.').waitFor();
    expect(await button('They are the same').count()).toBe(0);
    await look('stopped-differ');
  });

  test('[V141] the account’s page says it too; once the words are the same the room opens, and from then on they are known', async () => {
    await button('Your sessions').click();
    await page.goto(`${served.url}/account`);
    await heading('Your therapist’s keys').waitFor();
    await page.getByText('Their keys are others now.').waitFor();
    await look('therapist-keys-others');
    await page.goto(served.url);
    await button('Go in Second meeting').click();
    await button('They are the same').click();
    await heading('Second meeting').waitFor();
    await button('Leave').click();
    await button('Leave the room').click();
    await page.goto(`${served.url}/account`);
    await page.getByText('Known since').waitFor();
    expect(await page.getByText('Their keys are others now.').count()).toBe(0);
    await look('therapist-keys-known');
  });
});
