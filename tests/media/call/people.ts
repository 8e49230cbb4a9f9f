/** Two or three people with real browsers on the call's test page. */
import type { Browser, Page } from 'playwright-core';
import type { MemberId } from '#crdt/base/ids.ts';
import type { Seen, Start } from './page/page.ts';

export const ALICE = '3f2b9c1e-7a54-4b7e-9d2f-0a1b2c3d4e5f' as MemberId;
export const BOB = '8d7c6b5a-4f3e-4d2c-8b1a-9f8e7d6c5b4a' as MemberId;
export const KEY = Array.from({ length: 32 }, (_, n) => n * 7);
export const OTHER_KEY = Array.from({ length: 32 }, (_, n) => n * 5 + 1);

/** A camera and a microphone that Chromium makes up, allowed without asking. */
export const FAKE_DEVICES = [
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];

export const start = (member: MemberId, more: Partial<Start> = {}): Start => ({
  member,
  device: Array.from({ length: 8 }, (_, n) => member.charCodeAt(n)),
  key: KEY,
  microphone: true,
  camera: true,
  ...more,
});

/** Opens the page in a browser context of its own and starts the call. `before` runs in the page before anything of ours. */
export async function openPerson(browser: Browser, url: string, how: Start, before?: () => void): Promise<Page> {
  const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
  const page = await context.newPage();
  if (before !== undefined) await page.addInitScript(before);
  await page.goto(url);
  await page.evaluate((told) => window.callPage.start(told), how);
  return page;
}

export const seen = (page: Page): Promise<Seen> => page.evaluate(() => window.callPage.seen());

/** Waits until frames of `member` are painted, on another track than `old` where that is given; resolves with the track's id. */
export async function seesFrames(page: Page, member: string, old?: string): Promise<string> {
  // Not waitForFunction: it takes the promise of an async predicate for true.
  return await page.evaluate(
    async ({ member: who, old: before }) => {
      for (;;) {
        const track = window.callPage.seen().peers.find((peer) => peer.member === who)?.track;
        const painted = await window.callPage.painted(who);
        if (painted && track !== undefined && track !== before && window.callPage.seen().link === 'connected') return track;
      }
    },
    { member, old },
  );
}

/** Waits until `ask` holds of what the page sees of `member`. */
export async function seesOf(page: Page, member: string, field: 'sealed' | 'muted' | 'sound' | 'track', value: unknown): Promise<void> {
  await page.waitForFunction(
    (want) => window.callPage.seen().peers.some((peer) => peer.member === want.member && peer[want.field] === want.value),
    { member, field, value },
    { timeout: 60_000 },
  );
}
