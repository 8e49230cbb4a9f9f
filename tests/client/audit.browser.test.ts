/** An auditor goes through the log: narrowing, older pages, files. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestBrowser, type TestBrowser } from '#tests/support/chromium.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { acceptInvitation, invite, setUpPractice } from './steps/account.ts';
import { findings } from './steps/findings.ts';
import { createServed, type Served } from './steps/served.ts';

const ADA = { email: 'ada@practice.example', name: 'Ada', password: 'seven quiet herons by the weir' };
const UNA = { email: 'una@practice.example', name: 'Una', password: 'eleven brass bells at dusk' };

let database: TestDatabase;
let served: Served;
let browser: TestBrowser;
let una: Page;
beforeAll(async () => {
  database = await createTestDatabase();
  served = await createServed(database.url);
  browser = await createTestBrowser();
  const ada = await browser.person();
  await setUpPractice(ada, served.url, ADA, { therapist: true });
  await ada.getByRole('link', { name: 'Practice' }).click();
  await ada.getByRole('heading', { name: 'Accounts' }).waitFor();
  una = await browser.person({ bypassCSP: true, acceptDownloads: true });
  await acceptInvitation(una, await invite(ada, UNA.email, ['auditor']), UNA, 'Audit log');
}, 120_000);
afterAll(async () => {
  await browser.close();
  await served[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const rows = (): Promise<string[]> => una.locator('tbody tr td:nth-child(3)').allInnerTexts();

test(
  '[V84] the list is narrowed by kind, outcome and day, and by pressing who or what; each is let go of again',
  { timeout: 120_000 },
  async () => {
    await una.getByText('practice.set-up').waitFor();
    await una.getByLabel('What').selectOption('Accounts');
    await expect.poll(rows).toEqual(expect.arrayContaining(['account.register']));
    await expect.poll(async () => (await rows()).every((what) => what.startsWith('account.'))).toBe(true);
    expect(await findings(una)).toEqual([]);
    await una.getByLabel('Outcome').selectOption('Only what was refused');
    await una.getByRole('heading', { name: 'No entry fits' }).waitFor();
    expect(await findings(una)).toEqual([]);
    await una.getByRole('button', { name: 'Show everything' }).click();
    await una.getByText('practice.set-up').waitFor();

    await una.getByLabel('Until').fill('2020-01-01');
    await una.getByRole('heading', { name: 'No entry fits' }).waitFor();
    await una.getByLabel('Until').fill('');
    const setUp = una.getByRole('row').filter({ hasText: 'practice.set-up' });
    const actor = await setUp.locator('td').nth(3).innerText();
    await setUp.getByRole('button', { name: actor }).first().click();
    await una.getByText(`By ${actor}`).waitFor();
    await expect.poll(async () => (await una.locator('tbody tr td:nth-child(5)').allInnerTexts()).every((by) => by === actor)).toBe(true);
    expect(await findings(una)).toEqual([]);
    await una.getByRole('button', { name: `No longer only: By ${actor}` }).click();
    await expect.poll(async () => (await rows()).includes('audit.read')).toBe(true);
  },
);

test('[V84] all that fits is saved as CSV, JSON and FHIR, and that is an entry of its own', { timeout: 120_000 }, async () => {
  const save = async (kind: string): Promise<{ name: string; text: string }> => {
    const [file] = await Promise.all([una.waitForEvent('download'), una.getByRole('button', { name: kind, exact: true }).click()]);
    return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
  };
  const csv = await save('CSV');
  expect(csv.name).toMatch(/^audit-\d{4}-\d\d-\d\d\.csv$/);
  expect(csv.text).toContain(',practice.set-up,');
  expect(JSON.parse((await save('JSON')).text)).toEqual(expect.arrayContaining([expect.objectContaining({ action: 'audit.export' })]));
  expect(JSON.parse((await save('FHIR')).text)).toMatchObject({ resourceType: 'Bundle', type: 'collection' });
  expect(csv.text).not.toMatch(/example|Ada|Una/);
});
