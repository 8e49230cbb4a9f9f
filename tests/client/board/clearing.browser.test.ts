import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { setStage } from './stage.ts';

const stage = setStage();

async function bothDraw(): Promise<void> {
  await stage.open(2);
  await stage.draw([
    [100, 200],
    [300, 200],
  ]);
  await stage.draw([
    [740, 300],
    [940, 300],
  ]);
  expect(await stage.counts()).toEqual({ sam: 2, kim: 2 });
}
async function clear(what: string): Promise<void> {
  const sam = stage.page.locator('#Sam');
  await sam.getByRole('button', { name: 'More tools' }).click();
  await sam.getByRole('button', { name: /^Clear the board/ }).click();
  await stage.page.getByRole('dialog').getByRole('button', { name: what }).click();
}
const seen = async (): Promise<readonly boolean[]> => [
  (await stage.dark('Sam', 'lower', 200, 200)) > 150,
  (await stage.dark('Sam', 'lower', 200, 300)) > 150,
];

test('[D16] one clears one’s own marks, or the others’, or everything; both see it, and Undo brings it back in one step', async () => {
  await bothDraw();
  for (const [what, left] of [
    ['Only what I drew', [false, true]],
    ['Only what others drew', [true, false]],
    ['Everything', [false, false]],
  ] as const) {
    await clear(what);
    expect(await seen()).toEqual(left);
    expect(await stage.counts()).toEqual({ sam: left.filter(Boolean).length, kim: left.filter(Boolean).length });
    await stage.page.locator('#Sam').getByRole('button', { name: 'Undo' }).click();
    expect(await seen()).toEqual([true, true]);
  }
});

test('[D16] whoever thinks better of it keeps it all', async () => {
  await bothDraw();
  await clear('Keep it all');
  expect(await stage.counts()).toEqual({ sam: 2, kim: 2 });
  const sam = stage.page.locator('#Sam');
  await sam.getByRole('button', { name: 'More tools' }).click();
  await sam.getByRole('button', { name: /^Clear the board/ }).click();
  await stage.page.getByRole('dialog').waitFor();
  // What is pressed in the dialog is not a key of the board.
  await stage.page.keyboard.press('h');
  await stage.page.keyboard.press('Escape');
  expect(await stage.page.getByRole('dialog').count()).toBe(0);
  expect(await stage.ask((t) => t.sam.mounted?.drawing.value.tool)).toBe('pen');
});

test('[D16] clearing one’s own marks brings nothing back that one had rubbed out', async () => {
  await bothDraw();
  await stage.page
    .locator('#Sam')
    .getByRole('button', { name: /^Rubber/ })
    .click();
  await stage.draw([
    [200, 260],
    [200, 340],
  ]);
  expect(await stage.dark('Sam', 'lower', 200, 300)).toBe(0);
  await clear('Only what I drew');
  expect(await stage.dark('Sam', 'lower', 200, 300)).toBe(0);
  expect(await stage.dark('Sam', 'lower', 120, 200)).toBe(0);
  expect(await stage.dark('Sam', 'lower', 270, 300)).toBeGreaterThan(150);
});

/** Types of a PNG's chunks (PNG specification, section 5). */
function chunksOf(png: Buffer): string[] {
  const types: string[] = [];
  for (let at = 8; at + 8 <= png.length; at += png.readUInt32BE(at) + 12) types.push(png.toString('latin1', at + 4, at + 8));
  return types;
}

test('[D17] the drawing is saved as a PNG of all of it, with a neutral name and nothing in it but the picture, also where one only looks', async () => {
  await stage.open(1);
  await stage.draw([
    [200, 200],
    [900, 600],
  ]);
  for (const readOnly of [false, true]) {
    await stage.page.evaluate(`test.show(${readOnly})`);
    await stage.page.getByRole('button', { name: 'More tools' }).click();
    const [file] = await Promise.all([
      stage.page.waitForEvent('download'),
      stage.page.getByRole('button', { name: 'Save as a picture' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^drawing-\d{4}-\d\d-\d\d\.png$/);
    const png = await readFile(await file.path());
    expect(chunksOf(png).filter((type) => !['IHDR', 'sRGB', 'IDAT', 'IEND'].includes(type))).toEqual([]);
    // 700 x 400 of the line at twice the size, its thickness and the margin around.
    expect(png.readUInt32BE(16)).toBeGreaterThan(1400);
    expect(png.readUInt32BE(20)).toBeGreaterThan(800);
  }
});

test('[D17] printing lends the page’s printer to the picture alone', async () => {
  await stage.open(1);
  await stage.draw([
    [200, 200],
    [400, 300],
  ]);
  await stage.page.evaluate('void (window.printing = new Promise((resolve) => { window.print = () => resolve(true); }))');
  await stage.page.getByRole('button', { name: 'More tools' }).click();
  await stage.page.getByRole('button', { name: 'Print' }).click();
  expect(await stage.page.evaluate('window.printing')).toBe(true);
  await stage.page.emulateMedia({ media: 'print' });
  expect(await stage.page.locator('.board').isVisible()).toBe(false);
  expect(await stage.page.locator('.print-sheet img').isVisible()).toBe(true);
  await stage.page.emulateMedia({ media: 'screen' });
  await stage.page.evaluate('window.dispatchEvent(new Event("afterprint"))');
  expect(await stage.page.locator('.print-sheet').count()).toBe(0);
});
