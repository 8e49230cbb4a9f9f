/** The admin's page of accounts in real Chromium: somebody leaves and comes back, and a reset under way is taken back. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestBrowser, type TestBrowser } from '#tests/support/chromium.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { acceptInvitation, inviteTherapist, makeRoom, openRoom, setUpPractice, signIn, type Somebody } from '../steps/account.ts';
import { findings } from '../steps/findings.ts';
import { createServed, type Served } from '../steps/served.ts';

const ADA: Somebody = { email: 'ada@practice.example', name: 'Ada', password: 'seven quiet herons by the weir' };
const TESS: Somebody = { email: 'tess@practice.example', name: 'Tess', password: 'nine slow kites over the moor' };
const SHOTS = process.env['SHOTS'];

let database: TestDatabase;
let served: Served;
let browser: TestBrowser;
let ada: Page;
let tess: Page;

beforeAll(async () => {
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

/** Nothing is found on it, on a desktop and on a phone. */
async function fit(page: Page, name: string): Promise<void> {
  for (const [kind, size] of [
    ['desktop', { width: 1280, height: 800 }],
    ['phone', { width: 390, height: 844 }],
  ] as const) {
    // It looks at every size, and ends with another.
    if (kind === 'desktop') expect(await findings(page)).toEqual([]);
    await page.setViewportSize(size);
    if (SHOTS !== undefined) await page.screenshot({ path: join(SHOTS, `${name}-${kind}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

describe('leaving', { timeout: 300_000 }, () => {
  test('[V60] an admin deactivates an account after being told what that means: it is out of its meeting at once, and signs in again once it may', async () => {
    await setUpPractice(ada, served.url, ADA, { therapist: false });
    const invitation = await inviteTherapist(ada, TESS.email);
    await acceptInvitation(tess, invitation, TESS);
    await makeRoom(tess, 'Tuesday');
    await openRoom(tess, 'Tuesday');
    await ada.reload();
    expect(await ada.getByRole('button', { name: `Deactivate ${ADA.email}` }).count()).toBe(0);
    await fit(ada, 'leaving-accounts');
    await ada.getByRole('button', { name: `Deactivate ${TESS.email}` }).click();
    await ada.getByText('cannot be opened by anybody from now on').waitFor();
    await fit(ada, 'leaving-deactivate');
    await ada.getByRole('button', { name: 'Deactivate this account' }).click();
    await ada.getByRole('button', { name: `Reactivate ${TESS.email}` }).waitFor();
    expect(await ada.getByRole('button', { name: `Reset ${TESS.email}` }).count()).toBe(0);
    await tess
      .getByText(/signed out/i)
      .first()
      .waitFor();
    await tess.goto(served.url);
    await tess.getByLabel('E-mail').fill(TESS.email);
    await tess.getByLabel('Password').fill(TESS.password);
    await tess.getByRole('button', { name: 'Sign in', exact: true }).click();
    await tess.getByText('do not belong together').waitFor();
    await ada.getByRole('button', { name: `Reactivate ${TESS.email}` }).click();
    await fit(ada, 'leaving-reactivate');
    await ada.getByRole('button', { name: 'Let them sign in again' }).click();
    await ada.getByRole('button', { name: `Deactivate ${TESS.email}` }).waitFor();
    await signIn(tess, served.url, TESS);
    await tess.getByText('an admin let this account in again').waitFor();
    await tess.getByRole('button', { name: 'Look at it Tuesday' }).waitFor();
  });

  test('[V61] a reset under way is listed and taken back; starting one later than five minutes after the password asks for it again', async () => {
    await ada.getByRole('button', { name: `Reset ${TESS.email}` }).click();
    await ada.getByRole('button', { name: 'Make a reset link' }).click();
    const link = await ada.getByLabel('Reset link').inputValue();
    await ada.keyboard.press('Escape');
    await ada.getByText(`Started by ${ADA.email}`).waitFor();
    await fit(ada, 'leaving-resets');
    await ada.getByRole('button', { name: `Take back the reset of ${TESS.email}` }).click();
    await ada.getByText('No reset is under way.').waitFor();
    const opened = await browser.person({ bypassCSP: true });
    await opened.goto(link);
    await opened.getByText('opens nothing').waitFor();
    // As the server answers once five minutes have passed.
    await ada.route('**/api/account-resets', (route) =>
      route.request().method() === 'POST' ? route.fulfill({ status: 403, json: { code: 'proof_needed' } }) : route.continue(),
    );
    await ada.getByRole('button', { name: `Reset ${TESS.email}` }).click();
    await ada.getByRole('button', { name: 'Make a reset link' }).click();
    await ada.getByLabel('Your password').waitFor();
    await fit(ada, 'leaving-prove');
    await ada.unroute('**/api/account-resets');
    await ada.getByLabel('Your password').fill(ADA.password);
    await ada.getByRole('button', { name: 'Go on' }).click();
    await ada.getByLabel('Reset link').waitFor();
  });
});
