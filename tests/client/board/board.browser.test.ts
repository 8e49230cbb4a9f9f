import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { openChromium, servePage, type ServedPage } from '#tests/support/page.ts';
import type { TestPage } from './page/page.tsx';

let browser: Browser;
let served: ServedPage;
let page: Page;
let complaints: string[];

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

async function open(boards: 1 | 2, options: Parameters<Browser['newContext']>[0] = {}): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${served.url}?boards=${boards}`);
  await page.waitForSelector('.board-tools');
  await ask((t) => t.painted());
}

/** Asks the page; `t` is what page.tsx lays out for tests. */
const ask = <Answer>(question: (t: TestPage) => Answer): Promise<Awaited<Answer>> =>
  page.evaluate(`(${question.toString()})(globalThis.test)`) as Promise<Awaited<Answer>>;
const dark = (name: 'Sam' | 'Kim', layer: 'lower' | 'upper', x: number, y: number): Promise<number> =>
  page.evaluate(`test.painted().then(() => test.darkness('${name}', '${layer}', ${x}, ${y}))`);
const counts = (): Promise<{ sam: number; kim: number }> =>
  ask((t) => ({ sam: t.sam.board.strokes().length, kim: t.kim.board.strokes().length }));

/** Presses at the first place, goes along the others; lifts unless told to stay. */
async function draw(places: readonly (readonly [number, number])[], lift = true): Promise<void> {
  for (const [index, [x, y]] of places.entries()) {
    await page.mouse.move(x, y, { steps: index === 0 ? 1 : 8 });
    if (index === 0) await page.mouse.down();
  }
  if (lift) await page.mouse.up();
}

test('[D1] ink is seen by the other while it is drawn, and becomes one update with the same id', async () => {
  await open(2);
  await draw(
    [
      [100, 300],
      [200, 300],
      [300, 300],
    ],
    false,
  );
  await expect.poll(() => dark('Kim', 'upper', 250, 300)).toBeGreaterThan(150);
  expect(await counts()).toEqual({ sam: 0, kim: 0 });
  expect(await ask((t) => t.sam.inkMessages)).toBeGreaterThan(1);
  const wetId = await ask((t) => (t.sam.awareness.getLocalState()?.['ink'] as { id: string } | undefined)?.id);
  await page.mouse.up();
  expect(await counts()).toEqual({ sam: 1, kim: 1 });
  expect(await ask((t) => t.sam.updates)).toBe(1);
  expect(await ask((t) => t.kim.board.strokes()[0]?.id)).toBe(wetId);
  for (const name of ['Sam', 'Kim'] as const) {
    expect(await dark(name, 'lower', 250, 300)).toBeGreaterThan(150);
    expect(await dark(name, 'upper', 250, 300)).toBe(0);
  }
  expect(await page.locator('#Kim .board-cursor').innerText()).toBe('Sam');
  expect(await page.locator('#Kim .board-summary').innerText()).toBe('1 line on the board, the last by Sam.');
});

test('[D2] the ink of somebody who is gone does not stay', async () => {
  await open(2);
  await draw(
    [
      [100, 300],
      [300, 300],
    ],
    false,
  );
  await expect.poll(() => dark('Kim', 'upper', 250, 300)).toBeGreaterThan(150);
  await ask((t) => t.leave(t.sam));
  expect(await dark('Kim', 'upper', 250, 300)).toBe(0);
  expect(await page.locator('#Kim .board-cursor').count()).toBe(0);
});

test('[D3] undo takes back own strokes only, by button and by key', async () => {
  await open(2);
  await draw([
    [100, 200],
    [300, 200],
  ]);
  await draw([
    [740, 300],
    [940, 300],
  ]);
  await page.locator('#Sam').getByRole('button', { name: 'Undo' }).click();
  expect(await dark('Kim', 'lower', 200, 200)).toBe(0);
  expect(await dark('Kim', 'lower', 200, 300)).toBeGreaterThan(150);
  await page.keyboard.press('Control+z');
  expect(await counts()).toEqual({ sam: 1, kim: 1 });
  await page.keyboard.press('Control+Shift+Z');
  expect(await dark('Kim', 'lower', 200, 200)).toBeGreaterThan(150);
});

test('[D4] the rubber rubs out where it moves; the eraser takes whole lines; undo brings both back', async () => {
  await open(1);
  await draw([
    [200, 300],
    [600, 300],
  ]);
  await page.getByRole('button', { name: /^Rubber/ }).click();
  await draw([
    [400, 200],
    [400, 400],
  ]);
  expect(await dark('Sam', 'lower', 400, 300)).toBe(0);
  expect(await dark('Sam', 'lower', 300, 300)).toBeGreaterThan(150);
  await page.getByRole('button', { name: /^Remove whole lines/ }).click();
  await draw([
    [300, 250],
    [300, 350],
  ]);
  expect(await dark('Sam', 'lower', 500, 300)).toBe(0);
  await page.keyboard.press('Control+z');
  expect(await dark('Sam', 'lower', 500, 300)).toBeGreaterThan(150);
  expect(await dark('Sam', 'lower', 400, 300)).toBe(0);
  await page.keyboard.press('Control+z');
  expect(await dark('Sam', 'lower', 400, 300)).toBeGreaterThan(150);
});

test('[D5] a stroke under the pen is finished when the page is hidden, loses the focus or the board is closed', async () => {
  await open(1);
  await draw(
    [
      [200, 200],
      [300, 200],
    ],
    false,
  );
  await page.evaluate(() => window.dispatchEvent(new Event('blur')));
  expect((await counts()).sam).toBe(1);
  await page.mouse.up();
  await draw(
    [
      [200, 300],
      [300, 300],
    ],
    false,
  );
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  expect((await counts()).sam).toBe(2);
  await page.mouse.up();
  await draw(
    [
      [200, 400],
      [300, 400],
    ],
    false,
  );
  await ask((t) => t.sam.mounted?.close());
  expect((await counts()).kim).toBe(3);
});

test('[D6] the wheel moves the board, with Ctrl it zooms around the pointer, and ink goes where it is drawn', async () => {
  await open(1);
  await draw([
    [600, 400],
    [700, 400],
  ]);
  await page.mouse.move(650, 400);
  await page.mouse.wheel(0, 100);
  await expect.poll(() => dark('Sam', 'lower', 650, 300)).toBeGreaterThan(150);
  await page.keyboard.down('Control');
  await page.mouse.move(650, 300);
  await page.mouse.wheel(0, -300);
  await page.keyboard.up('Control');
  await expect.poll(() => ask((t) => t.sam.mounted?.zoom.value)).toBeGreaterThan(1.5);
  expect(await dark('Sam', 'lower', 650, 300)).toBeGreaterThan(150);
  await draw([
    [650, 500],
    [750, 500],
  ]);
  expect(await dark('Sam', 'lower', 700, 500)).toBeGreaterThan(150);
  await page.getByRole('button', { name: /^Show all/ }).click();
  await page.getByRole('button', { name: /back to the first view/ }).click();
  expect(await ask((t) => t.sam.mounted?.zoom.value)).toBe(1);
  expect(await dark('Sam', 'lower', 650, 400)).toBeGreaterThan(150);
});

test('[D7] a read-only board moves but takes no ink, no undo and shows no tools', async () => {
  await open(1);
  await draw([
    [600, 400],
    [700, 400],
  ]);
  await ask((t) => t.show(true));
  await draw([
    [300, 300],
    [300, 400],
  ]);
  await page.keyboard.press('Control+z');
  expect(await counts()).toEqual({ sam: 1, kim: 1 });
  expect(await dark('Sam', 'lower', 650, 500)).toBeGreaterThan(150);
  expect(await page.getByRole('toolbar').count()).toBe(0);
});

test('[D8] a board of 5,000 strokes opens, and all of it is painted', async () => {
  await open(1);
  await ask((t) => t.fill(5000));
  await page.getByRole('button', { name: /^Show all/ }).click();
  const share = (): Promise<number> =>
    page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.lower-canvas');
      const data = canvas?.getContext('2d')?.getImageData(100, 100, 1000, 600).data ?? new Uint8ClampedArray(4);
      let inked = 0;
      for (let i = 0; i < data.length; i += 4) if ((data[i] ?? 0) + (data[i + 1] ?? 0) + (data[i + 2] ?? 0) < 740) inked++;
      return inked / (data.length / 4);
    });
  await expect.poll(share, { timeout: 10_000 }).toBeGreaterThan(0.25);
  await draw([
    [600, 400],
    [700, 400],
  ]);
  expect((await counts()).sam).toBe(5001);
});

/** Touches through the browser's own input, as a finger would. */
async function touch(session: CDPSession, type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: [number, number][]): Promise<void> {
  await session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
}

test('[D9] one finger draws, two fingers zoom and leave no mark; once a pen was seen, a finger only moves the board', async () => {
  await open(1, { hasTouch: true });
  const session = await page.context().newCDPSession(page);
  await touch(session, 'touchStart', [300, 300]);
  for (let x = 310; x <= 500; x += 10) await touch(session, 'touchMove', [x, 300]);
  await touch(session, 'touchEnd');
  await expect.poll(counts).toEqual({ sam: 1, kim: 1 });

  await touch(session, 'touchStart', [500, 500]);
  await touch(session, 'touchStart', [500, 500], [600, 500]);
  for (let d = 0; d <= 100; d += 10) await touch(session, 'touchMove', [500 - d, 500], [600 + d, 500]);
  await touch(session, 'touchEnd');
  await expect.poll(() => ask((t) => t.sam.mounted?.zoom.value)).toBeGreaterThan(2);
  expect((await counts()).sam).toBe(1);

  const pen = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', x: number, force: number) =>
    session.send('Input.dispatchMouseEvent', { type, x, y: 350, button: 'left', buttons: 1, clickCount: 1, pointerType: 'pen', force });
  await pen('mousePressed', 300, 0.2);
  for (let x = 310; x <= 400; x += 10) await pen('mouseMoved', x, 0.9);
  await pen('mouseReleased', 400, 0);
  await expect.poll(counts).toEqual({ sam: 2, kim: 2 });
  expect(await ask((t) => t.sam.board.strokes()[1]?.pressure)).toBe(true);
  await touch(session, 'touchStart', [300, 600]);
  for (let x = 310; x <= 500; x += 10) await touch(session, 'touchMove', [x, 600]);
  await touch(session, 'touchEnd');
  expect((await counts()).sam).toBe(2);
});

test('[D10] the board and its tools have names, places in the focus order and no fault that axe knows', async () => {
  await open(1);
  const require = (await import('node:module')).createRequire(import.meta.url);
  const session = await page.context().newCDPSession(page);
  // Through the debugger: the page's policy rightly refuses a script that a test injects.
  const source = (await import('node:fs')).readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  await session.send('Runtime.evaluate', { expression: source });
  await page.getByRole('button', { name: /^Colour/ }).click();
  const found = await page.evaluate(
    'axe.run(document.querySelector(".board")).then((r) => r.violations.map((v) => v.id + " " + v.nodes[0].html))',
  );
  expect(found).toEqual([]);
  await page.getByRole('button', { name: 'Red', exact: true }).press('Enter');
  expect(await ask((t) => t.sam.mounted?.drawing.value)).toEqual({ tool: 'pen', colour: 0xd7263d, width: 1 });
});
