/**
 * The drawing doc, typed. Y.Map `strokes`: id -> encoded mark (a stroke, or writing); Y.Map `erasures`: id -> encoded erasure;
 * Y.Map `moves`: id -> encoded move. Entries are only ever
 * added by their author and deleted by their author's undo, so the Yjs clientID that wrote one (`writer`) tells who made it.
 */
import type * as Y from 'yjs';
import type { MemberId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import { isEntryId, newEntryId } from './entry-id.ts';
import { decodeErasure, encodeErasure, MAX_ERASED } from './erasure.ts';
import { decodeMark, encodeMark, shifted, type Mark } from './mark.ts';
import { decodeMove, encodeMove, MAX_MOVED } from './move.ts';
import { createPaintOrder } from './paint-order.ts';
import { createStanding } from './standing.ts';
import { MAX_ORDER } from './stroke.ts';

/** Board pixels. */
type Offset = { readonly x: number; readonly y: number };
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
  /** Moves marks, anybody's, by so many board pixels, as one update; they stay their authors'. */
  move(ids: readonly string[], by: Offset, who: { readonly author: MemberId; readonly at: number }, origin: unknown): void;
  observe(listener: (change: BoardChange) => void): () => void;
  close(): void;
};

const strokesOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('strokes');
const erasuresOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('erasures');
const movesOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('moves');
/** The maps of the drawing doc that an undo manager has to watch. */
export const boardTypes = (doc: Y.Doc): Y.Map<unknown>[] => [strokesOf(doc), erasuresOf(doc), movesOf(doc)];

function readMark(map: Y.Map<unknown>, id: string, by: Offset | undefined): PlacedMark | undefined {
  const mark = isEntryId(id) ? decodeMark(map.get(id)) : undefined;
  return mark && { ...(by === undefined ? mark : shifted(mark, by)), id, writer: map._map.get(id)?.id.client ?? 0 };
}

/** How many standing erasures name each mark. */
const erasedBy = (map: Y.Map<unknown>) =>
  createStanding<number>(
    map,
    (entry) => {
      const erasure = decodeErasure(entry);
      return erasure && { ids: erasure.strokes, sum: 1 };
    },
    (sum = 0, said) => sum + said,
    (sum = 0, said) => (sum > said ? sum - said : undefined),
  );

/** How far the standing moves bring each mark. In whole eighths: what is added up and taken away again leaves nothing. */
const movedBy = (map: Y.Map<unknown>) =>
  createStanding<Offset>(
    map,
    (entry) => {
      const move = decodeMove(entry);
      return move && { ids: move.marks, sum: { x: move.x, y: move.y } };
    },
    (sum = { x: 0, y: 0 }, said) => ({ x: sum.x + said.x, y: sum.y + said.y }),
    (sum = { x: 0, y: 0 }, said) => ({ x: sum.x - said.x, y: sum.y - said.y }),
  );

/** A live view of the drawing doc. `random` names erasures. `close()` stops watching; the doc stays. */
export function openBoard(doc: Y.Doc, random: Random): Board {
  const strokes = strokesOf(doc);
  const erasures = erasuresOf(doc);
  const moves = movesOf(doc);
  const erased = erasedBy(erasures);
  const moved = movedBy(moves);
  const visible = createPaintOrder<PlacedMark>();
  const listeners = new Set<(change: BoardChange) => void>();
  // Kept apart from what is visible: a new stroke also goes above one that is wiped out for now.
  let topOrder = 0;

  const refresh = (ids: Iterable<string>): void => {
    const added: PlacedMark[] = [];
    const removed: string[] = [];
    for (const id of ids) {
      const mark = readMark(strokes, id, moved.of(id));
      if (mark) topOrder = Math.max(topOrder, mark.order);
      if (visible.get(id)) removed.push(id);
      if (mark && erased.of(id) === undefined) added.push(mark);
    }
    visible.change(added, removed);
    if (added.length + removed.length > 0) for (const listener of listeners) listener({ added, removed });
  };
  const onStrokes = (event: Y.YMapEvent<unknown>): void => refresh(event.keysChanged as Set<string>);
  const onErasures = (event: Y.YMapEvent<unknown>): void => refresh(erased.read(event.keysChanged as Set<string>));
  const onMoves = (event: Y.YMapEvent<unknown>): void => refresh(moved.read(event.keysChanged as Set<string>));
  erased.read(erasures.keys());
  moved.read(moves.keys());
  refresh(strokes.keys());
  strokes.observe(onStrokes);
  erasures.observe(onErasures);
  moves.observe(onMoves);

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
    move: (ids, by, who, origin) => {
      const seen = ids.filter((id) => visible.get(id));
      doc.transact(() => {
        for (let i = 0; i < seen.length; i += MAX_MOVED)
          moves.set(newEntryId(random), encodeMove({ ...who, ...by, marks: seen.slice(i, i + MAX_MOVED) }));
      }, origin);
    },
    observe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      strokes.unobserve(onStrokes);
      erasures.unobserve(onErasures);
      moves.unobserve(onMoves);
      listeners.clear();
    },
  };
}
