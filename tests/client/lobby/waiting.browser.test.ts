/** The waiting room in two browsers: a therapist at a desk, patients with phones. Passcode, check-in, the practice's own words, position. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestBrowser, PHONE, type TestBrowser } from '#tests/support/chromium.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { makeLink, makeRoom, openRoom, setUpPractice, type Invited } from '../steps/account.ts';
import { findings } from '../steps/findings.ts';
import { admit, askToComeIn } from '../steps/room.ts';
import { createServed, type Served } from '../steps/served.ts';

const ADA = { email: 'ada@practice.example', name: 'Ada', password: 'seven quiet herons by the weir' };
const XSS = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';
const WORDS = `Welcome.\n${XSS} Take a slow breath.`;
const CONSENT = `We meet by video. ${XSS}`;
const ALL = [
  'Where they are now',
  'A phone number to call back',
  'An emergency contact',
  'Whether they are alone',
  'Consent to meet online',
] as const;

let database: TestDatabase;
let served: Served;
let browser: TestBrowser;
let ada: Page;

beforeAll(async () => {
  database = await createTestDatabase();
  served = await createServed(database.url);
  browser = await createTestBrowser();
  ada = await browser.person();
  await setUpPractice(ada, served.url, ADA, { therapist: true });
});

afterAll(async () => {
  await browser.close();
  await served[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const phone = (): Promise<Page> => browser.person(PHONE);
const hit = (page: Page): Promise<unknown> =>
  page.evaluate(() => Reflect.get(globalThis, 'hit') ?? document.querySelectorAll('#app img').length);

async function anotherLink(title: string, invited: Invited = {}): Promise<string> {
  await ada.getByRole('button', { name: `Invite to ${title}` }).click();
  const link = await makeLink(ada, invited);
  await ada.getByRole('button', { name: 'Close' }).click();
  return link;
}

async function answer(page: Page): Promise<void> {
  await page.getByLabel('Where are you now?').fill(`12 Heron Lane ${XSS}`);
  await page.getByLabel('Phone number to call you back').fill('+1 555 010 0199');
  await page.getByLabel('Somebody to call in an emergency').fill('Wren, my sister');
  await page.getByLabel('Their phone number').fill('555 0100');
  await page.getByLabel('No, somebody is here').check();
  await page.getByLabel('I want to talk about it first').check();
}

describe('waiting room', { timeout: 240_000 }, () => {
  test('[V43] an admin writes the practice’s own words; they are shown as text', async () => {
    await ada.getByRole('link', { name: 'Practice' }).click();
    await ada.getByLabel('In the waiting room').fill(WORDS);
    await ada.getByLabel('Consent to meet online').fill(CONSENT);
    await ada.getByRole('button', { name: 'Save these words' }).click();
    await ada.getByText('Saved.').waitFor();
    await ada.getByRole('link', { name: 'Desk' }).click();
    const link = await makeRoom(ada, 'Words');
    const robin = await phone();
    await askToComeIn(robin, link, 'Robin');
    expect(await robin.locator('.said-text').textContent()).toBe(WORDS);
    expect(await hit(robin)).toBe(0);
    await robin.getByText('You are next.').waitFor();
    await robin.getByRole('button', { name: 'Check camera and sound' }).click();
    await robin.getByRole('button', { name: 'Play a sound' }).click();
    await robin.getByRole('button', { name: 'Two tones are sounding' }).waitFor();
    await robin.getByRole('button', { name: 'Play a sound' }).waitFor();
    await robin.getByRole('button', { name: 'Done checking' }).click();
    await robin.context().close();
  });

  test('[V44] a check-in says beside each field what is wrong with it, and lets nobody in half answered', async () => {
    const link = await makeRoom(ada, 'Check-in', { asks: ALL });
    const robin = await phone();
    await robin.goto(link);
    await robin.getByLabel('Your name').fill('Robin');
    const ask = robin.getByRole('button', { name: 'Ask to come in' });
    await ask.click();
    for (const wrong of [
      'Please write where you are.',
      'Please write a number to reach you.',
      'Please write whom to call.',
      'Please write their number.',
    ]) {
      await robin.getByText(wrong).waitFor();
    }
    expect(await robin.getByText('Please choose one of the two.').count()).toBe(2);
    expect(await robin.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true');
    await answer(robin);
    await robin.getByLabel('Where are you now?').fill('x'.repeat(201));
    await robin.getByLabel('Their phone number').fill('my sister');
    await ask.click();
    await robin.getByText('This is longer than can be sent.').waitFor();
    await robin.getByText('Please write a number that can be dialled').waitFor();
    await answer(robin);
    expect(await robin.locator('.choice-of-two .said-text').textContent()).toBe(CONSENT);
    await ask.click();
    await robin.getByRole('heading', { name: 'You are in the waiting room' }).waitFor();
    expect(await hit(robin)).toBe(0);
    await openRoom(ada, 'Check-in');
    const asking = ada.locator('.room-notices', { hasText: 'Robin asks to come in' });
    await asking.getByText('Check-in: not alone, wants to talk about consent first').click();
    await ada.getByText('+1 555 010 0199').waitFor();
    expect(await asking.locator('.check-in-answers').textContent()).toContain(`12 Heron Lane ${XSS}`);
    expect(await hit(ada)).toBe(0);
    await admit(ada, 'Robin');
    await robin.getByRole('heading', { name: 'Check-in' }).waitFor();
    // During the session, in another life of the therapist's page.
    await ada.reload();
    await ada.getByRole('button', { name: 'People' }).click();
    await ada.getByRole('button', { name: 'Check-in of Robin' }).click();
    await ada.getByText('Wren, my sister, 555 0100').waitFor();
    await ada.getByText('No, somebody is there').waitFor();
    expect(await hit(ada)).toBe(0);
    await ada.getByRole('button', { name: 'Close' }).click();
    // The guest's own screen shows nobody's.
    await robin.getByRole('navigation', { name: 'Parts of the room' }).getByRole('button', { name: 'People' }).click();
    expect(await robin.getByRole('button', { name: /Check-in/ }).count()).toBe(0);
    await ada.getByRole('button', { name: 'Leave', exact: true }).click();
    await robin.context().close();
  });

  test('[V42] a passcode goes another way; a wrong one says how many tries are left, and after the right one a reload asks nothing', async () => {
    const link = await makeRoom(ada, 'Passcode', { passcode: '4815 16', asks: ['Whether they are alone'] });
    const robin = await phone();
    await robin.goto(link);
    await robin.getByLabel('Your name').fill('Robin');
    await robin.getByLabel('Yes, nobody hears or sees me').check();
    const ask = robin.getByRole('button', { name: 'Ask to come in' });
    await ask.click();
    await robin.getByText('Please write the passcode.').waitFor();
    await robin.getByLabel('Passcode').fill('481517');
    await ask.click();
    await robin.getByText('That passcode is not right. 4 tries are left').waitFor();
    // What was written stays.
    expect(await robin.getByLabel('Your name').inputValue()).toBe('Robin');
    await robin.getByLabel('Passcode').fill('48-15-16');
    await ask.click();
    await robin.getByRole('heading', { name: 'You are in the waiting room' }).waitFor();
    await robin.reload();
    await robin.getByRole('heading', { name: 'You are in the waiting room' }).waitFor();
    // The same link in another browser, passcode and all.
    const thief = await phone();
    await thief.goto(link);
    await thief.getByRole('heading', { name: 'This link was already used' }).waitFor();
    await openRoom2(ada, 'Passcode');
    await ada.getByRole('button', { name: 'Admit Robin' }).click();
    await robin.getByRole('heading', { name: 'Passcode' }).waitFor();
    await ada.getByRole('button', { name: 'Leave', exact: true }).click();
    await Promise.all([robin, thief].map((page) => page.context().close()));
  });

  test('[V42] the fifth wrong passcode closes the link, and says whom to ask', async () => {
    const link = await makeRoom(ada, 'Guessing', { passcode: '481516' });
    const thief = await phone();
    await thief.goto(link);
    await thief.getByLabel('Your name').fill('Mallory');
    for (const said of ['4 tries are left', '3 tries are left', '2 tries are left', 'One try is left']) {
      await thief.getByLabel('Passcode').fill(`0000${said.length}`);
      await thief.getByRole('button', { name: 'Ask to come in' }).click();
      await thief.getByText(said).waitFor();
    }
    await thief.getByLabel('Passcode').fill('99999');
    await thief.getByRole('button', { name: 'Ask to come in' }).click();
    await thief.getByRole('heading', { name: 'This link is closed' }).waitFor();
    await thief.context().close();
  });

  test('[V42] a link that was opened too often says in how many minutes it opens again, and so does the list of the room’s links', async () => {
    const link = await makeRoom(ada, 'Opened often');
    const robin = await browser.person({ ...PHONE, bypassCSP: true });
    await robin.clock.install();
    for (let i = 0; i < 10; i++) {
      await robin.goto('about:blank');
      await robin.goto(link);
      await robin.getByLabel('Your name').waitFor();
    }
    await robin.goto('about:blank');
    await robin.goto(link);
    await robin.getByRole('heading', { name: 'This link rests for a while' }).waitFor();
    await robin.getByText(/It can be opened again in (5\d|60) minutes\./).waitFor();
    expect(await findings(robin)).toEqual([]);
    await robin.clock.fastForward('37:00');
    await robin.getByText(/It can be opened again in (1|2)\d minutes\./).waitFor();
    // The server is asked, not this page's clock.
    await robin.getByRole('button', { name: 'Try again' }).click();
    await robin.getByText(/It can be opened again in (5\d|60) minutes\./).waitFor();
    await robin.clock.fastForward('01:00:01');
    await robin.getByText('It can be opened again now.').waitFor();
    await ada.getByRole('button', { name: 'Invite to Opened often' }).click();
    await ada.getByText(/^Paused until .*: it was opened too often within an hour\./).waitFor();
    await ada.getByRole('button', { name: 'Close' }).click();
    const second = await anotherLink('Opened often');
    await ada.getByRole('button', { name: 'Invite to Opened often' }).click();
    await ada.getByText(/^Works until /).waitFor();
    await ada.getByRole('button', { name: 'Close' }).click();
    await robin.goto(second);
    await robin.getByLabel('Your name').waitFor();
    await robin.context().close();
  });

  test('[V45] position is told as the server knows it: who is connected and came before, and it moves on', async () => {
    const links = [await makeRoom(ada, 'Queue'), await anotherLink('Queue'), await anotherLink('Queue')];
    const [one, two, three] = [await phone(), await phone(), await phone()];
    for (const [i, page] of [one, two, three].entries()) await askToComeIn(page, links[i] ?? '', `Guest ${i + 1}`);
    await one.getByText('You are next.').waitFor();
    await two.getByText('One person is before you.').waitFor();
    await three.getByText('2 people are before you.').waitFor();
    // Coming again does not change the order; somebody who has gone is before nobody.
    await three.reload();
    await three.getByText('2 people are before you.').waitFor();
    await one.goto('about:blank');
    await three.getByText('One person is before you.').waitFor();
    await openRoom2(ada, 'Queue');
    await ada.getByRole('button', { name: 'Not now Guest 2' }).click();
    await two.getByRole('heading', { name: 'Not now' }).waitFor();
    await three.getByText('You are next.').waitFor();
    await ada.getByRole('button', { name: 'End session' }).click();
    await ada.getByRole('button', { name: 'End it for everybody' }).click();
    await three.getByRole('heading', { name: 'The session has ended' }).waitFor();
    await Promise.all([one, two, three].map((page) => page.context().close()));
  });
});

/** The device check is shown once in a tab. */
async function openRoom2(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: `Open ${title}` }).click();
  await page.getByRole('heading', { name: title }).waitFor();
}
