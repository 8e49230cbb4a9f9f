import { readFile } from 'node:fs/promises';
import type { CDPSession } from 'playwright-core';
import { expect, test } from 'vitest';
import { setStage, type Place } from './stage.ts';

const stage = setStage();
const sam = () => stage.page.locator('#Sam');
const dark = async (name: 'Sam' | 'Kim', x: number, y: number): Promise<boolean> => (await stage.dark(name, 'lower', x, y)) > 150;
const seen = (name: 'Sam' | 'Kim', ...places: Place[]): Promise<boolean[]> =>
  places.reduce<Promise<boolean[]>>(async (before, [x, y]) => [...(await before), await dark(name, x, y)], Promise.resolve([]));
const choosing = () => sam().getByRole('button', { name: /^Choose and move/ });

/** A line from 100, 200 to 300, 200, held. Its frame is 96 px high and some 10 px wider than it; the handle to turn it lies at 200, 106. */
async function oneLineHeld(boards: 1 | 2): Promise<void> {
  await stage.open(boards);
  await stage.draw([
    [100, 200],
    [300, 200],
  ]);
  await choosing().click();
  await stage.page.keyboard.press('Escape');
  await stage.page.mouse.click(200, 200);
  await sam().getByRole('status').getByText('1 chosen').waitFor();
}
const TURN: Place = [200, 106];
const RIGHT: Place = [294, 200];

test('[D20] what is held is scaled by a corner about the one across, on both boards, as one update and one step of undo', async () => {
  await oneLineHeld(2);
  await stage.draw([
    [310, 248],
    [532, 344],
  ]);
  // Twice as large about the upper left corner, at 89, 152.
  for (const name of ['Sam', 'Kim'] as const) expect(await seen(name, [200, 200], [130, 248], [480, 248])).toEqual([false, true, true]);
  expect(await stage.ask((t) => t.sam.updates)).toBe(2);
  const [mark] = await stage.ask((t) => t.kim.board.marks().map(({ scale, writer }) => ({ scale, isSams: writer === t.sam.doc.clientID })));
  expect(mark?.scale).toBeCloseTo(2, 1);
  expect(mark?.isSams).toBe(true);
  await stage.page.keyboard.press('Control+z');
  for (const name of ['Sam', 'Kim'] as const) expect(await seen(name, [200, 200], [480, 248])).toEqual([true, false]);
});

test('[D20] what is held is turned by the handle above it; it is touched, erased and framed where it is seen', async () => {
  await oneLineHeld(2);
  await stage.draw([TURN, RIGHT]);
  for (const name of ['Sam', 'Kim'] as const)
    expect(await seen(name, [200, 110], [200, 290], [120, 200], [280, 200])).toEqual([true, true, false, false]);
  await stage.page.keyboard.press('Escape');
  await stage.page.mouse.click(120, 200);
  expect(await sam().getByRole('status').count()).toBe(0);
  await stage.draw([
    [150, 80],
    [250, 320],
  ]);
  await sam().getByRole('status').getByText('1 chosen').waitFor();
  await sam()
    .getByRole('button', { name: /^Remove whole lines/ })
    .click();
  await stage.page.mouse.click(120, 200);
  expect((await stage.counts()).kim).toBe(1);
  await stage.page.mouse.click(200, 120);
  expect((await stage.counts()).kim).toBe(0);
});

test('[D20] with Shift it turns in steps of 15 degrees', async () => {
  await oneLineHeld(1);
  await stage.page.keyboard.down('Shift');
  await stage.draw([TURN, [280, 190]]);
  await stage.page.keyboard.up('Shift');
  expect(await stage.ask((t) => Math.round(((t.sam.board.marks()[0]?.angle ?? 0) * 180) / Math.PI))).toBe(90);
});

test('[D20] while it is dragged it is seen where it will be, and Undo and others know nothing of it before it is let go', async () => {
  await oneLineHeld(2);
  await stage.draw([TURN, RIGHT], false);
  expect(await stage.dark('Sam', 'upper', 200, 120)).toBeGreaterThan(100);
  expect(await dark('Kim', 200, 120)).toBe(false);
  expect(await stage.ask((t) => t.sam.updates)).toBe(1);
  await stage.page.mouse.up();
  expect(await dark('Kim', 200, 120)).toBe(true);
});

test('[D20] by keys alone, and by buttons that say their key; each press is a step of its own', async () => {
  await stage.open(1);
  await stage.draw([
    [400, 400],
    [600, 400],
  ]);
  await stage.page.keyboard.press('Control+a');
  for (let i = 0; i < 6; i++) await stage.page.keyboard.press('Shift+ArrowRight');
  expect(await seen('Sam', [500, 310], [500, 490], [420, 400])).toEqual([true, true, false]);
  for (let i = 0; i < 5; i++) await stage.page.keyboard.press('Shift+ArrowUp');
  expect(await seen('Sam', [500, 250], [500, 550])).toEqual([true, true]);
  await sam().getByRole('button', { name: 'Smaller (Shift+Down)' }).click();
  await sam().getByRole('button', { name: 'Turn left (Shift+Left)' }).click();
  const pose = () =>
    stage.ask((t) => t.sam.board.marks().map(({ scale, angle }) => [Math.round(scale * 100), Math.round((angle * 180) / Math.PI)]));
  expect(await pose()).toEqual([[146, 75]]);
  await stage.page.keyboard.press('Control+z');
  expect(await pose()).toEqual([[146, 90]]);
});

