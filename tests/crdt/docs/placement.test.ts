import * as Y from 'yjs';
import { expect, test } from 'vitest';
import { openBoard, type Board } from '#crdt/docs/board.ts';
import { newEntryId } from '#crdt/docs/entry-id.ts';
import { placed } from '#crdt/docs/mark.ts';
import { encodeMove } from '#crdt/docs/move.ts';
import { FARTHEST_GROWTH, inSteps, matrixOf, through } from '#crdt/docs/placement.ts';
import { BOARD_REACH } from '#crdt/docs/points.ts';
import type { Stroke } from '#crdt/docs/stroke.ts';
import { createUndo } from '#crdt/docs/undo.ts';
import { countUpdates, KIM, randomFrom, SAM, seeded, someStroke, twoCopies } from './fixtures.ts';

const SEED = 47;
const who = { author: SAM, at: 1 };
/** A box of 100 x 40 around 50, 20. */
const box = (x = 0, y = 0): Omit<Stroke, 'order'> => ({
  ...someStroke(seeded(SEED)),
  tool: 'pen',
  pressure: false,
  width: 4,
  points: Float32Array.from(
    [0, 0, 0.5, 100, 0, 0.5, 100, 40, 0.5, 0, 40, 0.5].map((value, i) => value + (i % 3 === 0 ? x : i % 3 === 1 ? y : 0)),
  ),
});
const text = { tool: 'text', author: SAM, at: 1, colour: 0, size: 20, x: 10, y: 20, text: 'here' } as const;
const corners = (board: Board, id: string, step = 0.25): number[][] => {
  const mark = board.mark(id);
  if (!mark || !('points' in mark)) return [];
  return Array.from({ length: mark.points.length / 3 }, (_, i) =>
    [...mark.points.subarray(i * 3, i * 3 + 2)].map((value) => Math.round(value / step) * step),
  );
};
function twoBoards(seed = SEED) {
  const random = randomFrom(seeded(seed));
  const { a, b, exchange } = twoCopies();
  const origin = {};
  return { a, b, exchange, origin, random, sam: openBoard(a, random), kim: openBoard(b, random), undo: createUndo(a, origin) };
}

test('[B13] marks are scaled and turned together about one point, as one update that Undo takes back whole', () => {
  const { a, sam, kim, undo, origin, random, exchange } = twoBoards();
  const [one, two, words] = [newEntryId(random), newEntryId(random), newEntryId(random)];
  sam.add(one, box(), origin);
  sam.add(two, box(200), origin);
  sam.add(words, text, origin);
  undo.newStep();
  const updates = countUpdates(a);
  sam.move([one, two, words], { x: 5, y: 0, about: { x: 0, y: 0 }, scale: 2, angle: Math.PI / 2 }, who, origin);
  expect(updates()).toBe(1);
  exchange();
  for (const board of [sam, kim]) {
    // A quarter turn clockwise brings (x, y) to (-y, x).
    expect(corners(board, one)).toEqual([
      [5, 0],
      [5, 200],
      [-75, 200],
      [-75, 0],
    ]);
    expect(corners(board, two)[0]).toEqual([5, 400]);
    expect(board.mark(one)).toMatchObject({ width: 8, scale: 2, writer: 1, order: 1 });
    expect(board.mark(words)).toMatchObject({ x: -35, y: 20, size: 20, scale: 2, angle: Math.PI / 2 });
  }
  undo.undo();
  exchange();
  for (const board of [sam, kim]) {
    expect(corners(board, one)[2]).toEqual([100, 40]);
    expect(board.mark(one)).toMatchObject({ width: 4, scale: 1, angle: 0 });
    expect(board.mark(words)).toMatchObject({ x: 10, y: 20, scale: 1, angle: 0 });
  }
});

test('[B12] two who turn, scale and move the same mark at once both have done it, on every copy; what one takes back leaves the other’s', () => {
  const { b, sam, kim, undo, origin, random, exchange } = twoBoards();
  const id = newEntryId(random);
  sam.add(id, box(), origin);
  exchange();
  undo.newStep();
  const about = { x: 50, y: 20 };
  sam.move([id], { x: 0, y: 0, about, angle: Math.PI / 2 }, who, origin);
  kim.move([id], { x: 0, y: 0, about, scale: 3 }, { author: KIM, at: 1 }, 'kim');
  kim.move([id], { x: 100, y: 0 }, { author: KIM, at: 2 }, 'kim');
  exchange();
  const both = [
    [210, -130],
    [210, 170],
    [90, 170],
    [90, -130],
  ];
  expect([corners(sam, id), corners(kim, id), corners(openBoard(b, random), id)]).toEqual([both, both, both]);
  undo.undo();
  exchange();
  const scaled = [
    [0, -40],
    [300, -40],
    [300, 80],
    [0, 80],
  ];
  expect([corners(sam, id), corners(kim, id)]).toEqual([scaled, scaled]);
  undo.redo();
  exchange();
  expect([corners(sam, id), corners(kim, id)]).toEqual([both, both]);
});

