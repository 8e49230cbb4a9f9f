import { expect, test } from 'vitest';
import { setStage } from './stage.ts';

const stage = setStage();

test('[D1] ink is seen by the other while it is drawn, and becomes one update with the same id', async () => {
  await stage.open(2);
  await stage.draw(
    [
      [100, 300],
      [200, 300],
      [300, 300],
    ],
    false,
  );
  await expect.poll(() => stage.dark('Kim', 'upper', 250, 300)).toBeGreaterThan(150);
  expect(await stage.counts()).toEqual({ sam: 0, kim: 0 });
  expect(await stage.ask((t) => t.sam.inkMessages)).toBeGreaterThan(1);
  const wetId = await stage.ask((t) => (t.sam.awareness.getLocalState()?.['ink'] as { id: string } | undefined)?.id);
  await stage.page.mouse.up();
  expect(await stage.counts()).toEqual({ sam: 1, kim: 1 });
  expect(await stage.ask((t) => t.sam.updates)).toBe(1);
  expect(await stage.ask((t) => t.kim.board.marks()[0]?.id)).toBe(wetId);
  for (const name of ['Sam', 'Kim'] as const) {
    expect(await stage.dark(name, 'lower', 250, 300)).toBeGreaterThan(150);
    expect(await stage.dark(name, 'upper', 250, 300)).toBe(0);
  }
  expect(await stage.page.locator('#Kim .board-cursor').innerText()).toBe('Sam');
  expect(await stage.page.locator('#Kim .board-summary').innerText()).toBe('1 line on the board, the last by Sam.');
});

test('[D2] the ink of somebody who is gone does not stay', async () => {
  await stage.open(2);
  await stage.draw(
    [
      [100, 300],
      [300, 300],
    ],
    false,
  );
  await expect.poll(() => stage.dark('Kim', 'upper', 250, 300)).toBeGreaterThan(150);
  await stage.ask((t) => t.leave(t.sam));
  expect(await stage.dark('Kim', 'upper', 250, 300)).toBe(0);
  expect(await stage.page.locator('#Kim .board-cursor').count()).toBe(0);
});

test('[D3] undo takes back own strokes only, by button and by key', async () => {
  await stage.open(2);
  await stage.draw([
    [100, 200],
    [300, 200],
  ]);
  await stage.draw([
    [740, 300],
    [940, 300],
  ]);
  await stage.page.locator('#Sam').getByRole('button', { name: 'Undo' }).click();
  expect(await stage.dark('Kim', 'lower', 200, 200)).toBe(0);
  expect(await stage.dark('Kim', 'lower', 200, 300)).toBeGreaterThan(150);
  await stage.page.keyboard.press('Control+z');
  expect(await stage.counts()).toEqual({ sam: 1, kim: 1 });
  await stage.page.keyboard.press('Control+Shift+Z');
  expect(await stage.dark('Kim', 'lower', 200, 200)).toBeGreaterThan(150);
});

test('[D4] the rubber rubs out where it moves; the eraser takes whole lines; undo brings both back', async () => {
  await stage.open(1);
  await stage.draw([
    [200, 300],
    [600, 300],
  ]);
  await stage.page.getByRole('button', { name: /^Rubber/ }).click();
  await stage.draw([
    [400, 200],
    [400, 400],
  ]);
  expect(await stage.dark('Sam', 'lower', 400, 300)).toBe(0);
  expect(await stage.dark('Sam', 'lower', 300, 300)).toBeGreaterThan(150);
  await stage.page.getByRole('button', { name: /^Remove whole lines/ }).click();
  await stage.draw([
    [300, 250],
    [300, 350],
  ]);
  expect(await stage.dark('Sam', 'lower', 500, 300)).toBe(0);
  await stage.page.keyboard.press('Control+z');
  expect(await stage.dark('Sam', 'lower', 500, 300)).toBeGreaterThan(150);
  expect(await stage.dark('Sam', 'lower', 400, 300)).toBe(0);
  await stage.page.keyboard.press('Control+z');
  expect(await stage.dark('Sam', 'lower', 400, 300)).toBeGreaterThan(150);
});

