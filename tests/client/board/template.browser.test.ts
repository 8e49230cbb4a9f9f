import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { setStage } from './stage.ts';
import { templatesOn } from './template-steps.ts';

const stage = setStage();
const { openPicker, lay, said, inked } = templatesOn(stage);
const sam = () => stage.page.locator('#Sam');

test('[D26] [D27] what the host lays is seen by both, below the ink; no tool takes it, clearing leaves it, Undo takes it back', async () => {
  await stage.open(2);
  await lay('House');
  await said('Kim', 'Beneath it lies a template: House.');
  expect(await stage.ask((t) => t.sam.updates)).toBe(1);
  expect([await inked('Sam'), await inked('Kim')].map((count) => count > 1000)).toEqual([true, true]);
  const bare = await inked('Sam');
  expect(await stage.ask((t) => t.sam.board.marks().length)).toBe(0);
  await stage.draw([
    [100, 300],
    [500, 420],
  ]);
  await stage.page.keyboard.press('r');
  await stage.draw([
    [60, 280],
    [560, 440],
  ]);
  for (const key of ['e', 'v']) {
    await stage.page.keyboard.press(key);
    await stage.draw([
      [100, 100],
      [560, 640],
    ]);
  }
  await stage.page.keyboard.press('Control+a');
  await stage.page.keyboard.press('Delete');
  await sam().getByRole('button', { name: 'More tools' }).click();
  await sam().getByRole('button', { name: 'Clear the board …' }).click();
  await stage.page.getByRole('button', { name: 'Everything' }).click();
  await stage.ask((t) => t.painted());
  expect(await stage.counts()).toEqual({ sam: 0, kim: 0 });
  await said('Kim', 'The board is empty. Beneath it lies a template: House.');
  expect(await inked('Sam')).toBe(bare);
  await lay('Tree');
  await said('Kim', 'Tree');
  await sam().getByRole('button', { name: 'Undo' }).click();
  await said('Kim', 'House');
  await lay('Circle');
  await said('Kim', 'Circle');
  await openPicker();
  await stage.page.getByRole('button', { name: 'No template: take “Circle” away' }).click();
  await expect.poll(() => inked('Kim')).toBe(0);
  expect(await inked('Sam')).toBe(0);
  for (const name of ['Circle', 'House']) {
    await sam().getByRole('button', { name: 'Undo' }).click();
    await said('Kim', name);
  }
  // What was drawn and rubbed out since, and then what was laid first.
  while (await stage.ask((t) => t.sam.mounted?.canUndo.value)) await sam().getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => inked('Kim')).toBe(0);
  await said('Kim', 'The board is empty.');
  expect(await stage.page.locator('#Kim .board-summary', { hasText: 'Beneath' }).count()).toBe(0);
  await sam().getByRole('button', { name: 'Redo' }).click();
  await said('Kim', 'House');
});

test('[D26] ink covers it, and rubbed out shows it again', async () => {
  await stage.open(1);
  await lay('Page in four');
  const box = await stage.page.locator('#Sam .board-canvas').boundingBox();
  const [x, y] = [Math.round((box?.width ?? 0) / 2), 200];
  const bare = await darkest(x, y);
  expect(bare).toBeGreaterThan(60);
  expect(bare).toBeLessThan(140);
  const across = [
    [x - 100, y],
    [x + 100, y],
  ] as const;
  await stage.draw(across);
  expect(await darkest(x, y)).toBeGreaterThan(200);
  await stage.page.keyboard.press('r');
  await stage.draw(across);
  expect(await darkest(x, y)).toBe(bare);
});
/** Of three points side by side: a line may lie a hair beside the middle. */
const darkest = async (x: number, y: number): Promise<number> =>
  Math.max(...(await Promise.all([-1, 0, 1].map((beside) => stage.dark('Sam', 'lower', x + beside, y)))));

test('[D26] [D27] junk in the doc, a template of the guest’s own making and one of a later version are passed over', async () => {
  await stage.open(2);
  await lay('House');
  await said('Kim', 'House');
  const before = [await inked('Sam'), await inked('Kim')];
  await stage.ask((t) => {
    const entries = t.kim.doc.getMap('templates');
    entries.set('AAAAAAAAAAAA', 'words');
    entries.set('BBBBBBBBBBBB', new Uint8Array(40).fill(1));
    const [first] = [...t.sam.doc.getMap('templates').values()];
    // Kim lays what Sam laid, as Sam, and then nothing.
    entries.set('CCCCCCCCCCCC', first);
    const bytes = Uint8Array.from(first as Uint8Array);
    bytes[17] = 99;
    bytes[bytes.length - 1] = 0;
    entries.set('DDDDDDDDDDDD', bytes);
  });
  expect([await inked('Sam'), await inked('Kim')]).toEqual(before);
  await said('Kim', 'House');
  await stage.ask((t) => {
    const [first] = [...t.sam.doc.getMap('templates').values()];
    const bytes = Uint8Array.from(first as Uint8Array);
    bytes[17] = 99;
    bytes[bytes.length - 1] = 120;
    t.sam.doc.getMap('templates').set('EEEEEEEEEEEE', bytes);
  });
  await expect.poll(() => inked('Kim')).toBe(0);
  await lay('Tree');
  await said('Kim', 'Tree');
});

