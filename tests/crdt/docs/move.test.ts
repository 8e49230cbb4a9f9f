import * as Y from 'yjs';
import { expect, test } from 'vitest';
import { openBoard } from '#crdt/docs/board.ts';
import { newEntryId } from '#crdt/docs/entry-id.ts';
import { decodeMove, encodeMove, MAX_MOVED } from '#crdt/docs/move.ts';
import { createUndo } from '#crdt/docs/undo.ts';
import { countUpdates, KIM, randomFrom, SAM, seeded, someStroke, twoCopies } from './fixtures.ts';

const SEED = 31;

test('[B12] a move comes back from its bytes; 20,000 hostile inputs never throw', () => {
  const next = seeded(SEED);
  const random = randomFrom(next);
  const move = { author: SAM, at: 1_790_000_000_000, x: -12.125, y: 4000.5, marks: Array.from({ length: 40 }, () => newEntryId(random)) };
  expect(decodeMove(encodeMove(move))).toEqual(move);
  expect(() => encodeMove({ ...move, marks: [] })).toThrow(RangeError);
  expect(() => encodeMove({ ...move, marks: Array.from({ length: MAX_MOVED + 1 }, () => newEntryId(random)) })).toThrow(RangeError);
  const good = encodeMove(move);
  for (let i = 0; i < 20_000; i++) {
    const bent = good.slice(0, next() < 0.6 ? good.length : Math.floor(next() * good.length));
    for (let k = Math.floor(next() * 4); k >= 0; k--) bent[Math.floor(next() * bent.length)] = Math.floor(next() * 256);
    const read = decodeMove(bent);
    if (read) expect([read.x, read.y].every((value) => Math.abs(value) <= 65_536)).toBe(true);
  }
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
