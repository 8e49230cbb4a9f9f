/**
 * The drawing doc, typed. Y.Map `strokes`: id -> encoded mark (a stroke, or writing); Y.Map `erasures`: id -> encoded erasure;
 * Y.Map `moves`: id -> encoded move, or scaling and turning. Entries are only ever
 * added by their author and deleted by their author's undo, so the Yjs clientID that wrote one (`writer`) tells who made it.
 */
import type * as Y from 'yjs';
import type { MemberId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import { isEntryId, newEntryId } from './entry-id.ts';
import { decodeErasure, encodeErasure, MAX_ERASED } from './erasure.ts';
import { anchorOf, decodeMark, encodeMark, placed, shifted, type Mark, type Posed } from './mark.ts';
import { decodeMove, encodeMove, MAX_MOVED, type Move, type Moved } from './move.ts';
import { createPaintOrder } from './paint-order.ts';
import {
  added as together,
  anchorAt,
  angleOf,
  growthOf,
  HOME,
  inSteps,
  isUpright,
  matrixOf,
  scaleOf,
  takenAway,
  through,
  turnOf,
  type Change,
  type Matrix,
  type Place,
  type Spot,
} from './placement.ts';
import { createStanding } from './standing.ts';
import { MAX_ORDER } from './stroke.ts';

/** A mark in its place; `writer` is the Yjs clientID of the device that put it there. */
export type Placed<Some extends Mark = Mark> = Some & Posed & { readonly id: string; readonly writer: number };
export type PlacedMark = Placed;
type Who = { readonly author: MemberId; readonly at: number };
/** A mark without its place in the paint order, which the board gives it. */
export type NewMark = Mark extends infer Some ? (Some extends Mark ? Omit<Some, 'order'> : never) : never;
/** What changed of what is to be seen. A mark that was overwritten stands in both. */
export type BoardChange = { readonly added: readonly PlacedMark[]; readonly removed: readonly string[] };

export type Board = {
  /** What is to be seen, in paint order. Not to be changed by the caller; stale after the next change. */
  marks(): readonly PlacedMark[];
  mark(id: string): PlacedMark | undefined;
  /** Adds one finished mark on top, as one update of the doc; `like`: as large and turned as that mark is. */
  add(id: string, mark: NewMark, origin: unknown, like?: string): void;
  /** Wipes out whole marks, anybody's, as one update; ids that are not to be seen are passed over. */
  erase(ids: readonly string[], by: Who, origin: unknown): void;
  /** Moves, scales and turns marks, anybody's, as one update; they stay their authors'. Throws RangeError for a factor or angle that is none. */
  move(ids: readonly string[], by: Change, who: Who, origin: unknown): void;
  /** Adds a copy of each of these marks so many board pixels beside it; returns the copies' ids. */
  copy(ids: readonly string[], beside: Spot, who: Who, origin: unknown): string[];
  observe(listener: (change: BoardChange) => void): () => void;
  close(): void;
};

const strokesOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('strokes');
const erasuresOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('erasures');
const movesOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('moves');
/** What was laid beneath the drawing: template.ts. */
export const templatesOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('templates');
/** The maps of the drawing doc that an undo manager has to watch. */
export const boardTypes = (doc: Y.Doc): Y.Map<unknown>[] => [strokesOf(doc), erasuresOf(doc), movesOf(doc), templatesOf(doc)];

const drawnMark = (map: Y.Map<unknown>, id: string): Mark | undefined => (isEntryId(id) ? decodeMark(map.get(id)) : undefined);
function readMark(map: Y.Map<unknown>, id: string, place: Place | undefined): PlacedMark | undefined {
  const mark = drawnMark(map, id);
  const there = mark && (place === undefined ? { ...mark, scale: 1, angle: 0 } : placed(mark, place));
  return there && { ...there, id, writer: map._map.get(id)?.id.client ?? 0 };
}

/** How many standing erasures name each mark. */
const erasedBy = (map: Y.Map<unknown>) =>
  createStanding<number>(
    map,
    (entry) => {
      return decodeErasure(entry)?.strokes.map((id) => ({ id, sum: 1 }));
    },
    (sum = 0, said) => sum + said,
    (sum = 0, said) => (sum > said ? sum - said : undefined),
  );

/** Where the standing moves bring each mark. */
const movedBy = (map: Y.Map<unknown>) =>
  createStanding<Place>(
    map,
    (entry) => {
      const move = decodeMove(entry);
      return move?.marks.map(({ id, x, y }) => ({ id, sum: { x, y, growth: move.growth, turn: move.turn } }));
    },
    (sum = HOME, said) => together(sum, said),
    (sum = HOME, said) => takenAway(sum, said),
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

  const setMove = (move: Move): void => void moves.set(newEntryId(random), encodeMove(move));
  /** How far a change brings the anchor of one mark from where it lies now. */
  const bring = (id: string, matrix: Matrix): Moved => {
    const mark = drawnMark(strokes, id);
    const from = mark ? anchorAt(anchorOf(mark), moved.of(id) ?? HOME) : { x: 0, y: 0 };
    const to = through(matrix, from);
    return { id, x: to.x - from.x, y: to.y - from.y };
  };
  const add: Board['add'] = (id, mark, origin, like) => {
    const order = Math.min(topOrder + 1, MAX_ORDER);
    const { author, at } = mark;
    const bytes = encodeMark({ ...mark, order } as Mark);
    const { growth, turn } = (like === undefined ? undefined : moved.of(like)) ?? HOME;
    topOrder = order;
    doc.transact(() => {
      strokes.set(id, bytes);
      if (!isUpright({ growth, turn }))
        setMove({ author, at, growth: growthOf(scaleOf(growth)), turn: turnOf(angleOf(turn)), marks: [{ id, x: 0, y: 0 }] });
    }, origin);
  };

  return {
    marks: () => visible.list(),
    mark: (id) => visible.get(id),
    add,
    erase: (ids, by, origin) => {
      const seen = ids.filter((id) => visible.get(id));
      doc.transact(() => {
        for (let i = 0; i < seen.length; i += MAX_ERASED) {
          erasures.set(newEntryId(random), encodeErasure({ ...by, strokes: seen.slice(i, i + MAX_ERASED) }));
        }
      }, origin);
    },
    move: (ids, by, who, origin) => {
      const [growth, turn] = [growthOf(by.scale ?? 1), turnOf(by.angle ?? 0)];
      const matrix = matrixOf(inSteps(by));
      const marks = ids
        .filter((id) => visible.get(id))
        .map((id) => (isUpright({ growth, turn }) ? { id, x: by.x, y: by.y } : bring(id, matrix)));
      doc.transact(() => {
        for (let i = 0; i < marks.length; i += MAX_MOVED) setMove({ ...who, growth, turn, marks: marks.slice(i, i + MAX_MOVED) });
      }, origin);
    },
    copy: (ids, beside, who, origin) => {
      const wanted = new Set(ids);
      return visible
        .list()
        .filter(({ id }) => wanted.has(id))
        .flatMap(({ id }) => {
          const mark = drawnMark(strokes, id);
          if (mark === undefined) return [];
          const [from, copyId] = [anchorOf(mark), newEntryId(random)];
          const to = anchorAt(from, moved.of(id) ?? HOME);
          add(copyId, { ...shifted(mark, { x: to.x - from.x + beside.x, y: to.y - from.y + beside.y }), ...who }, origin, id);
          return [copyId];
        });
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
