import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { CDPSession } from 'playwright-core';
import { expect, test } from 'vitest';
import { setStage } from './stage.ts';

const stage = setStage();

/** Touches through the browser's own input, as a finger would. */
async function touch(session: CDPSession, type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: [number, number][]): Promise<void> {
  await session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
}

test('[D9] one finger draws, two fingers zoom and leave no mark; once a pen was seen, a finger only moves the board', async () => {
  await stage.open(1, { hasTouch: true });
  const session = await stage.page.context().newCDPSession(stage.page);
  await touch(session, 'touchStart', [300, 300]);
  for (let x = 310; x <= 500; x += 10) await touch(session, 'touchMove', [x, 300]);
  await touch(session, 'touchEnd');
  await expect.poll(stage.counts).toEqual({ sam: 1, kim: 1 });

  await touch(session, 'touchStart', [500, 500]);
  await touch(session, 'touchStart', [500, 500], [600, 500]);
  for (let d = 0; d <= 100; d += 10) await touch(session, 'touchMove', [500 - d, 500], [600 + d, 500]);
  await touch(session, 'touchEnd');
  await expect.poll(() => stage.ask((t) => t.sam.mounted?.zoom.value)).toBeGreaterThan(2);
  expect((await stage.counts()).sam).toBe(1);

  const pen = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', x: number, force: number) =>
    session.send('Input.dispatchMouseEvent', { type, x, y: 350, button: 'left', buttons: 1, clickCount: 1, pointerType: 'pen', force });
  await pen('mousePressed', 300, 0.2);
  for (let x = 310; x <= 400; x += 10) await pen('mouseMoved', x, 0.9);
  await pen('mouseReleased', 400, 0);
  await expect.poll(stage.counts).toEqual({ sam: 2, kim: 2 });
  expect(await stage.ask((t) => t.sam.board.marks()[1])).toMatchObject({ pressure: true });
  await touch(session, 'touchStart', [300, 600]);
  for (let x = 310; x <= 500; x += 10) await touch(session, 'touchMove', [x, 600]);
  await touch(session, 'touchEnd');
  expect((await stage.counts()).sam).toBe(2);
});

test('[D10] the board and its tools have names, places in the focus order and no fault that axe knows', async () => {
  await stage.open(1);
  const session = await stage.page.context().newCDPSession(stage.page);
  // Through the debugger: the page's policy rightly refuses a script that a test injects.
  const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await session.send('Runtime.evaluate', { expression: source });
  await stage.page.getByRole('button', { name: /^Colour/ }).click();
  const found = await stage.page.evaluate(
    'axe.run(document.querySelector(".board")).then((r) => r.violations.map((v) => v.id + " " + v.nodes[0].html))',
  );
  expect(found).toEqual([]);
  await stage.page.getByRole('button', { name: 'Red', exact: true }).press('Enter');
  expect(await stage.ask((t) => t.sam.mounted?.drawing.value)).toMatchObject({ tool: 'pen', colour: 0xd7263d, width: 1 });
});
