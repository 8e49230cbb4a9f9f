/** What each material leaves on the canvas, against pictures of its own: the mean colours of parts, since browsers smooth edges each in their way. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { MATERIAL_WORDS, SHAPE_WORDS } from '#client/board/palette.ts';
import { SHAPES } from '#client/board/shapes.ts';
import { setStage, type Place } from './stage.ts';

const stage = setStage();
const FILE = join(import.meta.dirname, 'materials.reference.json');
/** `UPDATE_REFERENCES=1` writes the pictures anew: look at them before. */
const isUpdating = process.env['UPDATE_REFERENCES'] === '1';
const references = (existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {}) as Record<string, readonly number[][]>;
afterAll(() => {
  if (isUpdating) writeFileSync(FILE, `${JSON.stringify(references)}\n`);
});

const WAVE: readonly Place[] = Array.from({ length: 25 }, (_, i) => [120 + i * 14, 300 + Math.round(Math.sin(i / 3) * 40)]);
/** Of 255: what another version of the browser may smooth otherwise, and less than what parts any two materials. */
const TOLERANCE = 5;
const PLACE = [100, 220, 384, 160] as const;
/** The largest difference of any part in any channel. */
const difference = (a: readonly number[][], b: readonly number[][]): number =>
  Math.max(...a.flatMap((part, i) => part.map((value, channel) => Math.abs(value - (b[i]?.[channel] ?? Number.NaN)))));

function compare(name: string, seen: readonly number[][]): void {
  if (isUpdating) references[name] = seen;
  const reference = references[name];
  if (reference === undefined) throw new Error(`there is no picture of ${name}: run with UPDATE_REFERENCES=1 and look at it`);
  expect(difference(seen, reference)).toBeLessThanOrEqual(TOLERANCE);
}

/** Not lifted: what is under the pen now. */
async function wave(): Promise<void> {
  for (const [i, [x, y]] of WAVE.entries()) {
    await stage.page.mouse.move(x, y);
    if (i === 0) await stage.page.mouse.down();
  }
}

async function take(button: RegExp, choice: string): Promise<void> {
  await stage.page.getByRole('button', { name: button }).click();
  await stage.page.getByRole('button', { name: choice, exact: true }).click();
}

test.each(MATERIAL_WORDS)('[D13] $name leaves its own ink, under the pen as it is kept, and the same for the other', async ({ name }) => {
  await stage.open(1);
  await take(/^Colour/, 'Blue');
  await take(/^Thickness/, 'Thick');
  await take(/^Draw/, name);
  await wave();
  const wet = await stage.parts('upper', PLACE);
  await stage.page.mouse.up();
  const settled = await stage.parts('lower', PLACE);
  expect(difference(wet, settled)).toBeLessThanOrEqual(6);
  compare(name, settled);
  // Somebody who opens the board later sees the very same.
  await stage.ask((t) => {
    t.show(true);
    t.show(false);
  });
  expect(difference(await stage.parts('lower', PLACE), settled)).toBeLessThanOrEqual(2);
});

test('[D13] no two materials look alike', () => {
  const pictures = Object.entries(references).filter(([name]) => MATERIAL_WORDS.some((known) => known.name === name));
  expect(pictures).toHaveLength(MATERIAL_WORDS.length);
  for (const [name, picture] of pictures)
    for (const [other, its] of pictures)
      if (name !== other) expect([name, other, difference(picture, its) > TOLERANCE]).toEqual([name, other, true]);
});

test.each(SHAPES)('[D14] %s: follows the pointer, is kept as one line, and undo takes it back', async (shape) => {
  await stage.open(2);
  await stage.page
    .locator('#Sam')
    .getByRole('button', { name: /^Shape/ })
    .click();
  await stage.page.locator('#Sam').getByRole('button', { name: SHAPE_WORDS[shape], exact: true }).click();
  await stage.draw(
    [
      [120, 240],
      [460, 360],
    ],
    false,
  );
  const wet = await stage.parts('upper', PLACE);
  await stage.page.mouse.up();
  expect(await stage.counts()).toEqual({ sam: 1, kim: 1 });
  const settled = await stage.parts('lower', PLACE);
  expect(difference(wet, settled)).toBeLessThanOrEqual(6);
  compare(shape, settled);
  await stage.page.keyboard.press('Control+z');
  expect(await stage.counts()).toEqual({ sam: 0, kim: 0 });
});

test('[D14] with Shift a box is a square, and a filled one is taken by the eraser from within', async () => {
  await stage.open(1);
  await stage.page.getByRole('button', { name: /^Shape/ }).click();
  await stage.page.getByLabel('Filled').check();
  await stage.page.getByRole('button', { name: 'Box', exact: true }).click();
  await stage.page.keyboard.down('Shift');
  await stage.draw([
    [200, 200],
    [400, 260],
  ]);
  await stage.page.keyboard.up('Shift');
  expect(await stage.dark('Sam', 'lower', 390, 390)).toBeGreaterThan(150);
  expect(await stage.dark('Sam', 'lower', 420, 300)).toBe(0);
  await stage.page.getByRole('button', { name: /^Remove whole lines/ }).click();
  await stage.page.mouse.click(300, 300);
  expect(await stage.counts()).toMatchObject({ sam: 0 });
});

test('[D14] a shape without any size leaves nothing', async () => {
  await stage.open(1);
  await stage.page.keyboard.press('Tab');
  await stage.page.getByRole('button', { name: /^Shape/ }).click();
  await stage.page.getByRole('button', { name: 'Circle', exact: true }).click();
  await stage.page.mouse.click(300, 300);
  expect(await stage.counts()).toMatchObject({ sam: 0 });
});

test('[D15] half the strength covers half, and a colour is taken from the board', async () => {
  await stage.open(1);
  const line = async (y: number): Promise<number> => {
    await stage.draw([
      [200, y],
      [400, y],
    ]);
    return await stage.dark('Sam', 'lower', 300, y);
  };
  await take(/^Thickness/, 'Very thick');
  const full = await line(200);
  await take(/^Thickness/, 'Half');
  expect((await line(300)) / full).toBeCloseTo(0.5, 1);
  await stage.page.getByRole('button', { name: /^Colour/ }).click();
  await stage.page.getByRole('button', { name: /^Take a colour/ }).click();
  await stage.page.mouse.click(300, 300);
  const drawing = await stage.ask((t) => t.sam.mounted?.drawing.value);
  expect(drawing?.tool).toBe('pen');
  expect(drawing?.colour).toBeGreaterThan(0x808080);
});
