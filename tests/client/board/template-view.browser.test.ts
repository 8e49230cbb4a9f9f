import { mkdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { TEMPLATES } from '#client/board/templates/all.ts';
import { setStage } from './stage.ts';
import { templatesOn } from './template-steps.ts';

const stage = setStage();
const { openPicker, lay, said } = templatesOn(stage);
const SHOTS = process.env['SHOTS'];

async function shot(name: string): Promise<void> {
  if (SHOTS === undefined) return;
  await mkdir(SHOTS, { recursive: true });
  await stage.ask((t) => t.painted());
  await stage.page.screenshot({ path: `${SHOTS}/template-${name}.png` });
}
/** The box of everything on Sam's board that is not paper, and between what it is to lie, in CSS pixels. */
const extent = (): Promise<{ left: number; top: number; right: number; bottom: number; free: { top: number; bottom: number } }> =>
  stage.page.evaluate(`test.painted().then(() => {
    const canvas = document.querySelector('#Sam .lower-canvas');
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
    const box = { left: width, top: height, right: 0, bottom: 0 };
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if (data[4 * (y * width + x)] < 250) {
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y);
    }
    for (const side in box) box[side] /= devicePixelRatio;
    const edge = (part) => document.querySelector('#Sam ' + part).getBoundingClientRect();
    return { ...box, free: { top: edge('.board-zoom').bottom, bottom: edge('.board-tools').top } };
  })`);

/** Whether all of what is to be seen lies in the free part, and fills most of it one way. */
async function isWhole({ width }: { readonly width: number }): Promise<boolean> {
  const { left, top, right, bottom, free } = await extent();
  const filled = Math.max((right - left) / width, (bottom - top) / (free.bottom - free.top));
  return top >= free.top && bottom <= free.bottom && left >= 0 && right <= width && filled > 0.8;
}

test.each([
  ['phone', { width: 390, height: 664 }, 2],
  ['tablet', { width: 820, height: 1080 }, 2],
  ['desk', { width: 1280, height: 720 }, 1],
] as const)(
  '[D28] laid, all of it lies between zoom and tools, as large as it may be (%s)',
  async (device, viewport, deviceScaleFactor) => {
    await stage.open(1, { viewport, deviceScaleFactor });
    await openPicker();
    await shot(`picker-${device}`);
    await stage.page.keyboard.press('Escape');
    for (const [i, { name }] of TEMPLATES.entries()) {
      await lay(name);
      await said('Sam', name);
      expect([name, await isWhole(viewport)]).toEqual([name, true]);
      await shot(`${device}-${String(i + 1).padStart(2, '0')}`);
    }
  },
);

test('[D28] it stays whole when the screen is turned, unless one looked elsewhere; F shows it with what is drawn', async () => {
  const [upright, across] = [
    { width: 600, height: 900 },
    { width: 1000, height: 600 },
  ];
  await stage.open(1, { viewport: upright });
  await lay('Tree');
  for (const viewport of [across, upright]) {
    await stage.page.setViewportSize(viewport);
    await expect.poll(() => isWhole(viewport)).toBe(true);
  }
  const zoom = () => stage.ask((t) => t.sam.mounted?.zoom.value ?? 0);
  await stage.page.getByRole('button', { name: 'Zoom in (+)' }).click();
  const chosen = await zoom();
  await stage.page.setViewportSize(across);
  await stage.ask((t) => t.painted());
  expect(await zoom()).toBe(chosen);
  await stage.page.locator('.board-canvas').press('f');
  expect(await isWhole(across)).toBe(true);
  await stage.ask((t) => t.fill(1));
  await stage.page.locator('.board-canvas').press('f');
  expect(await isWhole(across)).toBe(true);
  expect(await zoom()).toBeLessThan(0.3);
});

test('[D28] the board does not move away under somebody’s pen', async () => {
  await stage.open(2);
  await lay('House');
  await said('Kim', 'House');
  const zoom = () => stage.ask((t) => [t.sam.mounted?.zoom.value, t.kim.mounted?.zoom.value]);
  const [samWas] = await zoom();
  await stage.page.mouse.move(800, 300);
  await stage.page.mouse.down();
  await stage.page.mouse.move(900, 300, { steps: 5 });
  const [, kimWas] = await zoom();
  // The other lays one by their keyboard meanwhile.
  await stage.ask((t) => t.sam.mounted?.beneath?.().then((sheet) => sheet.lay(undefined)));
  await stage.ask((t) => t.sam.mounted?.undo());
  await said('Kim', 'House');
  expect((await zoom())[1]).toBe(kimWas);
  await stage.page.mouse.up();
  expect((await stage.counts()).kim).toBe(1);
  expect((await zoom())[0]).toBe(samWas);
});
