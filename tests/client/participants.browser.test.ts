/** Participants with an account, in two real browsers: invited, signed up, in a session with their own keys, looking at it afterwards; and other keys in their place. */
import postgres from 'postgres';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { base64url } from '#crdt/base/bytes.ts';
import type { AccountId } from '#crdt/base/ids.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { createKeyring } from '#crdt/keys/keyring.ts';
import { createHttp } from '#client/net/http.ts';
import { joinAsAccount } from '#client/room/join-as-account.ts';
import { signIn as signInOne } from '#client/room/session.ts';
import { createTestBrowser, PHONE, type TestBrowser } from '#tests/support/chromium.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { giveKeys } from '#tests/support/give-keys.ts';
import { fillAccount, makeLink, makeRoom, openRoom, setUpPractice } from './steps/account.ts';
import { findings } from './steps/findings.ts';
import { admit, allSaved, messages, say, soon } from './steps/room.ts';
import { createServed, type Served } from './steps/served.ts';
import { dumpStorage } from './stored.ts';

const ADA = { email: 'ada@practice.example', name: 'Ada', password: 'seven quiet herons by the weir' };
const ROBIN = { email: 'robin@home.example', name: 'Robin', password: 'nine small boats go out at dawn' };
const SHOTS = process.env['SHOTS'];

let database: TestDatabase;
let owner: postgres.Sql;
let served: Served;
let browser: TestBrowser;
let ada: Page;
let robin: Page;
/** Before somebody put others in their place. */
let robinsKeys: object;

beforeAll(async () => {
  await sodiumReady();
  database = await createTestDatabase();
  owner = postgres(database.url, { max: 1 });
  served = await createServed(database.url);
  browser = await createTestBrowser();
  // axe is put into the page by the test, which the page's own policy forbids to everybody else.
  [ada, robin] = [await browser.person({ bypassCSP: true }), await browser.person({ ...PHONE, bypassCSP: true })];
  await setUpPractice(ada, served.url, ADA, { therapist: true });
});
afterAll(async () => {
  await browser.close();
  await served[Symbol.asyncDispose]();
  await owner.end();
  await database[Symbol.asyncDispose]();
});

/** Nothing for axe to object to; with SHOTS=folder a picture of it at the size of a phone and of a desktop. */
async function look(page: Page, name: string): Promise<void> {
  expect(await findings(page)).toEqual([]);
  const size = page.viewportSize();
  if (SHOTS === undefined || size === null) return;
  for (const [kind, width, height] of [
    ['phone', 390, 844],
    ['desktop', 1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: `${SHOTS}/${name}-${kind}.png` });
  }
  await page.setViewportSize(size);
}
/** In the room of that title: the link of another invite. */
async function linkTo(title: string): Promise<string> {
  await ada.getByRole('button', { name: `Invite to ${title}` }).click();
  const link = await makeLink(ada);
  await ada.getByRole('button', { name: 'Close' }).click();
  return link;
}
/** In a tab where camera and microphone were chosen before. */
async function goIn(title: string): Promise<void> {
  await ada.getByRole('button', { name: `Open ${title}` }).click();
  await heading(ada, title).waitFor();
}
const heading = (page: Page, name: string) => page.getByRole('heading', { name });

/** [V86] Who has opened the room that is looked at, by name. */
async function seenBy(page: Page, names: readonly string[]): Promise<void> {
  await page.getByRole('button', { name: 'Who has seen this' }).click();
  const dialog = page.getByRole('dialog', { name: 'Who has seen this' });
  for (const name of names) await dialog.getByText(`${name} opened the drawing`).first().waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
}

