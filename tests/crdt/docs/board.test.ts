import * as Y from 'yjs';
import { expect, test } from 'vitest';
import { openBoard, type Board } from '#crdt/docs/board.ts';
import { newEntryId } from '#crdt/docs/entry-id.ts';
import { createUndo } from '#crdt/docs/undo.ts';
import { countUpdates, KIM, randomFrom, SAM, seeded, someStroke, twoCopies } from './fixtures.ts';

const SEED = 11;
const ids = (board: Board): string[] => board.marks().map((stroke) => stroke.id);

function twoPeople(seed: number) {
  const next = seeded(seed);
  const random = randomFrom(next);
  const { a, b, exchange } = twoCopies();
  const person = (doc: Y.Doc, author: typeof SAM) => {
    const origin = {};
    const board = openBoard(doc, random);
    const undo = createUndo(doc, origin);
    return {
      board,
      undo,
      draw: (): string => {
        const id = newEntryId(random);
        undo.newStep();
        board.add(id, someStroke(next, author), origin);
        return id;
      },
      erase: (...which: string[]): void => {
        undo.newStep();
        board.erase(which, { author, at: 5 }, origin);
      },
    };
  };
  return { sam: person(a, SAM), kim: person(b, KIM), exchange, next, a, b };
}

test('[B3] a stroke is one update, and so is one erasure of many', () => {
  const { sam, a } = twoPeople(SEED);
  const updates = countUpdates(a);
  const drawn = [sam.draw(), sam.draw()];
  expect(updates()).toBe(2);
  sam.erase(...drawn);
  expect(updates()).toBe(3);
  expect(ids(sam.board)).toEqual([]);
});

test('[B5] a new stroke lies above all that its author saw, the wiped ones included', () => {
  const { sam, kim, exchange } = twoPeople(SEED);
  const first = sam.draw();
  exchange();
  const second = kim.draw();
  kim.erase(second);
  exchange();
  const third = sam.draw();
  kim.undo.undo();
  exchange();
  expect(ids(sam.board)).toEqual([first, second, third]);
  expect(ids(kim.board)).toEqual([first, second, third]);
});

test('[B6] a stroke wiped out by two shows again only when both took it back', () => {
  const { sam, kim, exchange } = twoPeople(SEED);
  const stroke = sam.draw();
  exchange();
  sam.erase(stroke);
  kim.erase(stroke);
  exchange();
  sam.undo.undo();
  exchange();
  expect(ids(kim.board)).toEqual([]);
  kim.undo.undo();
  exchange();
  expect(ids(sam.board)).toEqual([stroke]);
  expect(sam.board.mark(stroke)).toMatchObject({ author: SAM, writer: 1 });
});

test('[B7] undo takes back own strokes only, also after others drew on top', () => {
  const { sam, kim, exchange } = twoPeople(SEED);
  const one = sam.draw();
  const two = sam.draw();
  exchange();
  const three = kim.draw();
  exchange();
  sam.undo.undo();
  sam.undo.undo();
  sam.undo.undo();
  exchange();
  expect(ids(kim.board)).toEqual([three]);
  expect(sam.undo.canUndo()).toBe(false);
  sam.undo.redo();
  sam.undo.redo();
  exchange();
  expect(ids(kim.board)).toEqual([one, two, three]);
  expect(sam.board.mark(one)).toMatchObject({ author: SAM, writer: 1 });
  expect(sam.undo.canRedo()).toBe(false);
});

test('[B7] undo takes back an own erasure of somebody else, who remains its author', () => {
  const { sam, kim, exchange } = twoPeople(SEED);
  const stroke = kim.draw();
  exchange();
  sam.erase(stroke);
  exchange();
  expect(ids(kim.board)).toEqual([]);
  sam.undo.undo();
  exchange();
  expect(kim.board.mark(stroke)).toMatchObject({ author: KIM, writer: 2 });
});

test('[B8] an entry that claims another author is told by its writer', () => {
  const { kim, b } = twoPeople(SEED);
  const forged = newEntryId(randomFrom(seeded(99)));
  kim.board.add(forged, someStroke(seeded(1), SAM), {});
  expect(kim.board.mark(forged)).toMatchObject({ author: SAM, writer: b.clientID });
});

test('[B2] entries that are no strokes are passed over', () => {
  const { sam, a } = twoPeople(SEED);
  const stroke = sam.draw();
  const id = newEntryId(randomFrom(seeded(5)));
  const strokes = a.getMap('strokes');
  for (const value of [1, 'x', null, new Uint8Array(30), new Y.Map(), { deep: [1] }]) strokes.set(id, value);
  strokes.set('not an id', strokes.get(stroke));
  for (const value of [1, 'x', null, new Uint8Array(30)]) a.getMap('erasures').set(id, value);
  const hostile = new Y.Doc();
  hostile.getArray('strokes').push([1, new Uint8Array(4)]);
  hostile.getText('erasures').insert(0, 'text');
  Y.applyUpdate(a, Y.encodeStateAsUpdate(hostile));
  expect(ids(sam.board)).toEqual([stroke]);
  expect(ids(openBoard(a, randomFrom(seeded(5))))).toEqual([stroke]);
});

test('[B4] [B9] any mix of doings converges, and observers are told what a fresh look shows', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const { sam, kim, exchange, next, a, b } = twoPeople(seed);
    const told = new Set<string>();
    sam.board.observe(({ added, removed }) => {
      for (const id of removed) told.delete(id);
      for (const stroke of added) told.add(stroke.id);
    });
    for (let i = 0; i < 80; i++) {
      const who = next() < 0.5 ? sam : kim;
      const dice = next();
      const seen = ids(who.board);
      if (dice < 0.45) who.draw();
      else if (dice < 0.6) who.erase(...seen.filter(() => next() < 0.2));
      else if (dice < 0.75) who.undo.undo();
      else if (dice < 0.85) who.undo.redo();
      else exchange();
    }
    exchange();
    exchange();
    const fresh = [openBoard(a, randomFrom(next)), openBoard(b, randomFrom(next))].map(ids);
    expect(ids(sam.board), `seed ${seed}`).toEqual(ids(kim.board));
    expect(fresh[0], `seed ${seed}`).toEqual(ids(sam.board));
    expect(fresh[1], `seed ${seed}`).toEqual(ids(sam.board));
    expect([...told].sort(), `seed ${seed}`).toEqual(ids(sam.board).sort());
  }
});
