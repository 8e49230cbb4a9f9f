import * as Y from 'yjs';
import { expect, test } from 'vitest';
import { openBoard } from '#crdt/docs/board.ts';
import { decodeMark, encodeMark, isText } from '#crdt/docs/mark.ts';
import { cleanText, decodeText, encodeText, MAX_TEXT_CHARS, TEXT_SIZES, type BoardText } from '#crdt/docs/text.ts';
import { newEntryId } from '#crdt/docs/entry-id.ts';
import { createUndo } from '#crdt/docs/undo.ts';
import { countUpdates, KIM, randomFrom, SAM, seeded, someStroke } from './fixtures.ts';

const SEED = 23;
const some = (part: Partial<BoardText> = {}): BoardText => ({
  tool: 'text',
  author: SAM,
  order: 3,
  at: 1_790_000_000_000,
  colour: 0x1f6fd6,
  size: 26,
  x: -120.5,
  y: 44.125,
  text: 'My safe place\n– with a garden ☀️',
  ...part,
});

test('[B11] writing comes back from its bytes as it went in, and is told from ink', () => {
  for (const text of [some(), some({ tool: 'note', text: 'ä' }), some({ text: 'x'.repeat(MAX_TEXT_CHARS), size: TEXT_SIZES.most })]) {
    expect(decodeText(encodeText(text))).toEqual(text);
    const mark = decodeMark(encodeMark(text));
    expect(mark && isText(mark)).toBe(true);
  }
  const stroke = { ...someStroke(seeded(SEED)), order: 1 };
  expect(decodeMark(encodeMark(stroke))).toEqual(stroke);
});

test('[B11] what is kept of what somebody typed or pasted can be seen: no control characters, no turned directions, no end', () => {
  expect(cleanText('a\r\nb\rc\td\u0000\u202Ee\u2066f\uD800')).toBe('a\nb\ncdef\uFFFD');
  expect(cleanText('y'.repeat(1_000_000))).toHaveLength(MAX_TEXT_CHARS);
  for (const bad of ['', '  \n ', 'a\u0007', 'z'.repeat(MAX_TEXT_CHARS + 1)])
    expect(() => encodeText(some({ text: bad }))).toThrow(RangeError);
});

test('[B2] 20,000 hostile inputs never throw, and what is taken is well-formed', () => {
  const next = seeded(SEED);
  const good = encodeText(some());
  let taken = 0;
  for (let i = 0; i < 20_000; i++) {
    const bent = good.slice(0, next() < 0.6 ? good.length : Math.floor(next() * good.length));
    for (let k = Math.floor(next() * 4); k >= 0; k--) bent[Math.floor(next() * bent.length)] = Math.floor(next() * 256);
    const text = decodeText(bent);
    if (text === undefined) continue;
    taken++;
    expect(cleanText(text.text)).toBe(text.text);
    expect(text.text.trim()).not.toBe('');
    expect([text.x, text.y].every((value) => Number.isFinite(value) && Math.abs(value) <= 32_768)).toBe(true);
    expect(text.size).toBeGreaterThanOrEqual(TEXT_SIZES.least);
    expect(decodeText(encodeText(text))).toEqual(text);
  }
  expect(taken).toBeGreaterThan(100);
});

test('[B11] writing lies among the strokes, is wiped out and taken back like them, and is one update', () => {
  const random = randomFrom(seeded(SEED));
  const doc = new Y.Doc();
  const board = openBoard(doc, random);
  const origin = {};
  const undo = createUndo(doc, origin);
  const updates = countUpdates(doc);
  const [line, text] = [newEntryId(random), newEntryId(random)];
  board.add(line, someStroke(seeded(SEED)), origin);
  undo.newStep();
  board.add(text, some(), origin);
  expect(updates()).toBe(2);
  expect(board.marks().map(({ id }) => id)).toEqual([line, text]);
  undo.newStep();
  board.erase([text], { author: KIM, at: 5 }, origin);
  expect(board.marks().map(({ id }) => id)).toEqual([line]);
  undo.undo();
  expect(board.mark(text)).toMatchObject({ text: some().text, order: 2 });
  undo.undo();
  expect(board.mark(text)).toBe(undefined);
});
