import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openChromium } from '#tests/support/page.ts';
import { bundlePage, openCallSite, removeBundle, ROOM, type CallSite } from './call-site.ts';
import { ALICE, BOB, FAKE_DEVICES, openPerson, OTHER_KEY, seen, seesFrames, seesOf, start } from './people.ts';

let folder: string;
let browser: Browser;
let site: CallSite;
beforeAll(async () => {
  [folder, browser] = await Promise.all([bundlePage(), openChromium(FAKE_DEVICES)]);
});
afterAll(async () => {
  await browser.close();
  await removeBundle(folder);
});
beforeEach(async () => {
  site = await openCallSite(folder);
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await site.close();
});

test('[C1] two people see and hear each other, sealed, both ways', async () => {
  const alice = await openPerson(browser, site.url, start(ALICE));
  const bob = await openPerson(browser, site.url, start(BOB));
  expect(await Promise.all([seesFrames(alice, BOB), seesFrames(bob, ALICE)])).toHaveLength(2);
  await Promise.all([seesOf(alice, BOB, 'sound', true), seesOf(bob, ALICE, 'sound', true)]);
  await Promise.all([seesOf(alice, BOB, 'sealed', 'sealed'), seesOf(bob, ALICE, 'sealed', 'sealed')]);
});

test('[C2] with another key nothing is decoded, nothing heard, and both sides say so', async () => {
  const alice = await openPerson(browser, site.url, start(ALICE));
  const eve = await openPerson(browser, site.url, start(BOB, { key: OTHER_KEY }));
  await Promise.all([seesOf(alice, BOB, 'sealed', 'failing'), seesOf(eve, ALICE, 'sealed', 'failing')]);
  await Promise.all([seesOf(alice, BOB, 'track', undefined), seesOf(eve, ALICE, 'track', undefined)]);
  expect((await seen(eve)).peers).toMatchObject([{ member: ALICE, frames: 0, sound: false }]);
  expect((await seen(alice)).peers).toMatchObject([{ member: BOB, frames: 0, sound: false }]);
});

test('[C3] a browser that cannot seal sends nothing', async () => {
  const alice = await openPerson(browser, site.url, start(ALICE), () => Reflect.deleteProperty(globalThis, 'RTCRtpScriptTransform'));
  expect((await seen(alice)).link).toBe('cannot-seal');
  expect(await site.calls.room(ROOM)).toBeUndefined();
});

test('[C3] while the transform is not confirmed, no track reaches the SFU', async () => {
  // A worker that never answers: the page has joined, its devices are on, and still nothing may be produced.
  const alice = await openPerson(browser, site.url, start(ALICE), () => {
    Worker.prototype.addEventListener = () => undefined;
    Object.defineProperty(Worker.prototype, 'onmessage', { set() {} });
  });
  await alice.waitForFunction(() => {
    const { link, camera, microphone } = window.callPage.seen();
    return link === 'connected' && camera === 'on' && microphone === 'on';
  });
  const bob = await openPerson(browser, site.url, start(BOB));
  await bob.waitForFunction(() => window.callPage.seen().link === 'connected');
  expect((await seen(bob)).peers).toEqual([]);
});

test('[C4] muting and the camera are told to the other; the camera comes back', async () => {
  const alice = await openPerson(browser, site.url, start(ALICE));
  const bob = await openPerson(browser, site.url, start(BOB));
  const before = await seesFrames(bob, ALICE);
  await alice.evaluate(() => window.callPage.turn('microphone', false));
  await seesOf(bob, ALICE, 'muted', true);
  await alice.evaluate(() => window.callPage.turn('camera', false));
  await seesOf(bob, ALICE, 'track', undefined);
  expect(await seen(alice)).toMatchObject({ microphone: 'muted', camera: 'off' });
  await alice.evaluate(() => window.callPage.turn('microphone', true));
  await alice.evaluate(() => window.callPage.turn('camera', true));
  await seesOf(bob, ALICE, 'muted', false);
  await seesFrames(bob, ALICE, before);
});