describe('participants', { timeout: 300_000 }, () => {
  test('[V55] a therapist gives somebody an account; they sign up with a long password, and may leave all else for later', async () => {
    await ada.getByRole('button', { name: 'Account for a participant' }).click();
    await ada.getByLabel('Their e-mail').fill(ROBIN.email);
    await look(ada, 'invite');
    await ada.getByRole('button', { name: 'Make a link' }).click();
    const link = await ada.getByLabel('Invitation link').inputValue();
    await ada.getByRole('button', { name: 'Close' }).click();
    await robin.goto(link);
    await heading(robin, 'Welcome to Holdspace').waitFor();
    await look(robin, 'welcome');
    await fillAccount(robin, { ...ROBIN, password: 'nine boats' });
    await robin.getByRole('button', { name: 'Make my account' }).click();
    await robin.getByText('Please use at least 15 characters.').waitFor();
    await fillAccount(robin, ROBIN);
    await robin.getByRole('button', { name: 'Make my account' }).click();
    await heading(robin, 'A second way to show it is you').waitFor();
    await look(robin, 'factor');
    await robin.getByRole('button', { name: 'Not now' }).click();
    await heading(robin, 'Your recovery kit').waitFor();
    await robin.getByRole('button', { name: 'Do it later' }).waitFor();
    await look(robin, 'kit');
    await robin.getByRole('button', { name: 'Do it later' }).click();
    await heading(robin, 'No sessions yet').waitFor();
    await look(robin, 'sessions-none');
    expect(await robin.title()).toBe('Meeting');
  });

  test('[V56] with the link of a session they join with their account, wait, and are in; leaving and coming again needs no link', async () => {
    const link = await makeRoom(ada, 'First meeting');
    await robin.goto(link);
    await robin.getByRole('button', { name: 'Join with your account' }).waitFor();
    await look(robin, 'lobby');
    await robin.getByRole('button', { name: 'Join with your account' }).click();
    await robin.getByRole('button', { name: 'Join as Robin' }).waitFor();
    expect(await robin.getByLabel('Your name').count()).toBe(0);
    await look(robin, 'come');
    // A reload in between finds the link again.
    await robin.reload();
    await robin.getByRole('button', { name: 'Join as Robin' }).click();
    await heading(robin, 'You are in the waiting room').waitFor();
    await look(robin, 'waiting');
    await robin.reload();
    await heading(robin, 'You are in the waiting room').waitFor();
    await openRoom(ada, 'First meeting');
    await ada.getByText('With an account whose keys you do not know yet.').waitFor();
    await look(ada, 'guest-new');
    await admit(ada, 'Robin');
    await heading(robin, 'First meeting').waitFor();
    await ada.getByRole('button', { name: 'They match' }).click();
    await ada.getByRole('button', { name: 'They match' }).waitFor({ state: 'detached' });
    await say(ada, 'Draw how the week felt.');
    await allSaved(ada);
    await robin.getByRole('button', { name: 'Leave', exact: true }).click();
    await robin.getByText('you can come back from your sessions').waitFor();
    await look(robin, 'leave');
    await robin.getByRole('button', { name: 'Leave the room' }).click();
    await robin.getByRole('button', { name: 'Go in First meeting' }).waitFor();
    await look(robin, 'sessions-open');
    await robin.getByRole('button', { name: 'Go in First meeting' }).click();
    await heading(robin, 'First meeting').waitFor();
  });

  test('[V57] when it has ended they look at it, then and later, also from another browser, and Leave now is in reach', async () => {
    await ada.getByRole('button', { name: 'End session' }).click();
    await ada.getByRole('button', { name: 'End it for everybody' }).click();
    await robin.getByText('Ended, read-only').waitFor();
    await look(robin, 'review');
    await robin.getByRole('button', { name: 'Your sessions' }).click();
    await robin.getByRole('button', { name: 'Look at it First meeting' }).waitFor();
    await look(robin, 'sessions-ended');
    const other = await browser.person();
    await other.goto(served.url);
    await other.getByLabel('E-mail').fill(ROBIN.email);
    await other.getByLabel('Password').fill(ROBIN.password);
    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
    await other.getByRole('button', { name: 'Look at it First meeting' }).click();
    await other.getByText('Ended, read-only').waitFor();
    await soon(() => messages(other)).toEqual(['Ada: Draw how the week felt.']);
    expect(await other.getByLabel('Message', { exact: true }).count()).toBe(0);
    await seenBy(other, ['Ada', 'You']);
    await other.getByRole('button', { name: 'Leave now' }).click();
    await other.waitForURL(`${served.url}/blank`);
    await other.waitForFunction(() => document.scripts.length === 0 && document.readyState === 'complete');
    expect(await other.context().cookies()).toEqual([]);
    expect((await dumpStorage(other)).filter(({ name, bytes }) => name !== 'address' && bytes.length > 0)).toEqual([]);
    await seenBy(ada, ['You', 'Robin']);
    await ada.getByRole('button', { name: 'Your rooms' }).click();
  });

  test('[V64] a participant reads of their keys in plain words', async () => {
    await robin.goto(`${served.url}/account`);
    await robin.getByText('It did so just now: they are yours.').waitFor();
    await heading(robin, 'The words of your keys').waitFor();
    await robin.getByText('By these your account knows them again.').waitFor();
    await robin.getByText('Known since').waitFor();
    await look(robin, 'keys');
    expect((await robin.locator('main').innerText()).toLowerCase()).not.toMatch(/colleague|sealed|directory/);
  });

  test('[V58] known keys are said to be known; other keys in their place cannot be admitted before their words were compared', async () => {
    await robin.goto(await makeRoom(ada, 'Second meeting'));
    await robin.getByRole('button', { name: 'Join with your account' }).click();
    await robin.getByRole('button', { name: 'Join as Robin' }).click();
    await goIn('Second meeting');
    await ada.getByText('the keys that you confirmed').waitFor();
    await look(ada, 'guest-known');
    await ada.getByRole('button', { name: 'Not now Robin' }).click();
    await heading(robin, 'Not now').waitFor();
    await look(robin, 'not-now');
    await ada.getByRole('button', { name: 'Leave', exact: true }).click();
    // The server gives the account other keys; whoever has those comes with the next link, in Robin's name.
    const session = await signInOne({ http: createHttp({ origin: served.url }), email: ROBIN.email, password: ROBIN.password });
    if (!session.ok) throw new Error(session.code);
    const { signPublic, boxPublic } = session.value.keyring;
    robinsKeys = { signPublic: base64url(signPublic), boxPublic: base64url(boxPublic) };
    const eve = createKeyring(systemRandom, 'Robin');
    await giveKeys(owner, session.value.account.account as AccountId, eve);
    const stolen = await linkTo('Second meeting');
    expect((await joinAsAccount({ session: { ...session.value, keyring: eve }, link: stolen })).ok).toBe(true);
    await goIn('Second meeting');
    await ada.getByText('These are not the keys that you confirmed for this account.').waitFor();
    expect(await ada.getByRole('button', { name: 'Admit Robin' }).count()).toBe(0);
    await look(ada, 'guest-changed');
    await ada.getByRole('button', { name: 'They are the same' }).click();
    await ada.getByRole('button', { name: 'Admit Robin' }).waitFor();
    await ada.getByRole('button', { name: 'Not now Robin' }).click();
    await ada.getByRole('button', { name: 'Leave', exact: true }).click();
  });

  test('[V64] also when somebody put others in their place: what to do, and whom to call', async () => {
    // The server answers as before about the account, so that the page opens: the list of keys gives it away.
    await robin.route('**/api/sign-in', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...((await answer.json()) as object), ...robinsKeys } });
    });
    await robin.goto(served.url);
    await heading(robin, 'Somebody put another key in your place').waitFor();
    await robin.getByText('please do not use this account').waitFor();
    await look(robin, 'keys-foreign');
    expect((await robin.locator('body').innerText()).toLowerCase()).not.toMatch(/colleague|seal/);
  });

  test('[V59] who is not signed in may sign in on the way, or come as a guest after all; a room of one’s own says so', async () => {
    const link = await makeRoom(ada, 'Third meeting');
    const fresh = await browser.person({ bypassCSP: true });
    await fresh.goto(link);
    await fresh.getByRole('button', { name: 'I have an account here' }).click();
    await heading(fresh, 'Sign in').waitFor();
    await look(fresh, 'sign-in-on-the-way');
    await fresh.getByRole('button', { name: 'Come in as a guest instead' }).click();
    await fresh.getByLabel('Your name').waitFor();
    expect(new URL(fresh.url()).pathname).toBe(new URL(link).pathname);
    await ada.goto(link);
    await ada.getByRole('button', { name: 'Join with your account' }).click();
    await ada.getByRole('button', { name: 'Join as Ada' }).click();
    await heading(ada, 'This is a room of your own').waitFor();
    await look(ada, 'own-room');
  });
});