test('[D29] pictures hold it, below the ink, also where nothing is drawn: PNG, SVG and PDF alike', async () => {
  await stage.open(1);
  await lay('Mandala');
  const png = await sizeOf('png');
  // 600 x 600 with a margin of 24, at twice the size.
  expect(png).toMatchObject({ width: 1296, height: 1296 });
  expect(png.inked).toBeGreaterThan(5000);
  const svg = await stage.page.evaluate<string>(`test.sam.mounted.file('svg').then((file) => file.text())`);
  expect(svg).toMatch(/<path d="M-290 0a[^"]*" fill="none" stroke="#8d959b"/);
  const pdf = await stage.page.evaluate<number>(`test.sam.mounted.file('pdf').then((file) => file.size)`);
  expect(pdf).toBeGreaterThan(10_000);
  await stage.draw([
    [300, 210],
    [500, 210],
  ]);
  expect((await sizeOf('png')).inked).toBeGreaterThan(png.inked);
  const drawn = await stage.page.evaluate<string>(`test.sam.mounted.file('svg').then((file) => file.text())`);
  expect(drawn.indexOf('#8d959b')).toBeLessThan(drawn.indexOf('isolation:isolate'));
  await sam().getByRole('button', { name: 'More tools' }).click();
  const [file] = await Promise.all([
    stage.page.waitForEvent('download'),
    stage.page.getByRole('button', { name: 'Save as lines (SVG)' }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^drawing-\d{4}-\d\d-\d\d\.svg$/);
  expect(await readFile(await file.path(), 'utf8')).not.toContain('Sam');
});
const sizeOf = (kind: string): Promise<{ width: number; height: number; inked: number }> =>
  stage.page.evaluate(`test.sam.mounted.file('${kind}').then((file) => createImageBitmap(file)).then((image) => {
    const ctx = new OffscreenCanvas(image.width, image.height).getContext('2d');
    ctx.drawImage(image, 0, 0);
    const { data } = ctx.getImageData(0, 0, image.width, image.height);
    let inked = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] < 250) inked++;
    return { width: image.width, height: image.height, inked };
  })`);

test('[D30] the host chooses by keyboard alone, hears what lies there, and gives the focus back; nobody else is offered it', async () => {
  await stage.open(2);
  await sam().getByRole('button', { name: 'More tools' }).focus();
  await stage.page.keyboard.press('Enter');
  await sam().getByRole('button', { name: 'Lay a template beneath …' }).press('Enter');
  const dialog = stage.page.getByRole('dialog', { name: 'Lay a template beneath' });
  await dialog.getByRole('button', { name: 'No template', pressed: true }).waitFor();
  await dialog.getByRole('button', { name: 'Circle', exact: true }).focus();
  await stage.page.keyboard.press('Tab');
  await stage.page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await said('Sam', 'Mandala');
  expect(
    await sam()
      .getByRole('button', { name: 'More tools' })
      .evaluate((button) => button === document.activeElement),
  ).toBe(true);
  await openPicker();
  await dialog.getByRole('button', { name: 'Mandala', pressed: true }).waitFor();
  await stage.page.keyboard.press('Escape');
  await stage.page.locator('#Kim').getByRole('button', { name: 'More tools' }).click();
  await stage.page.locator('#Kim').getByRole('button', { name: 'Save as a picture' }).waitFor();
  expect(await stage.page.locator('#Kim').getByRole('button', { name: 'Lay a template beneath …' }).count()).toBe(0);
  await stage.page.keyboard.press('Escape');
  await stage.page.evaluate('test.show(true)');
  await sam().getByRole('button', { name: 'More tools' }).click();
  expect(await sam().getByRole('button', { name: 'Lay a template beneath …' }).count()).toBe(0);
});

test('[D29] nothing of it is fetched before it is needed; where it does not come whole, that is said', async () => {
  const asked: string[] = [];
  await stage.open(1);
  stage.page.on('request', (request) => asked.push(request.url()));
  // (One that does not come at all, Chromium complains of itself.)
  await stage.page.route('**/*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("cut off")' }));
  await sam().getByRole('button', { name: 'More tools' }).click();
  expect(asked.filter((url) => url.endsWith('.js'))).toEqual([]);
  await sam().getByRole('button', { name: 'Lay a template beneath …' }).click();
  await stage.page.getByRole('dialog').getByText('This could not be fetched.').waitFor();
  expect(await stage.ask((t) => t.sam.updates)).toBe(0);
});
