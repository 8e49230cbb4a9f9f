/**
 * The drawing doc, typed. Y.Map `strokes`: id -> encoded mark (a stroke, or writing); Y.Map `erasures`: id -> encoded erasure. Entries are only ever
 * added by their author and deleted by their author's undo, so the Yjs clientID that wrote one (`writer`) tells who made it.
 */
import type * as Y from 'yjs';
import type { MemberId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import { isEntryId, newEntryId } from './entry-id.ts';
import { decodeErasure, encodeErasure, MAX_ERASED } from './erasure.ts';
import { decodeMark, encodeMark, type Mark } from './mark.ts';
import { createPaintOrder } from './paint-order.ts';
import { MAX_ORDER } from './stroke.ts';

/** A mark in its place; `writer` is the Yjs clientID of the device that put it there. */
export type Placed<Some extends Mark = Mark> = Some & { readonly id: string; readonly writer: number };
export type PlacedMark = Placed;
/** A mark without its place in the paint order, which the board gives it. */
export type NewMark = Mark extends infer Some ? (Some extends Mark ? Omit<Some, 'order'> : never) : never;
/** What changed of what is to be seen. A mark that was overwritten stands in both. */
export type BoardChange = { readonly added: readonly PlacedMark[]; readonly removed: readonly string[] };

export type Board = {
  /** What is to be seen, in paint order. Not to be changed by the caller; stale after the next change. */
  marks(): readonly PlacedMark[];
  mark(id: string): PlacedMark | undefined;
  /** Adds one finished mark on top, as one update of the doc. */
  add(id: string, mark: NewMark, origin: unknown): void;
  /** Wipes out whole marks, anybody's, as one update; ids that are not to be seen are passed over. */
  erase(ids: readonly string[], by: { readonly author: MemberId; readonly at: number }, origin: unknown): void;
  observe(listener: (change: BoardChange) => void): () => void;
  close(): void;
};

const strokesOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('strokes');
const erasuresOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('erasures');
/** The two maps of the drawing doc that an undo manager has to watch. */
export const boardTypes = (doc: Y.Doc): Y.Map<unknown>[] => [strokesOf(doc), erasuresOf(doc)];

function readMark(map: Y.Map<unknown>, id: string): PlacedMark | undefined {
  const mark = isEntryId(id) ? decodeMark(map.get(id)) : undefined;
  return mark && { ...mark, id, writer: map._map.get(id)?.id.client ?? 0 };
}

/** How many standing erasures name each stroke. */
function createErasedCount(map: Y.Map<unknown>) {
  const known = new Map<string, readonly string[]>();
  const counts = new Map<string, number>();
  const count = (ids: readonly string[], by: 1 | -1, touched: Set<string>): void => {
    for (const id of ids) {
      counts.set(id, (counts.get(id) ?? 0) + by);
      touched.add(id);
    }
  };
  return {
    isErased: (id: string): boolean => (counts.get(id) ?? 0) > 0,
    /** Reads these erasures anew; returns the ids of the strokes they name or named. */
    read: (erasures: Iterable<string>): Set<string> => {
      const touched = new Set<string>();
      for (const key of erasures) {
        count(known.get(key) ?? [], -1, touched);
        known.delete(key);
        const ids = [...new Set(decodeErasure(map.get(key))?.strokes)];
        if (ids.length === 0) continue;
        known.set(key, ids);
        count(ids, 1, touched);
      }
      return touched;
    },
  };
}

/** A live view of the drawing doc. `random` names erasures. `close()` stops watching; the doc stays. */
export function openBoard(doc: Y.Doc, random: Random): Board {
  const strokes = strokesOf(doc);
  const erasures = erasuresOf(doc);
  const erased = createErasedCount(erasures);
  const visible = createPaintOrder<PlacedMark>();
  const listeners = new Set<(change: BoardChange) => void>();
  // Kept apart from what is visible: a new stroke also goes above one that is wiped out for now.
  let topOrder = 0;

  const refresh = (ids: Iterable<string>): void => {
    const added: PlacedMark[] = [];
    const removed: string[] = [];
    for (const id of ids) {
      const mark = readMark(strokes, id);
      if (mark) topOrder = Math.max(topOrder, mark.order);
      if (visible.get(id)) removed.push(id);
      if (mark && !erased.isErased(id)) added.push(mark);
    }
    visible.change(added, removed);
    if (added.length + removed.length > 0) for (const listener of listeners) listener({ added, removed });
  };
  const onStrokes = (event: Y.YMapEvent<unknown>): void => refresh(event.keysChanged as Set<string>);
  const onErasures = (event: Y.YMapEvent<unknown>): void => refresh(erased.read(event.keysChanged as Set<string>));
  erased.read(erasures.keys());
  refresh(strokes.keys());
  strokes.observe(onStrokes);
  erasures.observe(onErasures);

  return {
    marks: () => visible.list(),
    mark: (id) => visible.get(id),
    add: (id, mark, origin) => {
      const order = Math.min(topOrder + 1, MAX_ORDER);
      const bytes = encodeMark({ ...mark, order } as Mark);
      topOrder = order;
      doc.transact(() => strokes.set(id, bytes), origin);
    },
    erase: (ids, by, origin) => {
      const seen = ids.filter((id) => visible.get(id));
      doc.transact(() => {
        for (let i = 0; i < seen.length; i += MAX_ERASED) {
          erasures.set(newEntryId(random), encodeErasure({ ...by, strokes: seen.slice(i, i + MAX_ERASED) }));
        }
      }, origin);
    },
    observe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      strokes.unobserve(onStrokes);
      erasures.unobserve(onErasures);
      listeners.clear();
    },
  };
}