test('[D5] a stroke under the pen is finished when the page is hidden, loses the focus or the board is closed', async () => {
  await stage.open(1);
  await stage.draw(
    [
      [200, 200],
      [300, 200],
    ],
    false,
  );
  await stage.page.evaluate(() => window.dispatchEvent(new Event('blur')));
  expect((await stage.counts()).sam).toBe(1);
  await stage.page.mouse.up();
  await stage.draw(
    [
      [200, 300],
      [300, 300],
    ],
    false,
  );
  await stage.page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  expect((await stage.counts()).sam).toBe(2);
  await stage.page.mouse.up();
  await stage.draw(
    [
      [200, 400],
      [300, 400],
    ],
    false,
  );
  await stage.ask((t) => t.sam.mounted?.close());
  expect((await stage.counts()).kim).toBe(3);
});

test('[D6] the wheel moves the board, with Ctrl it zooms around the pointer, and ink goes where it is drawn', async () => {
  await stage.open(1);
  await stage.draw([
    [600, 400],
    [700, 400],
  ]);
  await stage.page.mouse.move(650, 400);
  await stage.page.mouse.wheel(0, 100);
  await expect.poll(() => stage.dark('Sam', 'lower', 650, 300)).toBeGreaterThan(150);
  await stage.page.keyboard.down('Control');
  await stage.page.mouse.move(650, 300);
  await stage.page.mouse.wheel(0, -300);
  await stage.page.keyboard.up('Control');
  await expect.poll(() => stage.ask((t) => t.sam.mounted?.zoom.value)).toBeGreaterThan(1.5);
  expect(await stage.dark('Sam', 'lower', 650, 300)).toBeGreaterThan(150);
  await stage.draw([
    [650, 500],
    [750, 500],
  ]);
  expect(await stage.dark('Sam', 'lower', 700, 500)).toBeGreaterThan(150);
  await stage.page.getByRole('button', { name: /^Show all/ }).click();
  await stage.page.getByRole('button', { name: /back to the first view/ }).click();
  expect(await stage.ask((t) => t.sam.mounted?.zoom.value)).toBe(1);
  expect(await stage.dark('Sam', 'lower', 650, 400)).toBeGreaterThan(150);
});

test('[D7] a read-only board moves but takes no ink, no undo and shows no tools', async () => {
  await stage.open(1);
  await stage.draw([
    [600, 400],
    [700, 400],
  ]);
  await stage.ask((t) => t.show(true));
  // It takes a frame until the page has it.
  await stage.page.getByText('Only to look at').waitFor();
  await stage.draw([
    [300, 300],
    [300, 400],
  ]);
  await stage.page.keyboard.press('Control+z');
  expect(await stage.counts()).toEqual({ sam: 1, kim: 1 });
  expect(await stage.dark('Sam', 'lower', 650, 500)).toBeGreaterThan(150);
  expect(await stage.page.getByRole('toolbar').count()).toBe(0);
});

test('[D8] a board of 5,000 strokes opens, and all of it is painted', async () => {
  await stage.open(1);
  await stage.ask((t) => t.fill(5000));
  await stage.page.getByRole('button', { name: /^Show all/ }).click();
  const share = (): Promise<number> =>
    stage.page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.lower-canvas');
      const data = canvas?.getContext('2d')?.getImageData(100, 100, 1000, 600).data ?? new Uint8ClampedArray(4);
      let inked = 0;
      for (let i = 0; i < data.length; i += 4) if ((data[i] ?? 0) + (data[i + 1] ?? 0) + (data[i + 2] ?? 0) < 740) inked++;
      return inked / (data.length / 4);
    });
  await expect.poll(share, { timeout: 90_000 }).toBeGreaterThan(0.25);
  await stage.draw([
    [600, 400],
    [700, 400],
  ]);
  expect((await stage.counts()).sam).toBe(5001);
});
