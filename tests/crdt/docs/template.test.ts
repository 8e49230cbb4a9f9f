import type * as Y from 'yjs';
import { expect, test } from 'vitest';
import { openBoard } from '#crdt/docs/board.ts';
import { newEntryId } from '#crdt/docs/entry-id.ts';
import { createReplay } from '#crdt/docs/replay.ts';
import { decodeLaying, encodeLaying, layTemplate, MOST_TEMPLATES, NO_TEMPLATE, templateOf } from '#crdt/docs/template.ts';
import { createUndo } from '#crdt/docs/undo.ts';
import { countUpdates, KIM, randomFrom, SAM, seeded, someStroke, twoCopies } from './fixtures.ts';

const random = randomFrom(seeded(26));
/** Sam, whose device writes as 1, is the host; so is a second device of theirs. */
const SECOND = 3;
const mayLay = (writer: number): boolean => writer === 1 || writer === SECOND;
const AT = 1_790_000_000_000;

function twoPeople() {
  const { a, b, exchange } = twoCopies();
  const person = (doc: Y.Doc, author: typeof SAM) => {
    const origin = {};
    const undo = createUndo(doc, origin);
    return {
      undo,
      lay: (template: number, at = AT): void => {
        undo.newStep();
        layTemplate(doc, { template, author, at }, { random, mayLay, origin });
      },
      laid: (): number => templateOf(doc, mayLay),
    };
  };
  return { a, b, exchange, sam: person(a, SAM), kim: person(b, KIM) };
}
const entries = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('templates');

test('[D27] a laying comes back from its bytes as it went in; what no reader would take is not written', () => {
  for (const template of [NO_TEMPLATE, 1, 20, MOST_TEMPLATES]) {
    const laying = { author: SAM, order: 7, at: AT, template };
    expect(decodeLaying(encodeLaying(laying))).toEqual(laying);
  }
  for (const template of [-1, 1.5, Number.NaN, Infinity, MOST_TEMPLATES + 1])
    expect(() => encodeLaying({ author: SAM, order: 1, at: AT, template })).toThrow(RangeError);
});

test('[D27] the last choice stands on every copy, none included, and one choice is one update', () => {
  const { a, sam, kim, exchange } = twoPeople();
  const updates = countUpdates(a);
  sam.lay(4);
  expect(updates()).toBe(1);
  sam.lay(4);
  expect(updates()).toBe(1);
  sam.lay(9);
  exchange();
  expect([sam.laid(), kim.laid()]).toEqual([9, 9]);
  sam.lay(NO_TEMPLATE);
  exchange();
  expect([sam.laid(), kim.laid()]).toEqual([NO_TEMPLATE, NO_TEMPLATE]);
});

test('[D27] two devices of the host that lay at once come to the same', () => {
  const { a, b, exchange } = twoCopies();
  b.clientID = SECOND;
  for (let i = 0; i < 20; i++) {
    layTemplate(a, { template: 1 + i, author: SAM, at: AT }, { random, mayLay, origin: null });
    layTemplate(b, { template: 100 + i, author: SAM, at: AT - 3_600_000 }, { random, mayLay, origin: null });
    exchange();
    expect(templateOf(a, mayLay)).toBe(templateOf(b, mayLay));
  }
  layTemplate(b, { template: 500, author: SAM, at: AT - 3_600_000 }, { random, mayLay, origin: null });
  exchange();
  expect(templateOf(a, mayLay)).toBe(500);
});

