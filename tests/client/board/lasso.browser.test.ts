import { expect, test } from 'vitest';
import { setStage, type Place } from './stage.ts';

const stage = setStage();
const sam = () => stage.page.locator('#Sam');
const dark = async (x: number, y: number): Promise<boolean> => (await stage.dark('Sam', 'lower', x, y)) > 150;

test('[D21] one draws around what shall be chosen; the line may cross itself, and most of a mark is enough', async () => {
  await stage.open(1);
  for (const y of [200, 300, 400])
    await stage.draw([
      [100, y],
      [300, y],
    ]);
  await sam()
    .getByRole('button', { name: /^Choose and move/ })
    .click();
  await stage.page.getByRole('button', { name: 'Draw around it (A)' }).click();
  // Around the upper two, beginning on a mark, once and a half; the end of the second one sticks out.
  const around: Place[] = [
    [70, 200],
    [70, 150],
    [330, 150],
    [330, 250],
    [280, 340],
    [70, 340],
    [60, 160],
    [320, 160],
  ];
  await stage.draw(around);
  await sam().getByRole('status').getByText('2 chosen').waitFor();
  await stage.page.keyboard.press('Delete');
  expect([await dark(200, 200), await dark(200, 300), await dark(200, 400)]).toEqual([false, false, true]);
});

test('[D21] with the line in hand a press takes one mark, what is held is moved, and the key takes it in hand', async () => {
  await stage.open(1);
  await stage.draw([
    [100, 300],
    [300, 300],
  ]);
  await stage.page.keyboard.press('a');
  await stage.page.mouse.click(200, 300);
  await sam().getByRole('status').getByText('1 chosen').waitFor();
  await stage.draw([
    [200, 300],
    [200, 500],
  ]);
  expect([await dark(200, 300), await dark(200, 500)]).toEqual([false, true]);
  await stage.page.mouse.click(700, 300);
  expect(await sam().getByRole('status').count()).toBe(0);
});
