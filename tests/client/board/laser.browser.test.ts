import { expect, test } from 'vitest';
import { setStage } from './stage.ts';

const stage = setStage();

test('[D24] pointing with a light is seen by both while it is done, fades by itself, and leaves nothing in the doc', async () => {
  await stage.open(2);
  await stage.draw([
    [100, 500],
    [200, 500],
  ]);
  await stage.page.keyboard.press('k');
  await stage.draw(
    [
      [100, 200],
      [300, 200],
    ],
    false,
  );
  for (const name of ['Sam', 'Kim'] as const) await expect.poll(() => stage.dark(name, 'upper', 296, 200)).toBeGreaterThan(20);
  await stage.page.mouse.up();
  for (const name of ['Sam', 'Kim'] as const) await expect.poll(() => stage.dark(name, 'upper', 296, 200), { timeout: 10_000 }).toBe(0);
  expect(await stage.ask((t) => t.sam.updates)).toBe(1);
  // Whoever comes later is told of nothing.
  await expect.poll(() => stage.ask((t) => t.sam.awareness.getLocalState()?.['laser'])).toBe(null);
  await stage.page.keyboard.press('Control+z');
  expect((await stage.counts()).kim).toBe(0);
});

test('[D24] a light of the wrong form is passed over, and on a board to look at only nobody points', async () => {
  await stage.open(2);
  await stage.ask((t) => {
    const state = { ...t.kim.awareness.getLocalState(), member: t.kim.member };
    for (const laser of [{ press: 1, from: 0, points: [1e9, 2] }, { press: 'x' }, 7]) t.kim.awareness.setLocalState({ ...state, laser });
  });
  await stage.page.keyboard.press('k');
  await stage.page.evaluate('test.show(true)');
  await stage.draw([
    [100, 200],
    [300, 200],
  ]);
  expect(await stage.ask((t) => t.sam.awareness.getLocalState()?.['laser'] ?? null)).toBe(null);
  expect(await stage.dark('Sam', 'upper', 296, 200)).toBe(0);
});

test('[D24] it is found among the other tools, and drawing goes on with the pen that was in hand', async () => {
  await stage.open(1);
  await stage.page.getByRole('button', { name: 'More tools' }).click();
  await stage.page.getByRole('button', { name: 'Point with a light (K)' }).click();
  expect(await stage.ask((t) => t.sam.mounted?.drawing.value.tool)).toBe('laser');
  await stage.page.keyboard.press('p');
  await stage.draw([
    [100, 200],
    [300, 200],
  ]);
  expect((await stage.counts()).sam).toBe(1);
});
