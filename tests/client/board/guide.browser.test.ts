import { expect, test } from 'vitest';
import { setStage } from './stage.ts';

const stage = setStage();
const sam = () => stage.page.locator('#Sam');
/** How many lines cross a way of 600 pixels over somebody's paper, across it or down; it keeps off the ink. */
const lined = (name: 'Sam' | 'Kim', way: 'across' | 'down'): Promise<number> =>
  stage.page.evaluate(`test.painted().then(() => {
    const canvas = document.querySelector('#${name} .lower-canvas');
    const { data } = canvas.getContext('2d').getImageData(...${way === 'across' ? '[0, 333, 600, 1]' : '[7, 100, 1, 600]'});
    let count = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] < 250) count++;
    return count;
  })`);
/** 40 board pixels apart at about half size. */
const MANY = [29, 30, 31];

test('[D23] squared or ruled paper is for whoever takes it, by button or key: not in the doc, not on the other’s board, not in a picture', async () => {
  await stage.open(2);
  await stage.draw([
    [100, 210],
    [300, 210],
  ]);
  const before = await stage.ask((t) => t.sam.updates);
  expect([await lined('Sam', 'across'), await lined('Sam', 'down')]).toEqual([0, 0]);
  await sam().getByRole('button', { name: 'More tools' }).click();
  await sam().getByRole('button', { name: 'Paper: Plain paper (G)' }).click();
  expect(MANY).toContain(await lined('Sam', 'across'));
  expect(MANY).toContain(await lined('Sam', 'down'));
  expect([await lined('Kim', 'across'), await lined('Kim', 'down')]).toEqual([0, 0]);
  await sam().getByRole('button', { name: 'Paper: Squared paper (G)' }).click();
  expect(await lined('Sam', 'across')).toBe(0);
  expect(MANY).toContain(await lined('Sam', 'down'));
  await stage.page.keyboard.press('Escape');
  const size: number = await stage.page.evaluate(`test.sam.mounted.file('png').then((file) => createImageBitmap(file)).then((image) => {
    const ctx = new OffscreenCanvas(image.width, image.height).getContext('2d');
    ctx.drawImage(image, 0, 0);
    return ctx.getImageData(0, 0, image.width, 40).data.filter((value) => value < 255).length;
  })`);
  expect(size).toBe(0);
  await sam().locator('.board-canvas').focus();
  await stage.page.keyboard.press('g');
  expect([await lined('Sam', 'across'), await lined('Sam', 'down')]).toEqual([0, 0]);
  expect(await stage.ask((t) => t.sam.updates)).toBe(before);
});

test('[D23] lines lie under the ink and move with the board; the rubber takes the ink and leaves them', async () => {
  await stage.open(1);
  await stage.draw([
    [100, 217],
    [300, 217],
  ]);
  await stage.page.keyboard.press('g');
  expect(await stage.dark('Sam', 'lower', 200, 217)).toBeGreaterThan(150);
  await stage.page.keyboard.press('r');
  await stage.draw([
    [200, 190],
    [200, 250],
  ]);
  const line = await stage.dark('Sam', 'lower', 200, 217);
  expect(line).toBeGreaterThan(0);
  expect(line).toBeLessThan(80);
  await stage.page.keyboard.press('h');
  await stage.draw([
    [500, 500],
    [513, 500],
  ]);
  expect(await stage.dark('Sam', 'lower', 213, 217)).toBe(line);
});