test('[D27] the host’s undo takes it back, what lay before lies there again, and redo lays it once more; the guest’s undo reaches none of it', () => {
  const { a, sam, kim, exchange } = twoPeople();
  const board = openBoard(a, random);
  sam.lay(4);
  sam.lay(9);
  board.add(newEntryId(random), someStroke(seeded(1)), {});
  exchange();
  kim.undo.undo();
  expect(kim.undo.canUndo()).toBe(false);
  sam.undo.undo();
  exchange();
  expect([sam.laid(), kim.laid()]).toEqual([4, 4]);
  expect(board.marks()).toHaveLength(1);
  sam.undo.undo();
  exchange();
  expect([sam.laid(), kim.laid()]).toEqual([NO_TEMPLATE, NO_TEMPLATE]);
  sam.undo.redo();
  sam.undo.redo();
  exchange();
  expect([sam.laid(), kim.laid()]).toEqual([9, 9]);
});

test('[D27] what is no laying, or comes from a device that is not the host’s, is passed over, whatever author it claims', () => {
  const { a, b, sam, kim, exchange } = twoPeople();
  sam.lay(4);
  const good = encodeLaying({ author: SAM, order: 90, at: AT, template: 9 });
  const junk: readonly unknown[] = [
    1,
    'x',
    null,
    {},
    new Uint8Array(0),
    new Uint8Array(30),
    Uint8Array.from([...good, 0]),
    good.slice(0, -1),
    Uint8Array.from(good, (byte, i) => (i === 0 ? 2 : byte)),
    // A number that nothing may have.
    Uint8Array.from([...good.slice(0, -1), 0xff, 0xff, 0x7f]),
  ];
  for (const value of junk) entries(a).set(newEntryId(random), value);
  for (const key of ['__proto__', 'short', '!!!!!!!!!!!!']) entries(a).set(key, good);
  exchange();
  expect([sam.laid(), kim.laid()]).toEqual([4, 4]);
  entries(b).set(newEntryId(random), good);
  kim.lay(9);
  exchange();
  expect([sam.laid(), kim.laid()]).toEqual([4, 4]);
  // What does not count does not push what counts out of the way either.
  entries(b).set(newEntryId(random), encodeLaying({ author: SAM, order: 2 ** 40, at: AT, template: 9 }));
  exchange();
  sam.lay(5);
  exchange();
  expect([sam.laid(), kim.laid()]).toEqual([5, 5]);
});

test('[B26] a replay lays and takes away what lay beneath when it did, whosever marks are shown, and ends as the board does', () => {
  const { a, b, sam, exchange } = twoPeople();
  const [samDraws, kimDraws] = [openBoard(a, random), openBoard(b, random)];
  let at = AT;
  const draw = (board: typeof samDraws, author: typeof SAM): void => {
    at += 1000;
    board.add(newEntryId(random), { ...someStroke(seeded(at), author), at: author === KIM ? at - 3_600_000 : at }, {});
    exchange();
  };
  draw(samDraws, SAM);
  sam.lay(4, (at += 1000));
  draw(samDraws, SAM);
  draw(kimDraws, KIM);
  draw(samDraws, SAM);
  sam.lay(9, (at += 1000));
  sam.lay(NO_TEMPLATE, (at += 1000));
  sam.lay(2, (at += 1000));
  entries(b).set(newEntryId(random), encodeLaying({ author: SAM, order: 90, at, template: 7 }));
  exchange();
  const replay = createReplay(a, mayLay);
  expect(replay.steps.map(({ kind }) => (kind === 'template' ? 'T' : 'm')).join('')).toBe('mTmmmTTT');
  const lying = (count: number, whose?: typeof SAM): number => {
    replay.show(count, whose);
    return templateOf(replay.doc, mayLay);
  };
  const straight = Array.from({ length: 9 }, (_, count) => lying(count));
  expect(straight).toEqual([0, 0, 4, 4, 4, 4, 9, 0, 2]);
  expect([8, 3, 0, 6, 7, 1, 8].map((count) => lying(count))).toEqual([2, 4, 0, 9, 0, 0, 2]);
  expect(lying(8, KIM)).toBe(2);
  expect(
    openBoard(replay.doc, random)
      .marks()
      .map(({ author }) => author),
  ).toEqual([KIM]);
  expect(templateOf(a, mayLay)).toBe(2);
  replay.close();
});
