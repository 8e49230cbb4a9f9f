/** Every screen at three sizes, light and dark: nothing serious for axe (WCAG 2.2 AA), no horizontal scrolling, targets large enough. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestBrowser, type TestBrowser } from '#tests/support/chromium.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { inviteTherapist, makeRoom, openRoom, setUpPractice } from './steps/account.ts';
import { admit, askToComeIn, say } from './steps/room.ts';
import { createServed, type Served } from './steps/served.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SIZES = [
  { width: 390, height: 844 },
  { width: 820, height: 1180 },
  { width: 1440, height: 900 },
];
/** WCAG 2.2's AAA size, which we hold to for everything that is pressed. */
const TARGET_PX = 44;
const ADA = { email: 'ada@practice.example', name: 'Ada', password: 'seven quiet herons by the weir' };

let database: TestDatabase;
let served: Served;
let browser: TestBrowser;
let ada: Page;
let robin: Page;

/** axe is put into the page by the test, which the page's own policy forbids to everybody else. */
const OPTIONS = { bypassCSP: true };

beforeAll(async () => {
  database = await createTestDatabase();
  served = await createServed(database.url);
  browser = await createTestBrowser();
  [ada, robin] = [await browser.person(OPTIONS), await browser.person(OPTIONS)];
});

afterAll(async () => {
  await browser.close();
  await served[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

type Finding = { readonly id: string; readonly impact: string; readonly where: readonly string[] };

/** What axe finds serious, too small targets, and overflow, at every size in both colour schemes. */
async function findings(page: Page): Promise<unknown[]> {
  const found: unknown[] = [];
  await page.evaluate(AXE);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.evaluate(painted, colorScheme);
      const violations = await page.evaluate(runAxe, RULES);
      found.push(...violations.map((violation) => ({ ...violation, size: size.width, colorScheme })));
    }
    found.push(...(await page.evaluate(tooSmall, TARGET_PX)).map((what) => ({ small: what, size: size.width })));
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) found.push({ overflow: size.width });
  }
  return found;
}

/** Resolves when the page shows itself in that colour scheme and size: before, axe would mix colours of both. */
async function painted(colorScheme: 'light' | 'dark'): Promise<void> {
  const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
  while (!matchMedia(`(prefers-color-scheme: ${colorScheme})`).matches) await frame();
  await frame();
  await frame();
  await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)));
}

type Axe = { run(of: Document, options: object): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };

async function runAxe(rules: string[]): Promise<Finding[]> {
  const axe = Reflect.get(globalThis, 'axe') as Axe;
  const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ['violations'] });
  return violations.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map((node) => node.html) }));
}

/** Controls on screen whose smaller side is under `least`; links inside text are excepted, as in WCAG. */
function tooSmall(least: number): string[] {
  const controls = [...document.querySelectorAll<HTMLElement>('button, select, input:not([type=checkbox]), textarea, nav a')];
  return controls
    .filter((control) => control.checkVisibility({ visibilityProperty: true }))
    .filter((control) => {
      const { width, height } = control.getBoundingClientRect();
      return Math.min(width, height) < least - 0.5;
    })
    .map((control) => control.outerHTML.slice(0, 120));
}

describe('screens', { timeout: 300_000 }, () => {
  test('[V10] setting up, and every page of a therapist who is an admin too', async () => {
    await ada.goto(served.url);
    await ada.getByRole('heading', { name: 'Set up this practice' }).waitFor();
    expect(await findings(ada)).toEqual([]);
    await setUpPractice(ada, served.url, ADA, { therapist: true }, async () => expect(await findings(ada)).toEqual([]));
    expect(await findings(ada)).toEqual([]);
    await ada.getByRole('link', { name: 'Practice' }).click();
    await ada.getByRole('heading', { name: 'Accounts' }).waitFor();
    const invitation = await inviteTherapist(ada, 'tess@practice.example');
    expect(await findings(ada)).toEqual([]);
    await robin.goto(invitation);
    await robin.getByRole('heading', { name: 'Welcome to Holdspace' }).waitFor();
    expect(await findings(robin)).toEqual([]);
    await robin.goto(served.url);
    await robin.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await findings(robin)).toEqual([]);
  });

  test('[V10] invite, device check, waiting room, and what a broken link says', async () => {
    await ada.getByRole('link', { name: 'Rooms' }).click();
    const link = await makeRoom(ada, 'First meeting');
    expect(await findings(ada)).toEqual([]);
    await ada.getByRole('button', { name: 'Invite to First meeting' }).click();
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
  });
});
