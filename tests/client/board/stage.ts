/** A page with one or two boards in a real Chromium, and what tests do there with mouse and eyes. */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openChromium, servePage, type ServedPage } from '#tests/support/page.ts';
import type { TestPage } from './page/page.tsx';

type Name = 'Sam' | 'Kim';
export type Place = readonly [x: number, y: number];

export type Stage = {
  readonly page: Page;
  /** Opens the page anew in a context of its own. */
  open(boards: 1 | 2, options?: BrowserContextOptions): Promise<void>;
  /** Asks the page; `t` is what page.tsx lays out for tests. */
  ask<Answer>(question: (t: TestPage) => Answer): Promise<Awaited<Answer>>;
  /** How dark a CSS point of somebody's canvas is, 0 to 255, once all that is queued is painted. */
  dark(name: Name, layer: 'lower' | 'upper', x: number, y: number): Promise<number>;
  /** The mean colours of a place of Sam's canvas, in 12 x 4 parts. */
  parts(layer: 'lower' | 'upper', place: readonly [x: number, y: number, width: number, height: number]): Promise<readonly number[][]>;
  /** How many strokes each of the two has. */
  counts(): Promise<{ sam: number; kim: number }>;
  /** Presses at the first place, goes along the others; lifts unless told to stay. */
  draw(places: readonly Place[], lift?: boolean): Promise<void>;
};

/** To be called once at the top of a test file. A complaint of the browser, the content security policy's included, fails the test. */
export function setStage(): Stage {
  let browser: Browser;
  let served: ServedPage;
  let page: Page;
  let complaints: string[] = [];
  beforeAll(async () => {
    [served, browser] = await Promise.all([servePage('tests/client/board/page/index.html'), openChromium()]);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await served.close();
  });
  beforeEach(() => {
    complaints = [];
  });
  afterEach(async () => {
    await page.context().close();
    expect(complaints).toEqual([]);
  });
  const ask = <Answer>(question: (t: TestPage) => Answer): Promise<Awaited<Answer>> =>
    page.evaluate(`(${question.toString()})(globalThis.test)`) as Promise<Awaited<Answer>>;
  return {
    get page() {
      return page;
    },
    open: async (boards, options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
      page = await context.newPage();
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(`${served.url}?boards=${boards}`);
      await page.waitForSelector('.board-tools');
      await ask((t) => t.painted());
    },
    ask,
    dark: (name, layer, x, y) => page.evaluate(`test.painted().then(() => test.darkness('${name}', '${layer}', ${x}, ${y}))`),
    parts: (layer, place) => page.evaluate(`test.painted().then(() => test.parts('Sam', '${layer}', [${place.join()}], 12, 4))`),
    counts: () => ask((t) => ({ sam: t.sam.board.marks().length, kim: t.kim.board.marks().length })),
    draw: async (places, lift = true) => {
      for (const [index, [x, y]] of places.entries()) {
        await page.mouse.move(x, y, { steps: index === 0 ? 1 : 8 });
        if (index === 0) await page.mouse.down();
      }
      if (lift) await page.mouse.up();
    },
  };
}
