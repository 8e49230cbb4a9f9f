/**
 * How a drawing was made: its entries one after the other, in an order that could have been, put into a doc of their own and taken out of it again. What an
 * author took back by undo is not among them: it is in no copy any more.
 */
import * as Y from 'yjs';
import type { MemberId } from '../base/ids.ts';
import { boardTypes } from './board.ts';
import { isEntryId } from './entry-id.ts';
import { decodeErasure } from './erasure.ts';
import { decodeMark } from './mark.ts';
import { decodeMove } from './move.ts';
import { layings, type LaidEntry, type MayLay } from './template.ts';

/** One entry: something drawn or written, wiped out, brought elsewhere, or laid beneath. `at` by its author's clock, ms since the Unix epoch. */
export type ReplayStep = { readonly kind: 'mark' | 'erasure' | 'move' | 'template'; readonly author: MemberId; readonly at: number };

export type Replay = {
  /** What a board shows of it; changed by `show` alone, and nothing of it goes back into the drawing. */
  readonly doc: Y.Doc;
  readonly steps: readonly ReplayStep[];
  /** Shows the first `count` steps; of one author where that is given: their marks, what anybody did to them, and what lay beneath. */
  show(count: number, whose?: MemberId): void;
  close(): void;
};

type Entry = ReplayStep & {
  readonly id: string;
  readonly map: string;
  readonly bytes: unknown;
  readonly writer: number;
  /** Where in the paint order it stands, or after which mark it came. */
  readonly key: number;
};

const NAMES = ['strokes', 'erasures', 'moves', 'templates'] as const;

/** The drawing as it is now; what is added to it later is not in the replay, nor what was laid beneath it by whom `mayLay` does not allow it. */
export function createReplay(drawing: Y.Doc, mayLay: MayLay = () => true): Replay {
  const entries = inOrder(drawing, mayLay);
  const doc = new Y.Doc();
  const shown = new Set<Entry>();

  function put({ map, id, bytes, writer }: Entry): void {
    // Under the client id that wrote it, so that a false author is told apart here, too.
    doc.clientID = writer;
    doc.getMap(map).set(id, bytes);
  }

  return {
    doc,
    steps: entries.map(({ kind, author, at }) => ({ kind, author, at })),
    show(count, whose) {
      const wanted = new Set(
        entries.slice(0, Math.max(0, count)).filter((one) => whose === undefined || one.kind !== 'mark' || one.author === whose),
      );
      doc.transact(() => {
        for (const one of [...shown].toReversed()) if (!wanted.has(one)) doc.getMap(one.map).delete(one.id);
        for (const one of wanted) if (!shown.has(one)) put(one);
      });
      shown.clear();
      for (const one of wanted) shown.add(one);
    },
    close: () => doc.destroy(),
  };
}

/**
 * Marks in their paint order, which is one that could have been: each is one more than the highest that its author saw. Erasures and moves come after what
 * they name, and after what their own device had drawn by then: clocks are compared within one device alone, since those of two laptops differ.
 */
function inOrder(drawing: Y.Doc, mayLay: MayLay): readonly Entry[] {
  const [strokes, erasures, moves] = boardTypes(drawing);
  if (strokes === undefined || erasures === undefined || moves === undefined) return [];
  const writerOf = (map: Y.Map<unknown>, id: string): number => map._map.get(id)?.id.client ?? 0;
  const marks = [...strokes].flatMap(([id, bytes]) => {
    const mark = isEntryId(id) ? decodeMark(bytes) : undefined;
    return mark === undefined ? [] : [{ id, bytes, writer: writerOf(strokes, id), author: mark.author, at: mark.at, order: mark.order }];
  });
  marks.sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
  const placeOf = new Map(marks.map(({ id }, place) => [id, place]));
  const drawnBy = new Map<number, { at: number; place: number }[]>();
  for (const [place, { writer, at }] of marks.entries()) {
    const drawn = drawnBy.get(writer) ?? [];
    drawnBy.set(writer, drawn);
    drawn.push({ at, place });
  }
  const after = (writer: number, at: number, named: readonly string[]): number => {
    const seen = named.map((id) => placeOf.get(id) ?? -1);
    const own = (drawnBy.get(writer) ?? []).filter((one) => one.at <= at).map(({ place }) => place);
    return [...seen, ...own].reduce((most, place) => Math.max(most, place), -1);
  };
  const acts = [
    ...[...erasures].flatMap(([id, bytes]) => {
      const erasure = decodeErasure(bytes);
      return erasure === undefined
        ? []
        : [{ id, bytes, kind: 'erasure' as const, map: NAMES[1], writer: writerOf(erasures, id), said: erasure, named: erasure.strokes }];
    }),
    ...[...moves].flatMap(([id, bytes]) => {
      const move = decodeMove(bytes);
      const named = move?.marks.map((one) => one.id) ?? [];
      return move === undefined
        ? []
        : [{ id, bytes, kind: 'move' as const, map: NAMES[2], writer: writerOf(moves, id), said: move, named }];
    }),
  ].map(({ said, named, ...act }): Entry => {
    const { author, at } = said;
    return { ...act, author, at, key: after(act.writer, at, named) };
  });
  const laid = beneath(layings(drawing, mayLay), after);
  const drawn = marks.map(({ id, bytes, writer, author, at }, place): Entry => ({
    id,
    bytes,
    writer,
    author,
    at,
    kind: 'mark',
    map: NAMES[0],
    key: place,
  }));
  const isMark = ({ kind }: Entry): number => (kind === 'mark' ? 0 : 1);
  const byTime = [...drawn, ...acts].sort((a, b) => a.key - b.key || isMark(a) - isMark(b) || a.at - b.at || (a.id < b.id ? -1 : 1));
  return merged(byTime, laid);
}

/** What was laid beneath, each after what its own device had drawn by then and after what was laid before it. */
function beneath(all: readonly LaidEntry[], after: (writer: number, at: number, named: readonly string[]) => number): readonly Entry[] {
  let key = -1;
  return all.map(({ id, bytes, writer, author, at }) => {
    key = Math.max(key, after(writer, at, []));
    return { id, bytes, writer, author, at, kind: 'template', map: NAMES[3], key };
  });
}

/** Both as they stand: a template comes before all else that came after the same mark, as nothing but marks is seen on it. */
function merged(entries: readonly Entry[], laid: readonly Entry[]): readonly Entry[] {
  const rest = [...laid];
  const all: Entry[] = [];
  for (const one of entries) {
    while (rest[0] !== undefined && (rest[0].key < one.key || (rest[0].key === one.key && one.kind !== 'mark')))
      all.push(...rest.splice(0, 1));
    all.push(one);
  }
  return [...all, ...rest];
}
