/** Keys that lock in real Chromium: two tabs of one person, the page's own clock moved on, and what an inspector would find. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestBrowser, PHONE, type TestBrowser } from '#tests/support/chromium.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { makeRoom, openRoom, setUpPractice, signIn } from '../steps/account.ts';
import { findings } from '../steps/findings.ts';
import { allSaved, draw } from '../steps/room.ts';
import { createServed, type Served } from '../steps/served.ts';

const ADA = { email: 'ada@practice.example', name: 'Ada', password: 'seven quiet herons by the weir' };
const MINUTE = 60_000;
const TITLE = 'Canary Tuesday';

let database: TestDatabase;
let served: Served;
let browser: TestBrowser;
let first: Page;
let second: Page;

beforeAll(async () => {
  database = await createTestDatabase();
  served = await createServed(database.url);
  browser = await createTestBrowser();
  first = await browser.person({ bypassCSP: true });
  await setUpPractice(first, served.url, ADA, { therapist: true });
  await makeRoom(first, TITLE);
  second = await first.context().newPage();
  // One clock for both, ahead of the server's from now on, and never set back: that would lock.
  await first.context().clock.install({ time: Date.now() });
});
afterAll(async () => {
  await browser.close();
  await served[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

/** Both tabs anew. */
async function open(): Promise<void> {
  for (const page of [first, second]) {
    await page.goto(served.url);
    await page.getByRole('heading', { name: 'Your rooms' }).waitFor();
  }
}
/** As when a laptop sleeps: the wall clock jumps, what fell due runs once at waking. */
const pass = (ms: number): Promise<void> => first.context().clock.fastForward(ms);
/** Keyrings at rest. How far the key directory and the pins were seen stays on the device, and is no key. */
const keyrings = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('holdspace');
        opening.onerror = () => reject(opening.error ?? new Error('no database'));
        opening.onsuccess = () => {
          const names = opening.result.transaction('keyrings').objectStore('keyrings').getAllKeys();
          names.onsuccess = () => {
            opening.result.close();
            resolve(names.result.filter((name) => typeof name !== 'string' || !/^(directory|pins):/.test(name)).length);
          };
        };
      }),
  );
const locked = (page: Page) => page.getByRole('heading', { name: 'Locked' });
const gone = async (page: Page): Promise<void> => {
  await locked(page).waitFor();
  expect(await page.content()).not.toContain('Canary');
  await expect.poll(() => keyrings(page)).toBe(0);
};
async function unlock(page: Page): Promise<void> {
  await page.getByLabel('Password').fill(ADA.password);
  await page.getByRole('button', { name: 'Unlock', exact: true }).click();
}

describe('vault', { timeout: 300_000 }, () => {
  test('[V30] [V33] it asks in time, in every tab; somebody who is here in one stays in both', async () => {
    await open();
    await pass(28 * MINUTE);
    await first.getByRole('dialog', { name: 'Are you still here?' }).waitFor();
    await second.getByRole('dialog', { name: 'Are you still here?' }).waitFor();
    expect(await findings(first)).toEqual([]);
    await first.screenshot({ path: '/tmp/vault-warning.png' });
    await first.getByRole('button', { name: 'I am still here' }).click();
    await pass(6000);
    await second.getByRole('dialog', { name: 'Are you still here?' }).waitFor({ state: 'detached' });
    expect(await keyrings(first)).toBe(1);
  });

  test('[V30] [V33] after half an hour both tabs are covered: nothing of a room in the page, no key at rest; the password opens both', async () => {
    await open();
    await first.getByRole('heading', { name: TITLE }).waitFor();
    await pass(31 * MINUTE);
    await gone(first);
    await gone(second);
    expect(await findings(first)).toEqual([]);
    await first.screenshot({ path: '/tmp/vault-cover.png' });
    await first.setViewportSize({ width: 390, height: 844 });
    await first.screenshot({ path: '/tmp/vault-cover-phone.png' });
    await first.setViewportSize({ width: 1280, height: 800 });
    await first.getByLabel('Password').fill('not the password at all');
    await first.getByRole('button', { name: 'Unlock', exact: true }).click();
    await first.getByText('This is not the password of this account.').waitFor();
    await unlock(first);
    await first.getByRole('heading', { name: TITLE }).waitFor();
    await second.getByRole('heading', { name: TITLE }).waitFor();
  });

  test('[V32] a tab that is opened after the time shows the cover and never the rooms', async () => {
    await open();
    await first.evaluate(() => {
      const [seen = 0, unlocked = 0] = (localStorage.getItem('holdspace-vault') ?? '').split(' ').map(Number);
      localStorage.setItem('holdspace-vault', `${seen - 31 * 60_000} ${unlocked - 31 * 60_000}`);
    });
    const third = await first.context().newPage();
    await third.goto(served.url);
    await gone(third);
    await third.close();
    await pass(6000);
    await gone(first);
    await unlock(first);
    await first.getByRole('heading', { name: TITLE }).waitFor();
  });

  test('[V33] one tab locks while the other is in a room: the room is left, and what was drawn is kept', async () => {
    await open();
    await openRoom(second, TITLE);
    await draw(second, [0.3, 0.3], [0.5, 0.5]);
    await allSaved(second);
    await pass(31 * MINUTE);
    await gone(second);
    await gone(first);
    await unlock(second);
    await second.getByRole('heading', { name: TITLE }).waitFor();
  });

  test('[V33] signing out in one tab while the other draws: both are signed out at once, and hold no key', async () => {
    await first.getByRole('button', { name: 'Sign out' }).click();
    for (const page of [first, second]) {
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      expect(await page.content()).not.toContain('Canary');
      await expect.poll(() => keyrings(page)).toBe(0);
    }
    expect(await first.evaluate(() => localStorage.getItem('holdspace-vault'))).toBeNull();
  });

  test('[A47] [V34] sign-ins are listed and ended; a new browser is told of', async () => {
    const phone = await browser.person({ ...PHONE, bypassCSP: true });
    await signIn(phone, served.url, ADA);
    await signIn(first, served.url, ADA);
    await first.getByText('You were signed in from a browser that your account did not know').waitFor();
    expect(await findings(first)).toEqual([]);
    await first.screenshot({ path: '/tmp/vault-notice.png' });
    await first.getByRole('button', { name: 'I have read it' }).click();
    await first.getByRole('link', { name: 'Account' }).click();
    await first.getByText('(this one)').waitFor();
    expect(await findings(first)).toEqual([]);
    await first.screenshot({ path: '/tmp/vault-sign-ins.png', fullPage: true });
    await phone.getByRole('link', { name: 'Account' }).click();
    await phone.getByText('(this one)').waitFor();
    await phone.screenshot({ path: '/tmp/vault-sign-ins-phone.png', fullPage: true });
    await first.getByRole('button', { name: 'End all others' }).click();
    await first.getByRole('button', { name: 'End it' }).waitFor({ state: 'detached' });
    await phone.reload();
    await phone.getByRole('heading', { name: 'Sign in' }).waitFor();
    await first.getByRole('link', { name: 'Practice' }).click();
    await first.getByText('Signed in from a new browser').first().waitFor();
    expect(await findings(first)).toEqual([]);
    await first.screenshot({ path: '/tmp/vault-admin.png', fullPage: true });
  });
});