test('[B12] 200 changes of three people’s copies, exchanged in any order, give the same to the last bit', () => {
  const next = seeded(SEED);
  const random = randomFrom(next);
  const docs = [1, 2, 3].map((client) => {
    const doc = new Y.Doc();
    doc.clientID = client;
    return doc;
  });
  const boards = docs.map((doc) => openBoard(doc, random));
  const [first] = boards;
  const ids = Array.from({ length: 6 }, () => newEntryId(random));
  for (const [i, id] of ids.entries()) first?.add(id, i === 0 ? text : someStroke(next), 'x');
  const give = (from: number, to: number): void => {
    const [source, target] = [docs[from], docs[to]];
    if (source && target) Y.applyUpdate(target, Y.encodeStateAsUpdate(source, Y.encodeStateVector(target)), 'remote');
  };
  give(0, 1);
  give(0, 2);
  for (let i = 0; i < 200; i++) {
    const some = ids.filter(() => next() < 0.5);
    const about = { x: (next() - 0.5) * 2000, y: (next() - 0.5) * 2000 };
    boards[Math.floor(next() * 3)]?.move(
      some,
      { x: next() * 40, y: next() * 40, about, scale: 0.7 + next() * 0.65, angle: (next() - 0.5) * 7 },
      who,
      'x',
    );
    if (next() < 0.3) give(Math.floor(next() * 3), Math.floor(next() * 3));
  }
  for (const from of [2, 0, 1, 2]) for (const to of [0, 1, 2]) give(from, to);
  const [a, ...others] = [...boards, ...docs.map((doc) => openBoard(doc, random))].map((board) => board.marks());
  expect(a).toHaveLength(6);
  for (const other of others) expect(other).toEqual(a);
});

test('[B13] however much entries add up to, a mark is at most 16 times as large or small as drawn, and lies on the board', () => {
  const { a, sam, random, origin } = twoBoards();
  const id = newEntryId(random);
  sam.add(id, box(), origin);
  const push = (growth: number, x: number): void => {
    for (let i = 0; i < 50; i++)
      a.getMap('moves').set(newEntryId(random), encodeMove({ ...who, growth, turn: 31_000, marks: [{ id, x, y: 0 }] }));
  };
  push(FARTHEST_GROWTH, 65_536);
  expect(sam.mark(id)).toMatchObject({ scale: 16, width: 64 });
  const far = corners(sam, id).flat();
  expect(far.every((value) => Number.isFinite(value) && Math.abs(value) <= BOARD_REACH + 100 * 16)).toBe(true);
  push(-FARTHEST_GROWTH, -65_536);
  push(-FARTHEST_GROWTH, 0);
  expect(sam.mark(id)).toMatchObject({ scale: 1 / 16, width: 0.25 });
  for (const wrong of [{ scale: 0 }, { scale: Number.NaN }, { scale: -1 }, { angle: Number.NaN }, { x: Number.NaN }])
    expect(() => sam.move([id], { x: 0, y: 0, ...wrong }, who, origin)).toThrow(RangeError);
  expect(a.getMap('moves').size).toBe(150);
});

test('[B13] a copy is as large and turned as what it is of, and lies beside it; so is what takes the place of writing', () => {
  const { a, sam, kim, random, origin, exchange } = twoBoards();
  const [ink, words] = [newEntryId(random), newEntryId(random)];
  sam.add(ink, { ...box(), width: 250 }, origin);
  sam.add(words, text, origin);
  sam.move([ink, words], { x: 0, y: 0, about: { x: 30, y: 30 }, scale: 3, angle: 1 }, who, origin);
  const updates = countUpdates(a);
  const copies = sam.copy([words, ink, newEntryId(random)], { x: 24, y: -8 }, { author: KIM, at: 9 }, origin);
  expect(updates()).toBe(2);
  exchange();
  const [inkCopy = '', wordsCopy = ''] = copies;
  const shift = (all: number[][]): number[][] => all.map(([x = 0, y = 0]) => [x + 24, y - 8]);
  expect(corners(kim, inkCopy)).toEqual(shift(corners(sam, ink)));
  const { scale, angle, width } = sam.mark(ink) as Stroke & { scale: number; angle: number };
  expect(kim.mark(inkCopy)).toMatchObject({ author: KIM, at: 9, scale, angle, width });
  expect(width).toBeCloseTo(750, 0);
  const original = sam.mark(words) as unknown as typeof text;
  expect(kim.mark(wordsCopy)).toMatchObject({ x: original.x + 24, y: original.y - 8, scale, angle, size: 20 });
  const anew = newEntryId(random);
  sam.erase([words], who, origin);
  sam.add(anew, { ...text, x: original.x, y: original.y, text: 'anew' }, origin, words);
  expect(sam.mark(anew)).toMatchObject({ x: original.x, y: original.y, scale, angle, text: 'anew' });
});

test('[B13] what is shown while it is changed is what is kept', () => {
  const next = seeded(SEED);
  const random = randomFrom(next);
  for (let i = 0; i < 200; i++) {
    const board = openBoard(new Y.Doc(), random);
    const id = newEntryId(random);
    board.add(id, box(next() * 500, next() * 500), 'x');
    const before = corners(board, id, 1 / 64);
    const change = inSteps({ x: 0, y: 0, about: { x: next() * 900, y: next() * 900 }, scale: 0.2 + next() * 4, angle: (next() - 0.5) * 9 });
    board.move([id], change, who, 'x');
    for (const [at, corner] of corners(board, id, 1 / 64).entries()) {
      const [x = 0, y = 0] = before[at] ?? [];
      const shown = through(matrixOf(change), { x, y });
      expect(Math.hypot((corner[0] ?? 0) - shown.x, (corner[1] ?? 0) - shown.y)).toBeLessThan(0.125);
    }
  }
  expect(placed({ ...text, order: 1 }, { x: 1, y: 2, growth: 0, turn: 0 })).toEqual({
    ...text,
    order: 1,
    x: 11,
    y: 22,
    scale: 1,
    angle: 0,
  });
});