async function finger(session: CDPSession, ...places: Place[]): Promise<void> {
  for (const [i, [x, y]] of places.entries())
    await session.send('Input.dispatchTouchEvent', { type: i === 0 ? 'touchStart' : 'touchMove', touchPoints: [{ x, y, id: 0 }] });
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

test('[D20] a finger takes a handle anywhere within 44 px of it, also of the smallest mark, which can still be moved', async () => {
  await stage.open(1, { hasTouch: true });
  const session = await stage.page.context().newCDPSession(stage.page);
  await finger(session, [400, 400], [402, 400]);
  await stage.page.getByRole('button', { name: /^Choose and move/ }).click();
  await stage.page.keyboard.press('Escape');
  await finger(session, [401, 400]);
  await sam().getByRole('status').getByText('1 chosen').waitFor();
  const pose = () => stage.ask((t) => t.sam.board.marks().map(({ scale, angle }) => [scale > 1.2, angle > 0.1]));
  // 20 px off the corner at 449, 448, and off the one to turn at 401, 306.
  await finger(session, [467, 466], [480, 480], [540, 540]);
  await expect.poll(pose).toEqual([[true, false]]);
  await stage.page.keyboard.press('Control+z');
  await finger(session, [415, 292], [470, 320], [500, 400]);
  await expect.poll(pose).toEqual([[false, true]]);
  await finger(session, [401, 400], [420, 420], [480, 480]);
  await expect.poll(() => dark('Sam', 480, 480)).toBe(true);
});

test('[D20] writing is turned and scaled with its letters; it is pressed where it is seen, and stays so when it is changed', async () => {
  await stage.open(2);
  await sam()
    .getByRole('button', { name: /^Write/ })
    .click();
  await stage.page.mouse.click(200, 250);
  await stage.page.keyboard.type('mmmmmmmm');
  await stage.page.keyboard.press('Escape');
  await stage.page.keyboard.press('Control+a');
  for (let i = 0; i < 6; i++) await stage.page.keyboard.press('Shift+ArrowRight');
  for (let i = 0; i < 5; i++) await stage.page.keyboard.press('Shift+ArrowUp');
  const box = async (name: 'Sam' | 'Kim'): Promise<number[]> => {
    const parts: number[][] = await stage.page.evaluate(
      `test.painted().then(() => test.parts('${name}', 'lower', [150, 150, 200, 200], 20, 20))`,
    );
    const inked = parts.flatMap(([red = 255], i) => (red < 235 ? [[i % 20, Math.floor(i / 20)] as const] : []));
    const across = inked.map(([x]) => x);
    const down = inked.map(([, y]) => y);
    return [Math.max(...across) - Math.min(...across), Math.max(...down) - Math.min(...down)];
  };
  const [wide = 0, high = 0] = await box('Sam');
  expect(high).toBeGreaterThan(wide * 3);
  expect(await box('Kim')).toEqual([wide, high]);
  await stage.page.keyboard.press('Escape');
  const [mark] = await stage.ask((t) => t.sam.board.marks().map(({ scale, angle }) => ({ scale, angle })));
  await sam()
    .getByRole('button', { name: /^Write/ })
    .click();
  const corner = await stage.ask((t) => {
    const [text] = t.sam.board.marks();
    return text && 'text' in text ? { x: text.x / 2, y: text.y / 2 } : { x: 0, y: 0 };
  });
  // The board stands at half size around 320, 400. Left of its corner and below it are the turned letters, and upright ones would not be.
  const at = { x: 320 + corner.x - 8, y: 400 + corner.y + 60 };
  await stage.page.mouse.click(at.x, at.y);
  const field = stage.page.getByLabel(/on the board$/);
  expect(await field.inputValue()).toBe('mmmmmmmm');
  const place = await field.boundingBox();
  expect((place?.height ?? 0) / (place?.width ?? 1)).toBeGreaterThan(2);
  await field.fill('mmmm');
  await stage.page.keyboard.press('Escape');
  expect(await stage.ask((t) => t.texts(t.kim))).toEqual(['mmmm']);
  expect(await stage.ask((t) => t.kim.board.marks().map(({ scale, angle }) => ({ scale, angle })))).toEqual([mark]);
});

test('[D20] two who turn and scale the same mark at once have the same result on both boards', async () => {
  await stage.open(2);
  await stage.draw([
    [100, 200],
    [300, 200],
  ]);
  const marks = await stage.ask((t) => {
    const [mark] = t.sam.board.marks();
    const about = { x: -220, y: -400 };
    const by = { author: t.sam.member, at: 1 };
    t.apart(() => {
      t.sam.board.move([mark?.id ?? ''], { x: 0, y: 0, about, angle: 1 }, by, 'sam');
      t.kim.board.move([mark?.id ?? ''], { x: 30, y: 0, about, scale: 1.5, angle: 0.5 }, by, 'kim');
    });
    return [t.sam, t.kim].map(({ board }) => JSON.stringify(board.marks()));
  });
  expect(marks[0]).toBe(marks[1]);
  expect(await stage.ask((t) => Math.round((t.sam.board.marks()[0]?.angle ?? 0) * 100))).toBe(150);
  const picture = (name: string): Promise<number[][]> =>
    stage.page.evaluate(`test.painted().then(() => test.parts('${name}', 'lower', [0, 80, 600, 500], 30, 25))`);
  expect(await picture('Sam')).toEqual(await picture('Kim'));
});

test('[D17] [D20] a picture shows what was turned as it lies', async () => {
  await oneLineHeld(1);
  await stage.draw([TURN, RIGHT]);
  await stage.page.getByRole('button', { name: 'More tools' }).click();
  const [file] = await Promise.all([
    stage.page.waitForEvent('download'),
    stage.page.getByRole('button', { name: 'Save as a picture' }).click(),
  ]);
  const png = await readFile(await file.path());
  expect(png.readUInt32BE(20) / png.readUInt32BE(16)).toBeGreaterThan(3);
});
