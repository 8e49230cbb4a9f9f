/** What people in a room do and see. */
import { expect } from 'vitest';
import type { Page } from 'playwright-core';

export async function askToComeIn(guest: Page, link: string, name: string): Promise<void> {
  await guest.goto(link);
  await guest.getByLabel('Your name').fill(name);
  await guest.getByRole('button', { name: 'Ask to come in' }).click();
  await guest.getByRole('heading', { name: 'You are in the waiting room' }).waitFor();
}

export async function admit(therapist: Page, name: string): Promise<void> {
  await therapist.getByRole('button', { name: `Admit ${name}` }).click();
}

export const board = (page: Page) => page.locator('.board-canvas');

type Place = readonly [number, number];

/** Draws a line between two points given as parts of the board, 0 to 1, and lifts the pen unless told not to. */
export async function draw(page: Page, from: Place, to: Place, { lift = true } = {}): Promise<void> {
  // What is said above the board moves it, and it describes itself once it can be drawn on.
  await page.locator('.board-summary').waitFor({ state: 'attached' });
  let box = await board(page).boundingBox();
  for (let before = ''; JSON.stringify(box) !== before; box = await board(page).boundingBox()) {
    before = JSON.stringify(box);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  }
  if (box === null) throw new Error('there is no board on the screen');
  const at = ([x, y]: Place) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps: 12 });
  if (lift) await page.mouse.up();
}

/** Lines on the board, from the sentence that describes it. */
export async function lineCount(page: Page): Promise<number> {
  const said = (await page.locator('.board-summary').textContent()) ?? '';
  return Number(/\d+/.exec(said)?.[0] ?? 0);
}

export async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message', { exact: true }).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}

/** Who said what, as it stands on the screen. */
export const messages = (page: Page): Promise<string[]> =>
  page
    .locator('[data-message]')
    .evaluateAll((all) =>
      all.map((one) => `${one.querySelector('.message-who')?.textContent}: ${one.querySelector('.message-text')?.textContent}`),
    );

export const allSaved = (page: Page): Promise<void> => page.locator('[data-unkept="0"]').waitFor();

export async function safetyWords(page: Page): Promise<string[]> {
  await page.getByRole('button', { name: 'Safety words' }).click();
  const words = await page.locator('.safety-words li').allTextContents();
  await page.getByRole('button', { name: 'Close' }).click();
  return words;
}

/** Waits until the other's picture moves: frames were opened, decoded and shown. */
export async function seesTheOther(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLVideoElement>('.call-tile video:not(.call-video-mirrored)')].some(
      (video) => video.videoWidth > 0 && video.getVideoPlaybackQuality().totalVideoFrames > 2,
    ),
  );
}

/** Asks again until it is so; fails after the test's own time. */
export function soon<Value>(look: () => Promise<Value>) {
  return expect.poll(look, { timeout: 90_000, interval: 100 });
}
