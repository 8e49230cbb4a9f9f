import { copyFile, readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { inflateSync } from 'node:zlib';
import { PDFDocument } from '@cantoo/pdf-lib';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { setStage } from './stage.ts';

const stage = setStage();

async function saved(label: string): Promise<{ name: string; path: string; bytes: Buffer }> {
  await stage.page.getByRole('button', { name: 'More tools' }).click();
  const [file] = await Promise.all([stage.page.waitForEvent('download'), stage.page.getByRole('button', { name: label }).click()]);
  const path = await file.path();
  return { name: file.suggestedFilename(), path, bytes: await readFile(path) };
}

/** Every material, filled, faint and pressed, rubbed through; letters and a note, turned: all in one drawing of 1,000 x 700. */
const drawAll = (): Promise<void> =>
  stage.ask((t) => {
    const tools = ['pen', 'ink', 'pencil', 'marker', 'highlighter', 'brush', 'chalk', 'wash', 'spray'] as const;
    const base = { author: t.sam.member, at: 1, colour: 0x1f6fd6, width: 16, opacity: 1, filled: false, pressure: false };
    let count = 0;
    const add = (mark: object): string => {
      const id = `file${String(count++).padStart(8, '0')}`;
      t.sam.board.add(id, { ...base, ...mark } as never, 'test');
      return id;
    };
    const line = (x: number, y: number, length: number): Float32Array =>
      Float32Array.from({ length: 60 * 3 }, (_, i) => [x + ((i / 3) * length) / 60, y + 12 * Math.sin(i / 15), 0.2 + i / 300][i % 3] ?? 0);
    add({
      tool: 'pen',
      filled: true,
      colour: 0xf6c915,
      points: Float32Array.of(-400, -300, 0.5, 300, -300, 0.5, 300, 250, 0.5, -400, 250, 0.5),
    });
    for (const [i, tool] of tools.entries()) add({ tool, points: line(-480, -300 + i * 60, 700), width: 14 });
    for (const [i, tool] of tools.entries()) add({ tool, pressure: true, opacity: 0.5, points: line(260, -300 + i * 60, 220) });
    add({ tool: 'rubber', width: 40, points: Float32Array.of(-100, -340, 0.5, -100, 100, 0.5) });
    add({ tool: 'highlighter', colour: 0xd7263d, points: line(-200, -40, 500) });
    add({ tool: 'rubber', width: 24, points: Float32Array.of(120, -100, 0.5, 120, 60, 0.5) });
    const words = { tool: 'text', size: 40, x: -450, y: 280, text: 'calm & <sea>\n  "two" lines' };
    const note = { tool: 'note', size: 24, x: 150, y: 260, text: '</text><script>alert(1)</script> \u2028\uFFFF' };
    t.sam.board.move(
      [add(words), add(note)],
      { x: 0, y: 0, about: { x: 0, y: 320 }, scale: 1.2, angle: -0.2 },
      { author: t.sam.member, at: 2 },
      'test',
    );
  });

/** The mean colours of a picture in so many parts across and down, and its size. */
const partsOf = (source: string): Promise<{ width: number; height: number; parts: number[][] }> =>
  stage.page.evaluate(`(async () => {
    const image = new Image();
    image.src = ${JSON.stringify(source)};
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const ctx = canvas.getContext('2d');
    ctx.drawImage(image, 0, 0);
    const [across, down] = [40, 30];
    const parts = [];
    for (let y = 0; y < down; y++) for (let x = 0; x < across; x++) {
      const [left, top] = [Math.round((x * canvas.width) / across), Math.round((y * canvas.height) / down)];
      const { data } = ctx.getImageData(left, top, Math.max(1, Math.round(canvas.width / across)), Math.max(1, Math.round(canvas.height / down)));
      const sum = [0, 0, 0];
      for (let i = 0; i < data.length; i += 4) for (const c of [0, 1, 2]) sum[c] += data[i + c];
      parts.push(sum.map((value) => (4 * value) / data.length));
    }
    return { width: canvas.width, height: canvas.height, parts };
  })()`);
const asPng = (bytes: Buffer): string => `data:image/png;base64,${bytes.toString('base64')}`;
function farthest(a: number[][], b: number[][]): number {
  return Math.max(...a.map((part, i) => Math.max(...part.map((value, channel) => Math.abs(value - (b[i]?.[channel] ?? 0))))));
}

/** The file as a page of its own, under no policy of ours: whatever it could run, it would. */
async function openAlone(path: string, size = { width: 800, height: 600 }, dialogs: string[] = []): Promise<Page> {
  const page = await stage.page.context().newPage();
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.setViewportSize(size);
  await copyFile(path, `${path}.svg`);
  await page.goto(pathToFileURL(`${path}.svg`).href);
  return page;
}

/** What may stand in the file: shapes, letters and how they look. */
const ELEMENTS = ['svg', 'defs', 'rect', 'path', 'g', 'use', 'mask', 'pattern', 'text'];

test('[D22] the SVG is lines and letters alone: no bitmap, nothing from elsewhere, nothing that runs, nothing of who or when', async () => {
  await stage.open(1);
  await drawAll();
  const { name, path, bytes } = await saved('Save as lines (SVG)');
  expect(name).toMatch(/^drawing-\d{4}-\d\d-\d\d\.svg$/);
  const text = bytes.toString('utf8');
  const page = await openAlone(path);
  const found: { elements: string[]; links: string[]; attributes: string[]; words: string[] } = await page.evaluate(
    `(() => {
      const all = [...document.querySelectorAll('*')];
      const attributes = all.flatMap((one) => [...one.attributes]);
      return {
        elements: [...new Set(all.map((one) => one.tagName))],
        links: attributes.filter(({ value }) => /:\\/\\/|url\\(|^#|data:/.test(value)).map(({ value }) => value),
        attributes: [...new Set(attributes.map((one) => one.name))],
        words: all.filter((one) => one.tagName === 'text').map((one) => one.textContent),
      };
    })()`,
  );
  expect(found.elements.filter((element) => !ELEMENTS.includes(element))).toEqual([]);
  expect(found.links.filter((link) => !/^(?:#|url\(#)[\w-]+\)?$|^#[0-9a-f]{6}$|^http:\/\/www\.w3\.org\/2000\/svg$/.test(link))).toEqual([]);
  expect(found.attributes.filter((attribute) => /^on|href$/.test(attribute))).toEqual(['href']);
  expect(found.words.slice(0, 2)).toEqual(['calm & <sea>', '  "two" lines']);
  expect(found.words.slice(2).join('')).toContain('<script>');
  const ids = await stage.ask((t) => [t.sam.member, ...t.sam.board.marks().map(({ id }) => id)]);
  for (const told of [...ids, 'Sam', new Date().toISOString().slice(0, 10)]) expect(text).not.toContain(told);
});

test('[D22] the SVG, opened by itself, looks like the picture: materials, grain, rubbed-out places, letters, what was turned', async () => {
  await stage.open(1);
  await drawAll();
  const svg = await saved('Save as lines (SVG)');
  const picture = await partsOf(asPng((await saved('Save as a picture')).bytes));
  const size = { width: Math.ceil(picture.width / 2), height: Math.ceil(picture.height / 2) };
  const dialogs: string[] = [];
  const page = await openAlone(svg.path, size, dialogs);
  const seen = await partsOf(asPng(await page.screenshot()));
  expect(dialogs).toEqual([]);
  expect({ width: seen.width, height: seen.height }).toEqual(size);
  expect(farthest(seen.parts, picture.parts)).toBeLessThan(24);
  const mean = seen.parts.reduce((sum, part, i) => sum + Math.abs((part[0] ?? 0) - (picture.parts[i]?.[0] ?? 0)), 0) / seen.parts.length;
  expect(mean).toBeLessThan(2);
});

test('[D22] the PDF is one page with the picture, and not a word of who, when or with what; also where one only looks', async () => {
  await stage.open(1);
  await drawAll();
  await stage.page.evaluate('test.show(true)');
  const { name, bytes } = await saved('Save as a PDF');
  expect(name).toMatch(/^drawing-\d{4}-\d\d-\d\d\.pdf$/);
  const raw = bytes.toString('latin1');
  expect(raw.slice(0, 5)).toBe('%PDF-');
  for (const told of [
    '/Info',
    '/Author',
    '/Creator',
    '/Producer',
    '/Date',
    '/CreationDate',
    '/ModDate',
    '/Metadata',
    '/JavaScript',
    '/JS',
    '/URI',
    'pdf-lib',
  ])
    expect([told, raw.includes(told)]).toEqual([told, false]);
  const document = await PDFDocument.load(bytes, { updateMetadata: false });
  expect(document.getPageCount()).toBe(1);
  const png = await partsOf(asPng((await saved('Save as a picture')).bytes));
  const { width, height } = document.getPage(0).getSize();
  expect([width, height]).toEqual([png.width * 0.375, png.height * 0.375]);
  // The picture as it lies in the file, without the library: its stream is all colours, three bytes a pixel.
  const at = raw.search(/\/Subtype \/Image[^>]*\/ColorSpace \/DeviceRGB|\/ColorSpace \/DeviceRGB[^>]*\/Subtype \/Image/);
  const start = raw.indexOf('stream', at) + 'stream'.length;
  const pixels = inflateSync(bytes.subarray(raw[start] === '\r' ? start + 2 : start + 1));
  expect(pixels.length).toBe(png.width * png.height * 3);
});

test('[D22] nothing is asked of the network before one asks for such a file; without it that is said, and where nothing is drawn, too', async () => {
  const asked: string[] = [];
  await stage.open(1);
  stage.page.on('request', (request) => asked.push(request.url()));
  await stage.page.getByRole('button', { name: 'More tools' }).click();
  expect(asked.filter((url) => url.endsWith('.js'))).toEqual([]);
  await stage.page.getByRole('button', { name: 'Save as a picture' }).click();
  await stage.page.getByRole('dialog').getByText('There is nothing on the board yet.').waitFor();
  await stage.page.keyboard.press('Escape');
  expect(await stage.page.getByRole('dialog').count()).toBe(0);
  await drawAll();
  await saved('Save as a PDF');
  expect(asked.filter((url) => url.endsWith('.js')).length).toBeGreaterThan(0);
  // A part that does not come whole. (One that does not come at all, Chromium complains of itself.)
  await stage.page.route('**/*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("cut off")' }));
  await stage.page.getByRole('button', { name: 'More tools' }).click();
  await stage.page.getByRole('button', { name: 'Save as lines (SVG)' }).click();
  await stage.page.getByRole('dialog').getByText('The file could not be made.').waitFor();
});
