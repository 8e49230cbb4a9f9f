import { expect, test } from 'vitest';
import { setStage } from './stage.ts';

const stage = setStage();
const sam = () => stage.page.locator('#Sam');
const dark = async (name: 'Sam' | 'Kim', x: number, y: number): Promise<boolean> => (await stage.dark(name, 'lower', x, y)) > 150;

async function twoLines(boards: 1 | 2): Promise<void> {
  await stage.open(boards);
  for (const y of [200, 300])
    await stage.draw([
      [100, y],
      [300, y],
    ]);
  await stage.page.keyboard.press('v');
}

test('[D19] a mark is moved where it is dragged, on both boards, and Undo brings it back', async () => {
  await twoLines(2);
  await stage.draw([
    [200, 200],
    [200, 500],
  ]);
  for (const name of ['Sam', 'Kim'] as const) {
    const left = name === 'Sam' ? 0 : 640;
    expect([await dark(name, 200, 200), await dark(name, 200, 500), await dark(name, 200, 300)]).toEqual([false, true, true]);
    expect(left).toBeGreaterThanOrEqual(0);
  }
  expect(await stage.ask((t) => t.sam.updates)).toBe(3);
  await stage.page.keyboard.press('Control+z');
  expect([await dark('Kim', 200, 200), await dark('Kim', 200, 500)]).toEqual([true, false]);
});

test('[D19] a frame chooses what lies inside it; it is copied and removed by button and key, each one step', async () => {
  await twoLines(1);
  await stage.draw([
    [60, 150],
    [360, 350],
  ]);
  await sam().getByRole('status').getByText('2 chosen').waitFor();
  await sam().getByRole('button', { name: /^Copy/ }).click();
  expect(await stage.counts()).toMatchObject({ sam: 4 });
  // The copies are held now, and nothing else.
  await stage.page.keyboard.press('Delete');
  expect(await stage.counts()).toMatchObject({ sam: 2 });
  expect(await sam().getByRole('status').count()).toBe(0);
  await stage.page.keyboard.press('Control+z');
  expect(await stage.counts()).toMatchObject({ sam: 4 });
  await stage.page.keyboard.press('Control+z');
  expect(await stage.counts()).toMatchObject({ sam: 2 });
});

test('[D19] by keys alone: all is taken, moved by the arrows and let go', async () => {
  await twoLines(1);
  await stage.page.keyboard.press('Control+a');
  await sam().getByRole('status').getByText('2 chosen').waitFor();
  for (let i = 0; i < 5; i++) await stage.page.keyboard.press('ArrowDown');
  expect([await dark('Sam', 200, 200), await dark('Sam', 200, 250), await dark('Sam', 200, 350)]).toEqual([false, true, true]);
  await stage.page.keyboard.press('Escape');
  expect(await sam().getByRole('status').count()).toBe(0);
  // Nothing is held: the arrows move the board again.
  await stage.page.keyboard.press('ArrowDown');
  expect(await dark('Sam', 200, 250)).toBe(false);
});

test('[D19] Shift adds to what is held; what another removes is held no more', async () => {
  await twoLines(2);
  await stage.page.mouse.click(200, 200);
  await stage.page.keyboard.down('Shift');
  await stage.page.mouse.click(200, 300);
  await stage.page.keyboard.up('Shift');
  await sam().getByRole('status').getByText('2 chosen').waitFor();
  await stage.page.evaluate('test.kim.board.erase([test.kim.board.marks()[0].id], { author: test.kim.member, at: 1 }, "kim")');
  await sam().getByRole('status').getByText('1 chosen').waitFor();
  await stage.page.evaluate('test.show(true)');
  await expect.poll(() => sam().getByRole('status').count()).toBe(0);
});
