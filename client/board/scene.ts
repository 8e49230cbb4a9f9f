/** What is settled on the board, as packed records with their bounds in a grid. Not one of them is a Fabric object. */
import type { Board, PlacedStroke } from '#crdt/docs/board.ts';
import { comparePaint } from '#crdt/docs/paint-order.ts';
import { joined, type Bounds, type Point } from './camera.ts';
import { boundsOf, encloses, thinned, touches } from './geometry.ts';
import { createGrid } from './grid.ts';
import { makePaths, mayBeThinned, paintInk, type InkPaths } from './materials.ts';

export type SceneStroke = PlacedStroke & { readonly bounds: Bounds };

/** `on-top`: painting these over what is there is enough. `below`: these places have to be painted anew. `all`: everything. */
export type SceneChange =
  | { readonly is: 'on-top'; readonly strokes: readonly SceneStroke[] }
  | { readonly is: 'below'; readonly places: readonly Bounds[] }
  | { readonly is: 'all' };

export type Scene = {
  /** What overlaps these bounds, in paint order. */
  inside(bounds: Bounds): SceneStroke[];
  /** Paints one stroke; the context stands in board coordinates. `coarse` where it will be seen at half size or less. */
  paint(ctx: CanvasRenderingContext2D, stroke: SceneStroke, coarse: boolean): void;
  /** Strokes that some ink of lies within `reach` of a point; rubbed-out places are not asked. */
  touching(at: Point, reach: number): string[];
  /** Everything, in paint order. */
  all(): SceneStroke[];
  bounds(): Bounds | undefined;
  has(id: string): boolean;
  observe(listener: (change: SceneChange) => void): () => void;
  close(): void;
};

/** More changes than this at once are not worth patching. */
const BULK = 200;
const COARSE_STEP = 3;

export function createScene(board: Board): Scene {
  const grid = createGrid<SceneStroke>();
  const known = new Map<string, SceneStroke>();
  const fine = new WeakMap<SceneStroke, InkPaths>();
  const rough = new WeakMap<SceneStroke, InkPaths>();
  const listeners = new Set<(change: SceneChange) => void>();
  let top: SceneStroke | undefined;

  const put = (stroke: PlacedStroke): SceneStroke => {
    const placed = { ...stroke, bounds: boundsOf(stroke.points, stroke.width) };
    known.set(placed.id, placed);
    grid.add(placed);
    return placed;
  };
  const take = (id: string): SceneStroke | undefined => {
    const stroke = known.get(id);
    if (stroke) grid.remove(stroke);
    known.delete(id);
    return stroke;
  };
  const whatChanged = (gone: readonly SceneStroke[], come: readonly SceneStroke[]): SceneChange => {
    const sorted = come.toSorted(comparePaint);
    const lowest = sorted[0];
    if (gone.length + come.length > BULK) return { is: 'all' };
    if (gone.length === 0 && lowest && (top === undefined || comparePaint(top, lowest) < 0)) return { is: 'on-top', strokes: sorted };
    return { is: 'below', places: [...gone, ...come].map((stroke) => stroke.bounds) };
  };
  for (const stroke of board.strokes()) top = put(stroke);
  const unobserve = board.observe(({ added, removed }) => {
    const gone = removed.map(take).filter((stroke) => stroke !== undefined);
    const change = whatChanged(gone, added.map(put));
    const last = board.strokes().at(-1);
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
  const isUnder = ({ points, width, filled }: SceneStroke, at: Point, reach: number): boolean =>
    touches(points, at, reach + width / 2) || (filled && encloses(points, at));

  return {
    inside: (bounds) => grid.near(bounds).sort(comparePaint),
    all: () => [...known.values()].sort(comparePaint),
    paint: (ctx, stroke, coarse) => paintInk(ctx, pathsOf(stroke, coarse), stroke),
    touching: (at, reach) => {
      const around = { left: at.x - reach, top: at.y - reach, right: at.x + reach, bottom: at.y + reach };
      const hit = grid.near(around).filter((stroke) => stroke.tool !== 'rubber' && isUnder(stroke, at, reach));
      return hit.map((stroke) => stroke.id);
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
