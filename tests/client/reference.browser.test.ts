/** The API's reference as people see it, under the policy of every page. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestBrowser, type TestBrowser } from '#tests/support/chromium.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { findings } from './steps/findings.ts';
import { createServed, type Served } from './steps/served.ts';

let database: TestDatabase;
let served: Served;
let browser: TestBrowser;
beforeAll(async () => {
  database = await createTestDatabase();
  served = await createServed(database.url);
  browser = await createTestBrowser();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await served[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

test('[H9] the reference opens by keyboard, in every size, light and dark', { timeout: 120_000 }, async () => {
  const plain = await browser.person();
  await plain.goto(`${served.url}/api/reference`);
  expect(await plain.evaluate(() => getComputedStyle(document.body).maxWidth)).not.toBe('none');
  const page = await browser.person({ bypassCSP: true });
  await page.goto(`${served.url}/api/reference#too_fast`);
  expect(await findings(page)).toEqual([]);
  const route = page.locator('summary').first();
  await route.focus();
  await page.keyboard.press('Enter');
  await page.getByText('Needs the right').first().waitFor();
  expect(await findings(page)).toEqual([]);
});
