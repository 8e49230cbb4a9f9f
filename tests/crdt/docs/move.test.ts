import * as Y from 'yjs';
import { expect, test } from 'vitest';
import { openBoard } from '#crdt/docs/board.ts';
import { newEntryId } from '#crdt/docs/entry-id.ts';
import type { Random } from '#crdt/base/random.ts';
import { createWriter } from '#crdt/docs/bytes.ts';
import { decodeMove, encodeMove, MAX_MOVED } from '#crdt/docs/move.ts';
import { FARTHEST_GROWTH, FULL_TURN, growthOf, turnOf } from '#crdt/docs/placement.ts';
import { createUndo } from '#crdt/docs/undo.ts';
import { countUpdates, KIM, randomFrom, SAM, seeded, someStroke, twoCopies } from './fixtures.ts';

const SEED = 31;

const who = { author: SAM, at: 1_790_000_000_000 };
const someIds = (random: Random, count: number): string[] => Array.from({ length: count }, () => newEntryId(random));

test('[B12] moves, scalings and turnings come back from their bytes; those of before read as they did', () => {
  const random = randomFrom(seeded(SEED));
  const moved = { ...who, growth: 0, turn: 0, marks: someIds(random, 40).map((id) => ({ id, x: -12.125, y: 4000.5 })) };
  const bytes = encodeMove(moved);
  expect(bytes[0]).toBe(1);
  expect(decodeMove(bytes)).toEqual(moved);
  const apart = { ...moved, growth: -4096, turn: 16_384, marks: moved.marks.map(({ id }, i) => ({ id, x: i / 8, y: 0 - i })) };
  expect(encodeMove(apart)[0]).toBe(2);
  expect(decodeMove(encodeMove(apart))).toEqual(apart);
  // Written by the version before: 1, author, at 5, x 1 and y -1 eighth, one mark.
  const old = Uint8Array.from([1, ...bytes.slice(1, 17), 5, 2, 1, 1, ...new Uint8Array(9)]);
  expect(decodeMove(old)).toEqual({ author: SAM, at: 5, growth: 0, turn: 0, marks: [{ id: 'AAAAAAAAAAAA', x: 0.125, y: -0.125 }] });
});

test('[B13] nothing that is no place is written or read: no number, nothing, too much, a mark too many', () => {
  const random = randomFrom(seeded(SEED));
  const [id = ''] = someIds(random, 1);
  const move = { ...who, growth: 10, turn: 20, marks: [{ id, x: 1, y: 2 }] };
  for (const wrong of [
    { marks: [] },
    { marks: someIds(random, MAX_MOVED + 1).map((one) => ({ id: one, x: 0, y: 0 })) },
    { growth: Number.NaN },
    { growth: Infinity },
    { growth: FARTHEST_GROWTH + 1 },
    { growth: 0.5 },
    { turn: Number.NaN },
    { turn: FULL_TURN / 2 + 1 },
    { marks: [{ id, x: Number.NaN, y: 0 }] },
  ])
    expect(() => encodeMove({ ...move, ...wrong })).toThrow(RangeError);
  for (const wrong of [0, -1, Number.NaN, Infinity, -Infinity]) expect(() => growthOf(wrong)).toThrow(RangeError);
  for (const wrong of [Number.NaN, Infinity]) expect(() => turnOf(wrong)).toThrow(RangeError);
  const bytes = encodeMove({ ...who, at: 0, growth: 1, turn: 1, marks: [{ id, x: 0, y: 0 }] });
  expect(decodeMove(bytes)).toMatchObject({ growth: 1, turn: 1 });
  const writer = createWriter();
  for (const [growth, turn] of [
    [FARTHEST_GROWTH + 1, 0],
    [-FARTHEST_GROWTH - 1, 0],
    [0, FULL_TURN / 2 + 1],
    [0, -FULL_TURN / 2 - 1],
    [2 ** 48, 0],
  ] as const) {
    const bent = createWriter();
    bent.raw(bytes.slice(0, 18));
    bent.zigzag(growth);
    bent.zigzag(turn);
    bent.raw(bytes.slice(20));
    expect([growth, turn, decodeMove(bent.done())]).toEqual([growth, turn, undefined]);
  }
  writer.raw(bytes);
  writer.byte(0);
  expect(decodeMove(writer.done())).toBe(undefined);
  expect(decodeMove(bytes.slice(0, -1))).toBe(undefined);
  expect(decodeMove(bytes.with(0, 3))).toBe(undefined);
});

