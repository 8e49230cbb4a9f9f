/** Every screen at three sizes, light and dark: nothing serious for axe (WCAG 2.2 AA), no horizontal scrolling, targets large enough. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestBrowser, type TestBrowser } from '#tests/support/chromium.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { acceptInvitation, invite, inviteTherapist, makeLink, makeRoom, openRoom, setUpPractice } from './steps/account.ts';
import { findings } from './steps/findings.ts';
import { admit, askToComeIn, say } from './steps/room.ts';
import { createServed, type Served } from './steps/served.ts';

const ADA = { email: 'ada@practice.example', name: 'Ada', password: 'seven quiet herons by the weir' };
const UNA = { email: 'una@practice.example', name: 'Una', password: 'eleven brass bells at dusk' };

let database: TestDatabase;
let served: Served;
let browser: TestBrowser;
let ada: Page;
let robin: Page;
let una: Page;

/** axe is put into the page by the test, which the page's own policy forbids to everybody else. */
const OPTIONS = { bypassCSP: true };

beforeAll(async () => {
  database = await createTestDatabase();
  served = await createServed(database.url);
  browser = await createTestBrowser();
  [ada, robin, una] = [await browser.person(OPTIONS), await browser.person(OPTIONS), await browser.person(OPTIONS)];
});

afterAll(async () => {
  await browser.close();
  await served[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

describe('screens', { timeout: 300_000 }, () => {
  test('[V10] [V130] setting up, and every page of a therapist who is an admin too', async () => {
    await ada.goto(served.url);
    await ada.getByRole('heading', { name: 'Set up this practice' }).waitFor();
    expect(await findings(ada)).toEqual([]);
    await setUpPractice(ada, served.url, ADA, { therapist: true }, async () => expect(await findings(ada)).toEqual([]));
    expect(await findings(ada)).toEqual([]);
    await ada.getByRole('link', { name: 'Practice' }).click();
    await ada.getByRole('heading', { name: 'Accounts' }).waitFor();
    // [V130] Years for each kind of record.
    await ada.getByRole('row', { name: 'Progress notes 6 nothing' }).waitFor();
    const invitation = await inviteTherapist(ada, 'tess@practice.example');
    expect(await findings(ada)).toEqual([]);
    await robin.goto(invitation);
    await robin.getByRole('heading', { name: 'Welcome to Holdspace' }).waitFor();
    expect(await findings(robin)).toEqual([]);
    const audit = await invite(ada, UNA.email, ['auditor']);
    await acceptInvitation(una, audit, UNA, 'Audit log');
    await una.getByText('practice.set-up').waitFor();
    expect(await findings(una)).toEqual([]);
    await robin.goto(served.url);
    await robin.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await findings(robin)).toEqual([]);
  });

  test('[V10] invite, device check, waiting room, and what a broken link says', async () => {
    await ada.getByRole('link', { name: 'Desk' }).click();
    const link = await makeRoom(ada, 'First meeting');
    expect(await findings(ada)).toEqual([]);
    await ada.getByRole('button', { name: 'Invite to First meeting' }).click();
    await ada.getByRole('button', { name: 'Make the link' }).waitFor();
    expect(await findings(ada)).toEqual([]);
    await makeLink(ada);
    await ada.getByRole('img', { name: 'The invite link as a QR code' }).waitFor();
    expect(await findings(ada)).toEqual([]);
    await ada.getByRole('button', { name: 'Close' }).click();
    await robin.goto(new URL(link).origin + new URL(link).pathname);
    await robin.getByRole('heading', { name: 'Please open your link again' }).waitFor();
    expect(await findings(robin)).toEqual([]);
    await robin.goto('about:blank');
    await robin.goto(link);
    await robin.getByLabel('Your name').waitFor();
    expect(await findings(robin)).toEqual([]);
    await robin.goto('about:blank');
    await askToComeIn(robin, link, 'Robin');
    expect(await findings(robin)).toEqual([]);
  });

  test('[V10] the room with every panel and dialog, for therapist and guest; and its end', async () => {
    await openRoom(ada, 'First meeting');
    await ada.getByRole('button', { name: 'Admit Robin' }).waitFor();
    expect(await findings(ada)).toEqual([]);
    await admit(ada, 'Robin');
    await robin.getByRole('heading', { name: 'First meeting' }).waitFor();
    await say(ada, 'Hello https://example.org/');
    await robin.getByText('Hello').waitFor();
    expect(await findings(robin)).toEqual([]);
    await ada.setViewportSize({ width: 390, height: 844 });
    for (const tab of ['Chat', 'People', 'Call', 'Board']) {
      await ada.getByRole('navigation', { name: 'Parts of the room' }).getByRole('button', { name: tab }).click();
      expect(await findings(ada)).toEqual([]);
      await ada.setViewportSize({ width: 390, height: 844 });
    }
    for (const dialog of ['Safety words', 'End session']) {
      await ada.getByRole('button', { name: dialog }).click();
      expect(await findings(ada)).toEqual([]);
      if (dialog === 'Safety words') await ada.getByRole('button', { name: 'Close' }).click();
    }
    await ada.getByRole('button', { name: 'End it for everybody' }).click();
    await robin.getByRole('heading', { name: 'The session has ended' }).waitFor();
    expect(await findings(robin)).toEqual([]);
    await ada.getByText('Ended, read-only').waitFor();
    expect(await findings(ada)).toEqual([]);
    await ada.getByRole('button', { name: 'Who has seen this' }).click();
    await ada.getByText('opened the drawing').first().waitFor();
    expect(await findings(ada)).toEqual([]);
  });
});
