/** "Your keys" and the notice about somebody else's, in real Chromium: two colleagues compare words; a changed key blocks; a foreign one stops everything. */
import type { Page } from 'playwright-core';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { signChange } from '#crdt/keys/directory.ts';
import { createKeyring } from '#crdt/keys/keyring.ts';
import type { AccountId } from '#crdt/base/ids.ts';
import { createTestBrowser, type TestBrowser } from '#tests/support/chromium.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { acceptInvitation, inviteTherapist, makeRoom, openRoom, setUpPractice, type Somebody } from '../steps/account.ts';
import { findings } from '../steps/findings.ts';
import { createServed, type Served } from '../steps/served.ts';

const ADA: Somebody = { email: 'ada@practice.example', name: 'Ada', password: 'seven quiet herons by the weir' };
const TESS: Somebody = { email: 'tess@practice.example', name: 'Tess', password: 'nine slow kites over the moor' };

let database: TestDatabase;
let served: Served;
let browser: TestBrowser;
let ada: Page;
let tess: Page;
/** As they were when she signed up. */
let tessKeys: object;

beforeAll(async () => {
  await sodiumReady();
  database = await createTestDatabase();
  served = await createServed(database.url);
  browser = await createTestBrowser();
  [ada, tess] = [await browser.person({ bypassCSP: true }), await browser.person({ bypassCSP: true })];
});
afterAll(async () => {
  await browser.close();
  await served[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const words = async (page: Page): Promise<string[]> => await page.getByRole('dialog').getByRole('listitem').allTextContents();

async function compare(page: Page, email: string): Promise<string[]> {
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('button', { name: 'Compare words with a colleague' }).click();
  await page.getByLabel('Your colleague’s e-mail').fill(email);
  await page.getByRole('button', { name: 'Show the words' }).click();
  await page.getByRole('button', { name: 'They are the same' }).waitFor();
  return await words(page);
}

/** As whoever holds the database could: other keys for Tess, entered in the directory as a reset. */
async function giveTessOtherKeys(): Promise<void> {
  const sql = postgres(database.url, { max: 1 });
  const keyring = createKeyring(systemRandom, 'Eve');
  const { signPublic, boxPublic } = keyring;
  const [last] = await sql<{ account: AccountId; hash: Uint8Array }[]>`SELECT account, hash FROM directory ORDER BY seq DESC LIMIT 1`;
  if (last === undefined) throw new Error('the directory is empty');
  const change = { account: last.account, kind: 'reset', signPublic, boxPublic, previous: new Uint8Array(last.hash) } as const;
  await sql.begin(async (tx) => {
    await tx`UPDATE accounts SET sign_public = ${signPublic}, box_public = ${boxPublic} WHERE id = ${last.account}`;
    await tx`SELECT holdspace_directory(${last.account}, 'reset', ${signPublic}, ${boxPublic}, now(), ${change.previous},
      ${signChange(change, keyring.signSecret)}, NULL)`;
  });
  await sql.end();
}

describe('keys', { timeout: 300_000 }, () => {
  test('[K42] two colleagues read the same eight words, and each remembers having done so', async () => {
    await setUpPractice(ada, served.url, ADA, { therapist: true });
    await ada.getByRole('link', { name: 'Practice' }).click();
    const invitation = await inviteTherapist(ada, TESS.email);
    await acceptInvitation(tess, invitation, TESS);
    const seen = await compare(ada, TESS.email);
    expect(seen).toHaveLength(8);
    expect(await findings(ada)).toEqual([]);
    expect(await compare(tess, ADA.email)).toEqual(seen);
    for (const [page, name] of [
      [ada, TESS.email],
      [tess, ADA.email],
    ] as const) {
      await page.getByRole('button', { name: 'They are the same' }).click();
      await page.getByRole('button', { name: `Forget ${name}` }).waitFor();
      await page.getByText('Made with your account').waitFor();
      expect(await findings(page)).toEqual([]);
    }
  });

  test('[K44] an ended session is handed over from the list, read by the colleague under the giver’s name, and taken back', async () => {
    await ada.getByRole('link', { name: 'Desk' }).click();
    await makeRoom(ada, 'Tuesday');
    await openRoom(ada, 'Tuesday');
    await ada.getByRole('button', { name: 'End session' }).click();
    await ada.getByRole('button', { name: 'End it for everybody' }).click();
    await ada.getByText('Ended, read-only').waitFor();
    await ada.goto(served.url);
    const choose = async (): Promise<void> => {
      await ada.getByRole('button', { name: 'Hand over to a colleague' }).click();
      await ada.getByLabel('Your colleague’s e-mail').fill(TESS.email);
      await ada.getByRole('button', { name: 'Show the words' }).click();
      await ada.getByText('can change nothing in them').waitFor();
    };
    await choose();
    await ada.getByLabel('Tuesday').check();
    await ada.getByLabel('Why').selectOption('They stand in for me for a while');
    expect(await findings(ada)).toEqual([]);
    await ada.getByRole('button', { name: 'Hand over', exact: true }).click();
    await ada.getByText('A colleague reads it, too').waitFor();
    await tess.getByRole('link', { name: 'Desk' }).click();
    await tess.getByText(`Handed over by ${ADA.email}`).waitFor();
    expect(await findings(tess)).toEqual([]);
    await tess.getByRole('button', { name: 'Look at it Tuesday' }).click();
    await tess.getByText('Ended, read-only').waitFor();
    await tess.goto(served.url);
    await choose();
    await ada.getByRole('button', { name: 'Take back the one they read now' }).click();
    await ada.getByText('A colleague reads it, too').waitFor({ state: 'detached' });
    await tess.reload();
    await tess.getByRole('heading', { name: 'No rooms yet' }).waitFor();
  });

  test('[K42] a colleague’s keys that changed are said to be others, until the words are compared again', async () => {
    tessKeys = await tess.evaluate(async () => {
      const { signPublic, boxPublic } = (await (await fetch('/api/sign-in')).json()) as Record<string, string>;
      return { signPublic, boxPublic };
    });
    await giveTessOtherKeys();
    // The page asks whenever it is opened.
    await ada.getByRole('link', { name: 'Desk' }).click();
    await ada.getByRole('link', { name: 'Account' }).click();
    await ada.getByText('Their keys are not those that you confirmed.').waitFor();
    expect(await findings(ada)).toEqual([]);
    await ada.getByRole('button', { name: `Compare words with ${TESS.email}` }).click();
    await ada.getByRole('button', { name: 'They differ' }).click();
    await ada.getByText('Do not share anything with this colleague').waitFor();
    expect(await findings(ada)).toEqual([]);
    await ada.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await ada.getByText('Their keys are not those that you confirmed.').waitFor();
  });

  test('[K43] whose keys were replaced is told so before anything else, and can only sign out', async () => {
    await tess.getByRole('link', { name: 'Account' }).click();
    // The server answers as before about the account, so that the page opens: the directory gives it away.
    await tess.route('**/api/sign-in', async (route) => {
      const answer = await route.fetch();
      const body = (await answer.json()) as Record<string, unknown>;
      await route.fulfill({ response: answer, json: { ...body, ...tessKeys } });
    });
    await tess.reload();
    await tess.getByRole('heading', { name: 'Somebody put another key in your place' }).waitFor();
    expect(await findings(tess)).toEqual([]);
    expect(await tess.getByRole('link').count()).toBe(0);
    await tess.getByRole('button', { name: 'Sign out' }).click();
    await tess.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});
