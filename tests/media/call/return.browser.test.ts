import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openChromium } from '#tests/support/page.ts';
import { bundlePage, openCallSite, removeBundle, type CallSite } from './call-site.ts';
import { ALICE, BOB, FAKE_DEVICES, openPerson, seesFrames, start } from './people.ts';

let folder: string;
let browser: Browser;
let site: CallSite;
let alice: Page;
let bob: Page;
let before: { alice: string; bob: string };
beforeAll(async () => {
  [folder, browser] = await Promise.all([bundlePage(), openChromium(FAKE_DEVICES)]);
});
afterAll(async () => {
  await browser.close();
  await removeBundle(folder);
});
beforeEach(async () => {
  site = await openCallSite(folder);
  alice = await openPerson(browser, site.url, start(ALICE));
  bob = await openPerson(browser, site.url, start(BOB));
  const [byAlice, byBob] = await Promise.all([seesFrames(alice, BOB), seesFrames(bob, ALICE)]);
  before = { alice: byAlice, bob: byBob };
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await site.close();
});

/** Each waits for frames on another track than before. */
const seenAgain = async (bobBefore?: string) => {
  const [byAlice, byBob] = await Promise.all([seesFrames(alice, BOB, before.alice), seesFrames(bob, ALICE, bobBefore)]);
  return { alice: byAlice, bob: byBob };
};

test('[C5] the call returns after the connection of one side was cut', async () => {
  await bob.evaluate(() => window.callPage.cut());
  expect(await seenAgain(before.bob)).not.toEqual(before);
});

test('[C5] the call returns after the media worker was killed', async () => {
  const [pid] = await site.workers.pids();
  process.kill(pid ?? 0, 'SIGKILL');
  expect(await seenAgain(before.bob)).not.toEqual(before);
});

test('[C5] the call returns after the server went away and came back', async () => {
  const port = Number(new URL(site.url).port);
  await site.close();
  site = await openCallSite(folder, port);
  expect(await seenAgain(before.bob)).not.toEqual(before);
});

test('[C5] the call returns after the other side reloaded the page', async () => {
  await bob.reload();
  await bob.evaluate((told) => window.callPage.start(told), start(BOB, { device: [9, 9, 9, 9, 9, 9, 9, 9] }));
  expect(await seenAgain()).not.toEqual(before);
});