test('[B13] 40,000 hostile inputs never throw, and whatever is taken is bounded', () => {
  const next = seeded(SEED);
  const random = randomFrom(next);
  const marks = someIds(random, 40).map((id, i) => ({ id, x: i * 3, y: -i }));
  const kinds = [
    encodeMove({ ...who, growth: 0, turn: 0, marks: marks.map(({ id }) => ({ id, x: 5, y: 5 })) }),
    encodeMove({ ...who, growth: 900, turn: -77, marks }),
  ];
  let taken = 0;
  for (let i = 0; i < 40_000; i++) {
    const good = kinds[i % 2] ?? new Uint8Array(0);
    const bent = good.slice(0, next() < 0.6 ? good.length : Math.floor(next() * good.length));
    for (let k = Math.floor(next() * 4); k >= 0; k--) bent[Math.floor(next() * bent.length)] = Math.floor(next() * 256);
    const read = decodeMove(bent);
    if (read === undefined) continue;
    taken++;
    if (read.marks.some(({ x, y }) => !(Math.abs(x) <= 65_536 && Math.abs(y) <= 65_536))) throw new Error('too far');
    if (!(Math.abs(read.growth) <= FARTHEST_GROWTH && Math.abs(read.turn) <= FULL_TURN / 2)) throw new Error('too much');
  }
  expect(taken).toBeGreaterThan(1000);
});

test('[B12] two who move the same mark at once both have moved it, on every copy; what one takes back leaves the other’s', () => {
  const random = randomFrom(seeded(SEED));
  const { a, b, exchange } = twoCopies();
  const [origin, theirs] = [{}, {}];
  const [sam, kim] = [openBoard(a, random), openBoard(b, random)];
  const undo = createUndo(a, origin);
  const stroke = someStroke(seeded(SEED));
  const id = newEntryId(random);
  sam.add(id, stroke, origin);
  exchange();
  const first = [stroke.points[0] ?? 0, stroke.points[1] ?? 0];
  const at = (board: typeof sam): number[] => {
    const mark = board.mark(id);
    return mark && 'points' in mark ? [...mark.points.subarray(0, 2)].map((value, i) => value - (first[i] ?? 0)) : [];
  };
  undo.newStep();
  const updates = countUpdates(a);
  sam.move([id, newEntryId(random)], { x: 10, y: -2.5 }, { author: SAM, at: 1 }, origin);
  expect(updates()).toBe(1);
  kim.move([id], { x: 100, y: 20 }, { author: KIM, at: 1 }, theirs);
  exchange();
  expect([at(sam), at(kim)]).toEqual([
    [110, 17.5],
    [110, 17.5],
  ]);
  expect(sam.mark(id)).toMatchObject({ writer: 1, author: SAM, order: 1 });
  // Whoever opens the board later reads the same.
  expect(at(openBoard(b, random))).toEqual([110, 17.5]);
  undo.undo();
  exchange();
  expect([at(sam), at(kim)]).toEqual([
    [100, 20],
    [100, 20],
  ]);
  undo.redo();
  exchange();
  expect(at(kim)).toEqual([110, 17.5]);
});

test('[B12] a mark that comes after its move lies where it was brought, and a move of nothing seen is none', () => {
  const random = randomFrom(seeded(SEED));
  const { a, exchange, b } = twoCopies();
  const [sam, kim] = [openBoard(a, random), openBoard(b, random)];
  const id = newEntryId(random);
  sam.move([id], { x: 5, y: 5 }, { author: SAM, at: 1 }, 'x');
  expect(a.getMap('moves').size).toBe(0);
  sam.add(id, { tool: 'text', author: SAM, at: 1, colour: 0, size: 20, x: 1, y: 2, text: 'here' }, 'x');
  sam.move([id], { x: 5, y: 5 }, { author: SAM, at: 1 }, 'x');
  exchange();
  expect(kim.mark(id)).toMatchObject({ x: 6, y: 7 });
  kim.erase([id], { author: KIM, at: 2 }, 'x');
  exchange();
  expect(sam.mark(id)).toBe(undefined);
  expect(Y.encodeStateVector(a)).toEqual(Y.encodeStateVector(b));
});
