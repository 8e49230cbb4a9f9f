/** Recovery kits, lost and changed passwords and resets, as people live them, in real Chromium over the real server. Each step stands on the one before. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestBrowser, type TestBrowser } from '#tests/support/chromium.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { enrolApp, fillAccount, inviteTherapist, keepCodes, keepKit, makeRoom, signIn, type Somebody } from './steps/account.ts';
import { findings } from './steps/findings.ts';
import { createServed, type Served } from './steps/served.ts';

const ADA: Somebody = { email: 'ada@practice.example', name: 'Ada', password: 'seven quiet herons by the weir' };
const TESS: Somebody = { email: 'tess@practice.example', name: 'Tess', password: 'nine slow kites over the moor' };
const SECOND = { ...ADA, password: 'eleven brass bells at dusk' };
const THIRD = { ...ADA, password: 'a lamp beside the green canal' };
const ANEW = { ...TESS, password: 'forty paper boats upstream' };

let database: TestDatabase;
let served: Served;
let browser: TestBrowser;
let ada: Page;
let tess: Page;
let words: readonly string[];

/** axe is put into the page by the test, which the page's own policy forbids to everybody else. */
const OPTIONS = { bypassCSP: true };

beforeAll(async () => {
  database = await createTestDatabase();
  served = await createServed(database.url);
  browser = await createTestBrowser();
  [ada, tess] = [await browser.person(OPTIONS), await browser.person(OPTIONS)];
});
afterAll(async () => {
  await browser.close();
  await served[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const SHOTS = process.env['SHOTS'];
const shot = async (page: Page, name: string): Promise<void> => {
  if (SHOTS !== undefined) await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
};
/** Nothing is found on it. */
const fit = async (page: Page, name: string): Promise<void> => {
  expect(await findings(page)).toEqual([]);
  await shot(page, `${name}-dark`);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await shot(page, name);
};
const signOut = async (page: Page): Promise<void> => {
  // Over at the server, too: the next page that is opened must not find it still standing.
  const ended = page.waitForResponse((response) => response.url().endsWith('/api/sign-out'));
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await ended;
};
const chooseNew = async (page: Page, password: string): Promise<void> => {
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByLabel('New password once more').fill(password);
};
/** From the sign-in page to what the kit makes of an address. */
async function recover(page: Page, email: string, kit: string, password: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('The words of your recovery kit').fill(kit);
  await chooseNew(page, password);
  await page.getByRole('button', { name: 'Set the new password' }).click();
}
/** Up to the step of the kit. */
async function startAccount(page: Page, who: Somebody, button: string): Promise<void> {
  await fillAccount(page, who);
  await page.getByRole('button', { name: button }).click();
  await enrolApp(page);
  await keepCodes(page, who);
  await page.getByRole('heading', { name: 'Your recovery kit' }).waitFor();
}

describe('recovery', { timeout: 300_000 }, () => {
  test('[V25] the kit is a step after sign-up, is printed alone on one page, and counts once three of its words were given back', async () => {
    await ada.goto(served.url);
    await startAccount(ada, ADA, 'Set up');
    await ada.getByRole('img', { name: 'The same 24 words as a QR code' }).waitFor();
    await fit(ada, 'kit');
    await ada.setViewportSize({ width: 390, height: 844 });
    await shot(ada, 'kit-phone');
    await ada.emulateMedia({ media: 'print' });
    await shot(ada, 'kit-print');
    const printed = await ada.evaluate(() => document.body.innerText);
    expect(printed).toMatch(/^Holdspace recovery kit\s/);
    expect(printed).not.toContain('Do it later');
    expect(printed).not.toContain('Sign out');
    for (const format of ['A4', 'Letter']) {
      const pdf = (await ada.pdf({ format })).toString('latin1');
      expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    }
    await ada.emulateMedia({ media: 'screen' });
    await ada.getByRole('button', { name: 'I have it on paper' }).click();
    for (const field of await ada.getByLabel(/^Word \d+$/).all()) await field.fill('wrong');
    await ada.getByRole('button', { name: 'This is my kit' }).click();
    expect(await ada.getByText('of the kit. Please look at your paper again.').count()).toBe(3);
    await fit(ada, 'kit-check');
    await ada.getByRole('button', { name: 'Show it again' }).click();
    words = await keepKit(ada);
    await ada.getByRole('heading', { name: 'Your rooms' }).waitFor();
    expect(words).toHaveLength(24);
    // Not told to whoever did it a moment ago, but from the next visit on.
    expect(await ada.getByText('a recovery kit was made').count()).toBe(0);
    await ada.reload();
    await ada.getByText('a recovery kit was made').waitFor();
    expect(await ada.getByText('You have no recovery kit yet.').count()).toBe(0);
    await makeRoom(ada, 'First meeting');
  });

  test('[V25] whoever puts it off is reminded on the first page until there is one', async () => {
    await ada.getByRole('link', { name: 'Practice' }).click();
    await tess.goto(await inviteTherapist(ada, TESS.email));
    await startAccount(tess, TESS, 'Make my account');
    await tess.getByRole('button', { name: 'Do it later' }).click();
    await tess.getByText('You have no recovery kit yet.').waitFor();
    await makeRoom(tess, 'A first of hers');
    await fit(tess, 'reminded');
    await tess.getByRole('button', { name: 'Make it now' }).click();
    await tess.getByRole('button', { name: 'Make my recovery kit' }).click();
    await keepKit(tess);
    await tess.getByText('Your kit counts from now on.').waitFor();
    await fit(tess, 'account');
    const asked = tess.waitForResponse((response) => response.url().endsWith('/api/recovery-kit'));
    await tess.getByRole('link', { name: 'Desk' }).click();
    await (await asked).finished();
    await tess.getByRole('button', { name: 'Open A first of hers' }).waitFor();
    expect(await tess.getByText('You have no recovery kit yet.').count()).toBe(0);
  });

  test('[V26] a forgotten password is replaced by address and kit; rooms open again, and the second step is still asked', async () => {
    await signOut(ada);
    await ada.getByRole('button', { name: 'I forgot my password' }).click();
    await ada.getByRole('heading', { name: 'I forgot my password' }).waitFor();
    await fit(ada, 'forgotten');
    await ada.getByRole('button', { name: 'I do not have my kit' }).click();
    await ada.getByText('What you keep here stays closed for ever').waitFor();
    await fit(ada, 'forgotten-without');
    await ada.getByRole('button', { name: 'I found my kit' }).click();
    // Two words in each other's place: the checksum says so before anything is sent.
    const [first = '', second = '', ...rest] = words;
    await recover(ada, ADA.email, [second, first, ...rest].join(' '), SECOND.password);
    await ada.getByText('or two have changed places').waitFor();
    // With the dictionary's help: the last word by its beginning.
    const last = words[23] ?? '';
    const typed = `${words.slice(0, 23).join(' ')} ${last.slice(0, 4)}`;
    await ada.getByLabel('The words of your recovery kit').fill(typed);
    const offered = ada.getByRole('group', { name: 'Words that begin so' }).getByRole('button', { name: last, exact: true });
    if (last.length > 4) await offered.click();
    await ada.getByText('All 24 words are there.').waitFor();
    await ada.getByLabel('E-mail').fill(TESS.email);
    await ada.getByRole('button', { name: 'Set the new password' }).click();
    await ada.getByText('This e-mail address and this kit do not belong together').waitFor();
    await ada.getByLabel('E-mail').fill(ADA.email);
    await fit(ada, 'forgotten-wrong');
    await ada.getByRole('button', { name: 'Set the new password' }).click();
    await ada.getByRole('heading', { name: 'You have a new password' }).waitFor();
    await fit(ada, 'recovered');
    await signIn(ada, served.url, SECOND);
    await ada.getByRole('button', { name: 'Open First meeting' }).waitFor();
    await ada.getByText('your password was replaced by means of your recovery kit').waitFor();
    await fit(ada, 'told');
  });

  test('[V29] what happened to the account is told until it is read', async () => {
    await ada.reload();
    await ada.getByText('your password was replaced by means of your recovery kit').waitFor();
    await ada.getByRole('button', { name: 'I have read it' }).click();
    const seen = ada.waitForResponse((response) => response.url().endsWith('/api/notices'));
    await ada.reload();
    expect(((await (await seen).json()) as { notices: { seen: boolean }[] }).notices.map((notice) => notice.seen)).not.toContain(false);
    await ada.getByRole('button', { name: 'Open First meeting' }).waitFor();
    expect(await ada.getByText('your password was replaced').count()).toBe(0);
  });

  test('[V28] a changed password asks for the old one and signs out everywhere else', async () => {
    const elsewhere = await browser.person(OPTIONS);
    await signIn(elsewhere, served.url, SECOND);
    await ada.getByRole('link', { name: 'Account' }).click();
    await ada.getByRole('button', { name: 'Change password' }).click();
    await ada.getByLabel('Your password now').fill('not my password at all');
    await chooseNew(ada, THIRD.password);
    expect(await ada.getByLabel('Sign out everywhere else').isChecked()).toBe(true);
    await ada.getByRole('button', { name: 'Change it' }).click();
    await ada.getByText('This is not the password of this account. Nothing was changed.').waitFor();
    await fit(ada, 'change-password');
    await ada.getByLabel('Your password now').fill(SECOND.password);
    await ada.getByRole('button', { name: 'Change it' }).click();
    await ada.getByText('You are signed out everywhere else.').waitFor();
    await elsewhere.reload();
    await elsewhere.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signOut(ada);
    await signIn(ada, served.url, THIRD);
    await ada.getByRole('button', { name: 'Open First meeting' }).waitFor();
  });

  test('[V27] without password and kit an admin’s link begins anew, having said on both sides what is lost, once', async () => {
    await ada.getByRole('link', { name: 'Practice' }).click();
    await fit(ada, 'practice');
    await ada.getByRole('button', { name: `Reset ${TESS.email}` }).click();
    await ada.getByText('Everything that was sealed for this account stays closed for ever').waitFor();
    await fit(ada, 'reset-dialog');
    await ada.getByRole('button', { name: 'Make a reset link' }).click();
    const link = await ada.getByLabel('Reset link').inputValue();
    await ada.getByRole('button', { name: 'Close' }).click();
    await signOut(tess);
    await tess.goto('about:blank');
    await tess.goto(link);
    await tess.getByRole('heading', { name: 'Begin anew' }).waitFor();
    expect(new URL(tess.url()).hash).toBe('');
    await tess.getByText('This cannot be undone.').waitFor();
    await fit(tess, 'reset');
    await tess.getByLabel('E-mail').fill(TESS.email);
    await tess.getByLabel('Your name').fill('Tess');
    await chooseNew(tess, ANEW.password);
    await tess.getByRole('button', { name: 'Begin anew' }).click();
    // Without the tick the browser does not send the form.
    expect(await tess.getByLabel('I understand').evaluate((box: HTMLInputElement) => box.validity.valueMissing)).toBe(true);
    await tess.getByLabel('I understand').check();
    await tess.getByRole('button', { name: 'Begin anew' }).click();
    await tess.getByRole('heading', { name: 'You have a new password' }).waitFor();
    await fit(tess, 'reset-done');
    await signIn(tess, served.url, ANEW);
    await tess.getByText('this account was reset and has new keys').waitFor();
    await tess.getByText('You have no recovery kit yet.').waitFor();
    expect(await tess.getByText('A first of hers').count()).toBe(0);
    await fit(tess, 'after-reset');
    const again = await browser.person(OPTIONS);
    await again.goto(link);
    await again.getByText('This link opens nothing for this address').waitFor();
    await fit(again, 'reset-over');
  });
});
