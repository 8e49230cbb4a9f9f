/** What is settled on the board, as packed records with their bounds in a grid. Not one of them is a Fabric object. */
import type { Board, PlacedMark } from '#crdt/docs/board.ts';
import { isText } from '#crdt/docs/mark.ts';
import { comparePaint } from '#crdt/docs/paint-order.ts';
import type { BoardText } from '#crdt/docs/text.ts';
import { joined, type Bounds, type Point } from './camera.ts';
import { boundsOf, encloses, thinned, touches } from './geometry.ts';
import { createGrid } from './grid.ts';
import { boundsOfPath, holdsMost, someOf } from './lasso.ts';
import type { Lettering } from './lettering.ts';
import { makePaths, mayBeThinned, paintInk, type InkPaths } from './materials.ts';

export type SceneMark = PlacedMark & { readonly bounds: Bounds };
type SceneStroke = Exclude<SceneMark, BoardText>;
export type SceneText = Extract<SceneMark, BoardText>;

/** `on-top`: painting these over what is there is enough. `below`: these places have to be painted anew. `all`: everything. */
export type SceneChange =
  | { readonly is: 'on-top'; readonly strokes: readonly SceneMark[] }
  | { readonly is: 'below'; readonly places: readonly Bounds[] }
  | { readonly is: 'all' };

export type Scene = {
  /** What overlaps these bounds, in paint order. */
  inside(bounds: Bounds): SceneMark[];
  /** Paints one stroke; the context stands in board coordinates. `coarse` where it will be seen at half size or less. */
  paint(ctx: CanvasRenderingContext2D, stroke: SceneMark, coarse: boolean): void;
  /** Marks that some ink of lies within `reach` of a point, or whose writing does; rubbed-out places are not asked. */
  touching(at: Point, reach: number): string[];
  /** The same marks, in paint order. */
  marksAt(at: Point, reach: number): SceneMark[];
  /** What lies wholly inside a frame. */
  within(frame: Bounds): SceneMark[];
  /** What lies inside a closed line, or by far the most of it does. */
  around(path: readonly Point[]): SceneMark[];
  get(id: string): SceneMark | undefined;
  /** The uppermost writing at a point. */
  textAt(at: Point): SceneText | undefined;
  /** The font has come: writing has other bounds now. */
  measureAnew(): void;
  /** Everything, in paint order. */
  all(): SceneMark[];
  bounds(): Bounds | undefined;
  has(id: string): boolean;
  observe(listener: (change: SceneChange) => void): () => void;
  close(): void;
};

const isRubber = ({ tool }: SceneMark): boolean => tool === 'rubber';
const covers = (frame: Bounds, { left, top, right, bottom }: Bounds): boolean =>
  left >= frame.left && right <= frame.right && top >= frame.top && bottom <= frame.bottom;
/** More changes than this at once are not worth patching. */
const BULK = 200;
const COARSE_STEP = 3;

export function createScene(board: Board, lettering: Lettering): Scene {
  const grid = createGrid<SceneMark>();
  const known = new Map<string, SceneMark>();
  const fine = new WeakMap<SceneStroke, InkPaths>();
  const rough = new WeakMap<SceneStroke, InkPaths>();
  const listeners = new Set<(change: SceneChange) => void>();
  let top: SceneMark | undefined;

  const put = (mark: PlacedMark): SceneMark => {
    const bounds = isText(mark) ? lettering.boundsOf(mark) : boundsOf(mark.points, mark.width);
    const placed = { ...mark, bounds };
    known.set(placed.id, placed);
    grid.add(placed);
    return placed;
  };
  const take = (id: string): SceneMark | undefined => {
    const stroke = known.get(id);
    if (stroke) grid.remove(stroke);
    known.delete(id);
    return stroke;
  };
  const whatChanged = (gone: readonly SceneMark[], come: readonly SceneMark[]): SceneChange => {
    const sorted = come.toSorted(comparePaint);
    const lowest = sorted[0];
    if (gone.length + come.length > BULK) return { is: 'all' };
    if (gone.length === 0 && lowest && (top === undefined || comparePaint(top, lowest) < 0)) return { is: 'on-top', strokes: sorted };
    return { is: 'below', places: [...gone, ...come].map((stroke) => stroke.bounds) };
  };
  for (const stroke of board.marks()) top = put(stroke);
  const unobserve = board.observe(({ added, removed }) => {
    const gone = removed.map(take).filter((stroke) => stroke !== undefined);
    const change = whatChanged(gone, added.map(put));
    const last = board.marks().at(-1);
    top = last && known.get(last.id);
    for (const listener of listeners) listener(change);
  });

  const pathsOf = (stroke: SceneStroke, coarse: boolean): InkPaths => {
    const isThin = coarse && mayBeThinned(stroke.tool);
    const cache = isThin ? rough : fine;
    const paths = cache.get(stroke) ?? makePaths(isThin ? thinned(stroke.points, COARSE_STEP) : stroke.points, stroke);
    cache.set(stroke, paths);
    return paths;
  };
  const isUnder = (mark: SceneMark, at: Point, reach: number): boolean => {
    if (isText(mark)) return lettering.liesAt(mark, at, reach);
    const { tool, points, width, filled } = mark;
    return tool !== 'rubber' && (touches(points, at, reach + width / 2) || (filled && encloses(points, at)));
  };
  const near = (at: Point, reach: number): SceneMark[] =>
    grid
      .near({ left: at.x - reach, top: at.y - reach, right: at.x + reach, bottom: at.y + reach })
      .filter((mark) => isUnder(mark, at, reach));

  return {
    inside: (bounds) => grid.near(bounds).sort(comparePaint),
    all: () => [...known.values()].sort(comparePaint),
    paint: (ctx, mark, coarse) => {
      if (isText(mark)) lettering.paint(ctx, mark);
      else paintInk(ctx, pathsOf(mark, coarse), mark);
    },
    touching: (at, reach) => near(at, reach).map(({ id }) => id),
    marksAt: (at, reach) => near(at, reach).sort(comparePaint),
    within: (frame) => grid.near(frame).filter((mark) => !isRubber(mark) && covers(frame, mark.bounds)),
    around: (path) =>
      grid
        .near(boundsOfPath(path))
        .filter((mark) => !isRubber(mark) && holdsMost(path, isText(mark) ? lettering.cornersOf(mark) : someOf(mark.points))),
    get: (id) => known.get(id),
    textAt: (at) => near(at, 0).filter(isText).sort(comparePaint).at(-1),
    measureAnew: () => {
      const texts = [...known.values()].filter(isText);
      for (const { id } of texts) take(id);
      for (const text of texts) put(text);
      const last = board.marks().at(-1);
      top = last && known.get(last.id);
      if (texts.length > 0) for (const listener of listeners) listener({ is: 'all' });
    },
    bounds: () => {
      let whole: Bounds | undefined;
      for (const stroke of known.values()) whole = whole ? joined(whole, stroke.bounds) : stroke.bounds;
      return whole;
    },
    has: (id) => known.has(id),
    observe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      unobserve();
      listeners.clear();
      grid.clear();
      known.clear();
    },
  };
}
