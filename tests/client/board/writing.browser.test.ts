import { expect, test } from 'vitest';
import { setStage } from './stage.ts';

const stage = setStage();
const sam = () => stage.page.locator('#Sam');
const field = () => stage.page.getByLabel(/on the board$/);
const texts = (): Promise<string[]> => stage.ask((t) => t.texts(t.kim));

test('[D18] what is typed stands on both boards once one leaves the field, and Undo takes it back', async () => {
  await stage.open(2);
  await sam()
    .getByRole('button', { name: /^Write/ })
    .click();
  await stage.page.mouse.click(150, 250);
  // Letters that are keys of the board, too.
  await stage.page.keyboard.type('here');
  await stage.page.keyboard.press('Enter');
  await stage.page.keyboard.type('I am');
  expect(await texts()).toEqual([]);
  await stage.page.keyboard.press('Escape');
  expect(await texts()).toEqual(['here\nI am']);
  expect(await stage.ask((t) => t.sam.mounted?.drawing.value.tool)).toBe('text');
  const dark = async (name: 'Sam' | 'Kim'): Promise<number> => {
    const parts: number[][] = await stage.page.evaluate(
      `test.painted().then(() => test.parts('${name}', 'lower', [140, 240, 96, 64], 4, 4))`,
    );
    return Math.min(...parts.flat());
  };
  expect(await dark('Sam')).toBeLessThan(245);
  expect(await dark('Kim')).toBeLessThan(245);
  expect(await stage.page.locator('#Kim .board-summary').innerText()).toBe('1 text on the board, the last by Sam. By Sam: here I am');
  await stage.page.keyboard.press('Control+z');
  expect(await texts()).toEqual([]);
});

test('[D18] one’s own writing is changed by pressing it, as one step; emptied it goes; nobody changes another’s', async () => {
  await stage.open(2);
  await sam()
    .getByRole('button', { name: /^Write/ })
    .click();
  await stage.page.mouse.click(150, 250);
  await stage.page.keyboard.type('calm');
  // Pressing elsewhere keeps it, and begins another, which nothing is written into.
  await stage.page.mouse.click(400, 500);
  await stage.page.keyboard.press('Escape');
  expect(await texts()).toEqual(['calm']);
  await stage.page.mouse.click(156, 256);
  expect(await field().inputValue()).toBe('calm');
  await stage.page.keyboard.press('End');
  await stage.page.keyboard.type(' sea');
  await stage.page.keyboard.press('Escape');
  expect(await texts()).toEqual(['calm sea']);
  await stage.page.keyboard.press('Control+z');
  expect(await texts()).toEqual(['calm']);
  await stage.page
    .locator('#Kim')
    .getByRole('button', { name: /^Write/ })
    .click();
  await stage.page.mouse.click(640 + 156, 256);
  expect(await field().inputValue()).toBe('');
  await stage.page.keyboard.press('Escape');
  await stage.page.mouse.click(156, 256);
  await field().fill('');
  await stage.page.keyboard.press('Escape');
  expect(await texts()).toEqual([]);
});

test('[D18] a note has a sheet of its own and breaks its lines; the eraser takes it; a picture shows it', async () => {
  await stage.open(1);
  await stage.page.getByRole('button', { name: /^Colour/ }).click();
  await stage.page.getByRole('button', { name: 'Yellow', exact: true }).click();
  await stage.page.getByRole('button', { name: /^Sticky note/ }).click();
  await stage.page.mouse.click(300, 200);
  await stage.page.keyboard.type('three things that I can do when everything becomes too much for me');
  await stage.page.mouse.click(900, 600);
  await stage.page.keyboard.press('Escape');
  const [sheet = []] = await stage.parts('lower', [304, 204, 12, 4]);
  expect(sheet.map((value, i) => Math.abs(value - ([252, 238, 184][i] ?? 0)) < 14)).toEqual([true, true, true]);
  const notes = await stage.ask((t) => t.texts(t.sam));
  expect(notes).toHaveLength(1);
  await stage.page.getByRole('button', { name: /^Remove whole lines/ }).click();
  await stage.page.mouse.click(320, 220);
  expect(await stage.ask((t) => t.texts(t.sam))).toEqual([]);
});

test('[D18] what somebody else wrote is letters and nothing else, however it looks', async () => {
  await stage.open(2);
  await sam()
    .getByRole('button', { name: /^Write/ })
    .click();
  await stage.page.mouse.click(100, 250);
  await stage.page.keyboard.type('<img src=x onerror=alert(1)>');
  await stage.page.keyboard.press('Escape');
  expect(await stage.page.locator('#Kim img').count()).toBe(0);
  expect(await stage.page.locator('#Kim .board-summary').innerText()).toContain('<img src=x onerror=alert(1)>');
});

test('[D18] the field moves and grows with the board', async () => {
  await stage.open(1);
  await stage.page.getByRole('button', { name: /^Write/ }).click();
  await stage.page.mouse.click(640, 400);
  await stage.page.keyboard.type('wide');
  const before = await field().boundingBox();
  await stage.page.evaluate('test.sam.mounted.zoomIn()');
  const after = await field().boundingBox();
  expect((after?.height ?? 0) / (before?.height ?? 1)).toBeCloseTo(1.25, 1);
  expect(after?.x).toBeCloseTo(640, -1);
});
