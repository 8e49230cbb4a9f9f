/** Passkeys in real Chromium with its virtual authenticator: enrolling one, signing in with it alone by its PRF, and as the second step. */
import type { Page } from 'playwright-core';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestBrowser, type TestBrowser } from '#tests/support/chromium.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { fillAccount, inviteTherapist, keepCodes, keepKit, makeRoom, useApp, type Somebody } from './steps/account.ts';
import { addAuthenticator } from './steps/authenticator.ts';
import { findings } from './steps/findings.ts';
import { createServed, type Served } from './steps/served.ts';

const ADA: Somebody = { email: 'ada@practice.example', name: 'Ada', password: 'seven quiet herons by the weir' };
const TESS: Somebody = { email: 'tess@practice.example', name: 'Tess', password: 'nine slow kites over the moor' };

let database: TestDatabase;
let served: Served;
let browser: TestBrowser;
let ada: Page;

beforeAll(async () => {
  database = await createTestDatabase();
  served = await createServed(database.url);
  browser = await createTestBrowser();
  ada = await browser.person({ bypassCSP: true });
});
afterAll(async () => {
  await browser.close();
  await served[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const signOut = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
};
const typePassword = async (page: Page, { email, password }: Somebody): Promise<void> => {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
};

/** As if the last minutes had been many. */
async function forgetProofs({ url }: TestDatabase): Promise<void> {
  const sql = postgres(url, { max: 1 });
  await sql`UPDATE sign_ins SET proven_at = proven_at - interval '6 minutes'`;
  await sql.end();
}

describe('passkeys', { timeout: 300_000 }, () => {
  test('[V21] a passkey is made after sign-up, and what is shown on the way is fit for everybody', async () => {
    const authenticator = await addAuthenticator(ada, { prf: true });
    await ada.goto(served.url);
    await fillAccount(ada, ADA);
    await ada.getByRole('button', { name: 'Set up' }).click();
    await ada.getByRole('heading', { name: 'A second way to show it is you' }).waitFor();
    expect(await findings(ada)).toEqual([]);
    await ada.getByLabel('Name of the passkey').fill('Blue key');
    await ada.getByRole('button', { name: 'Make a passkey' }).click();
    await keepCodes(ada, ADA);
    await keepKit(ada);
    await ada.getByRole('heading', { name: 'Your rooms' }).waitFor();
    expect(await authenticator.count()).toBe(1);
    await makeRoom(ada, 'First meeting');
  });

  test('[V21] it signs in alone: its PRF unwraps the keyring, and the rooms open', async () => {
    await signOut(ada);
    expect(await findings(ada)).toEqual([]);
    await ada.getByRole('button', { name: 'Use a passkey instead' }).click();
    await ada.getByRole('heading', { name: 'Your rooms' }).waitFor();
    await ada.getByRole('button', { name: 'Open First meeting' }).waitFor();
  });

  test('[V21] it is the second step after the password, and another way stands beside it', async () => {
    await signOut(ada);
    await typePassword(ada, ADA);
    await ada.getByRole('heading', { name: 'One more step' }).waitFor();
    expect(await findings(ada)).toEqual([]);
    await ada.getByRole('button', { name: 'Use a back-up code' }).click();
    expect(await findings(ada)).toEqual([]);
    await ada.getByLabel('One of your back-up codes').fill('aaaa-aaaa-aaaa');
    await ada.getByRole('button', { name: 'Sign in' }).click();
    await ada.getByText('This code is not one of yours').waitFor();
    await ada.getByRole('button', { name: 'Use your passkey' }).click();
    await ada.getByRole('button', { name: 'Use your passkey' }).click();
    await ada.getByRole('button', { name: 'Open First meeting' }).waitFor();
  });

  test('[V21] one without PRF is the second step, and says that alone it unlocks nothing', async () => {
    await ada.getByRole('link', { name: 'Practice' }).click();
    const link = await inviteTherapist(ada, TESS.email);
    const tess = await browser.person();
    await addAuthenticator(tess, { prf: false });
    await tess.goto(link);
    await fillAccount(tess, TESS);
    await tess.getByRole('button', { name: 'Make my account' }).click();
    await tess.getByRole('button', { name: 'Make a passkey' }).click();
    await keepCodes(tess, TESS);
    await keepKit(tess);
    await tess.getByRole('heading', { name: 'Your rooms' }).waitFor();
    await signOut(tess);
    await tess.getByRole('button', { name: 'Use a passkey instead' }).click();
    await tess.getByText('This passkey cannot unlock your keys by itself.').waitFor();
    await typePassword(tess, TESS);
    await tess.getByRole('button', { name: 'Use your passkey' }).click();
    await tess.getByRole('heading', { name: 'Your rooms' }).waitFor();
  });

  test('[V21] a passkey of another browser is none here, and nobody is blamed', async () => {
    const stranger = await browser.person();
    await addAuthenticator(stranger, { prf: true });
    await stranger.goto(served.url);
    await typePassword(stranger, ADA);
    await stranger.getByRole('button', { name: 'Use your passkey' }).click();
    await stranger.getByText('No passkey was used.').waitFor();
    expect(await stranger.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
  });

  test('[V23] ways to sign in are added, renamed and removed, and the last one stays', async () => {
    await ada.getByRole('link', { name: 'Account' }).click();
    await ada.getByRole('heading', { name: 'Ways to sign in' }).waitFor();
    await ada.getByText('Signs in without the password.').waitFor();
    expect(await findings(ada)).toEqual([]);
    await ada.getByRole('button', { name: 'Rename Blue key' }).click();
    await ada.getByLabel('Name of the passkey').fill('Green key');
    await ada.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    await ada.getByRole('button', { name: 'Remove Green key' }).click();
    expect(await findings(ada)).toEqual([]);
    await ada.getByRole('button', { name: 'Remove it' }).click();
    await ada.getByText('Your account needs at least one second way').waitFor();
    await ada.getByRole('button', { name: 'Set up an app' }).click();
    await ada.getByLabel('Or type this key into the app').waitFor();
    expect(await findings(ada)).toEqual([]);
    await useApp(ada);
    await ada.getByText('An app on your phone shows a code').waitFor();
    await ada.getByRole('button', { name: 'Make new codes' }).click();
    await ada.getByRole('list', { name: 'Your back-up codes' }).waitFor();
    await ada.getByLabel('I keep these codes').check();
    await ada.getByRole('button', { name: 'Go on' }).click();
    await ada.getByText('10 of 10 are left').waitFor();
    await ada.getByRole('button', { name: 'Remove Green key' }).click();
    await ada.getByRole('button', { name: 'Remove it' }).click();
    await ada.getByText('You have none yet.').waitFor();
  });

  test('[V23] after five minutes what protects the account asks for the password first', async () => {
    await forgetProofs(database);
    await ada.getByRole('button', { name: 'Make new codes' }).click();
    await ada.getByLabel('Your password').fill('not my password at all');
    await ada.getByRole('button', { name: 'Go on' }).click();
    await ada.getByText('This is not the password of this account.').waitFor();
    expect(await findings(ada)).toEqual([]);
    await ada.getByLabel('Your password').fill(ADA.password);
    await ada.getByRole('button', { name: 'Go on' }).click();
    await ada.getByRole('list', { name: 'Your back-up codes' }).waitFor();
  });
});
