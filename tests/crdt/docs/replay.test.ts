import type * as Y from 'yjs';
import { expect, test } from 'vitest';
import { openBoard } from '#crdt/docs/board.ts';
import { newEntryId } from '#crdt/docs/entry-id.ts';
import { createReplay } from '#crdt/docs/replay.ts';
import { createUndo } from '#crdt/docs/undo.ts';
import { countUpdates, KIM, randomFrom, SAM, seeded, someStroke, twoCopies } from './fixtures.ts';

/** Kim's clock goes an hour behind Sam's. */
const BEHIND = { [SAM]: 0, [KIM]: 3_600_000 } as Readonly<Record<string, number>>;
const SEEDS = Array.from({ length: 20 }, (_, i) => 100 + i);

/** A drawing that two people made, with all that can be done to it. */
function made(seed: number): Y.Doc {
  const next = seeded(seed);
  const random = randomFrom(next);
  const { a, b, exchange } = twoCopies();
  let now = 1_790_000_000_000;
  const people = (
    [
      [a, SAM],
      [b, KIM],
    ] as const
  ).map(([doc, author]) => {
    const origin = {};
    return { author, origin, board: openBoard(doc, random), undo: createUndo(doc, origin) };
  });
  for (let i = 0; i < 60; i++) {
    const who = people[next() < 0.5 ? 0 : 1];
    if (who === undefined) continue;
    const { board, author, origin, undo } = who;
    const at = (now += 1000) - (BEHIND[author] ?? 0);
    const [chosen] = board.marks().toSorted(() => next() - 0.5);
    undo.newStep();
    const dice = next();
    if (dice < 0.6 || chosen === undefined) board.add(newEntryId(random), { ...someStroke(next, author), at }, origin);
    else if (dice < 0.75) board.erase([chosen.id], { author, at }, origin);
    else if (dice < 0.9) board.move([chosen.id], { x: 40, y: -24, scale: 1.25, angle: 0.5, about: { x: 0, y: 0 } }, { author, at }, origin);
    else undo.undo();
    if (next() < 0.5) exchange();
  }
  exchange();
  return a;
}
const seen = (doc: Y.Doc) => openBoard(doc, randomFrom(seeded(1))).marks();

test.each(SEEDS)('[B20] to its end it shows what the board shows, by the same devices (seed %i)', (seed) => {
  const drawing = made(seed);
  const replay = createReplay(drawing);
  expect(seen(replay.doc)).toEqual([]);
  replay.show(replay.steps.length);
  expect(seen(replay.doc)).toEqual(seen(drawing));
  replay.close();
});

test.each(SEEDS)('[B21] gone back and forth it is where it would be at once (seed %i)', (seed) => {
  const drawing = made(seed);
  const next = seeded(seed);
  const wandering = createReplay(drawing);
  for (let i = 0; i < 12; i++) {
    const count = Math.floor(next() * (wandering.steps.length + 1));
    wandering.show(count);
    const straight = createReplay(drawing);
    straight.show(count);
    expect(seen(wandering.doc).map(({ id }) => id)).toEqual(seen(straight.doc).map(({ id }) => id));
    straight.close();
  }
  wandering.show(wandering.steps.length);
  expect(seen(wandering.doc)).toEqual(seen(drawing));
  wandering.close();
});

test.each(SEEDS)('[B22] clocks that differ change nothing: what was wiped out or moved was there before (seed %i)', (seed) => {
  const drawing = made(seed);
  const replay = createReplay(drawing);
  const shownBefore = new Set<string>();
  for (const [place, { kind }] of replay.steps.entries()) {
    const before = new Set(seen(replay.doc).map(({ id }) => id));
    replay.show(place + 1);
    const after = new Set(seen(replay.doc).map(({ id }) => id));
    if (kind === 'mark') for (const id of after) shownBefore.add(id);
    // Nothing is shown by wiping out or moving, and nothing is drawn that is wiped out already.
    else expect([...after].filter((id) => !before.has(id))).toEqual([]);
  }
  expect(shownBefore.size).toBe(replay.steps.filter(({ kind }) => kind === 'mark').length);
  replay.close();
});

test('[B23] of one author their marks alone are shown, and what others did to them', () => {
  const drawing = made(7);
  const replay = createReplay(drawing);
  replay.show(replay.steps.length, KIM);
  expect(seen(replay.doc)).toEqual(seen(drawing).filter(({ author }) => author === KIM));
  replay.show(replay.steps.length);
  expect(seen(replay.doc).length).toBe(seen(drawing).length);
  replay.close();
});

test('[B24] what is no entry is passed over, whatever the count; the drawing is only read', () => {
  const drawing = made(9);
  const board = seen(drawing);
  for (const name of ['strokes', 'erasures', 'moves'])
    for (const [id, value] of [
      ['__proto__', 1],
      ['AAAAAAAAAAAA', Uint8Array.of(9, 9, 9)],
      ['BBBBBBBBBBBB', 'text'],
      ['CCCCCCCCCCCC', null],
    ] as const)
      drawing.getMap(name).set(id, value);
  const updates = countUpdates(drawing);
  const replay = createReplay(drawing);
  for (const count of [Infinity, -5, 3.5, Number.NaN, replay.steps.length]) replay.show(count);
  expect(seen(replay.doc)).toEqual(board);
  expect(updates()).toBe(0);
  replay.close();
});
