import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestBrowser, type TestBrowser } from '#tests/support/chromium.ts';
import { servePage, type ServedPage } from '#tests/support/page.ts';

let browser: TestBrowser;
let served: ServedPage;

beforeAll(async () => {
  [browser, served] = [await createTestBrowser(), await servePage('tests/client/net/page/index.html')];
});
afterAll(async () => {
  await browser.close();
  await served.close();
});

test.each(['guest', 'account'])('[R6] nothing that the client loads tries to compile code from a string: %s first', async (first) => {
  const page = await browser.person();
  const said: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && said.push(message.text())));
  page.on('pageerror', (error) => void said.push(String(error)));
  await page.goto(`${served.url}?first=${first}`);
  await page.waitForFunction(() => document.title === 'loaded');
  expect(said).toEqual([]);
  await page.close();
});
