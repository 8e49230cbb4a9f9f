/** Reading the safety words to each other, as one step at the beginning: therapist at a desk, patients with phones. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestBrowser, PHONE, type TestBrowser } from '#tests/support/chromium.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { makeLink, makeRoom, openRoom, setUpPractice } from '../steps/account.ts';
import { findings } from '../steps/findings.ts';
import { admit, askToComeIn } from '../steps/room.ts';
import { createServed, type Served } from '../steps/served.ts';

const ADA = { email: 'ada@practice.example', name: 'Ada', password: 'seven quiet herons by the weir' };

let database: TestDatabase;
let served: Served;
let browser: TestBrowser;
let ada: Page;
let robin: Page;
let wren: Page;
/** axe is put into the page by the test, which the page's own policy forbids to everybody else. */
const OPTIONS = { bypassCSP: true };

beforeAll(async () => {
  database = await createTestDatabase();
  served = await createServed(database.url);
  browser = await createTestBrowser();
  [ada, robin, wren] = [await browser.person(OPTIONS), await browser.person({ ...PHONE, ...OPTIONS }), await browser.person(PHONE)];
  await setUpPractice(ada, served.url, ADA, { therapist: true });
});

afterAll(async () => {
  await browser.close();
  await served[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const shown = (page: Page): Promise<string | null> => page.locator('.words-read').textContent();
const people = (): Promise<void> => ada.getByRole('button', { name: 'People' }).click();

describe('safety words', { timeout: 240_000 }, () => {
  test('[V46] once somebody is in, both sides show the same words; matched is said once for each person and holds after a reload', async () => {
    const link = await makeRoom(ada, 'Opening');
    await ada.getByRole('button', { name: 'Invite to Opening' }).click();
    const second = await makeLink(ada);
    await ada.getByRole('button', { name: 'Close' }).click();
    await askToComeIn(robin, link, 'Robin');
    await openRoom(ada, 'Opening');
    await admit(ada, 'Robin');
    await ada.getByText('Read these words to each other with Robin').waitFor();
    await robin.getByText('Your therapist may read these words with you').waitFor();
    expect(await shown(ada)).toMatch(/^\w+( · \w+){4}$/);
    expect(await shown(robin)).toBe(await shown(ada));
    expect(await findings(ada)).toEqual([]);
    expect(await findings(robin)).toEqual([]);
    await robin.setViewportSize({ width: 390, height: 844 });
    await ada.setViewportSize({ width: 1280, height: 800 });
    await robin.getByRole('button', { name: 'Done' }).click();
    expect(await robin.locator('.words-read').count()).toBe(0);
    await ada.getByRole('button', { name: 'They match' }).click();
    await people();
    await ada.getByText('Words matched').waitFor();
    await ada.reload();
    await people();
    await ada.getByText('Words matched').waitFor();
    expect(await ada.getByRole('button', { name: 'They match' }).count()).toBe(0);
    // Somebody else comes: their keys were not read out.
    await askToComeIn(wren, second, 'Wren');
    await admit(ada, 'Wren');
    await ada.getByText('Read these words to each other with Wren').waitFor();
    expect(await ada.getByText('Words matched').count()).toBe(1);
  });

  test('[V46] words that differ say what to do, and confirm nobody', async () => {
    await ada.getByRole('button', { name: 'They do not match' }).click();
    await ada.getByText('End this session, call the person by phone').waitFor();
    await ada.getByRole('button', { name: 'Close this' }).click();
    expect(await ada.getByText('Words matched').count()).toBe(1);
    // It blocks nothing: the words stay behind the shield, and the step comes back with the page.
    await ada.reload();
    await ada.getByText('Read these words to each other with Wren').waitFor();
  });
});
