/** Puts the visible tiles onto the canvas, and has missing ones painted within a budget a frame. */
import { visible, type View } from './camera.ts';
import { PAPER } from './materials.ts';
import { levelFor, TILE_PX, tileSpan, type Tile, type Tiles } from './tiles.ts';

const BUDGET_MS = 6;
const MIN_TILES = 96;
const COARSER_LEVELS = 5;

export type Painter = {
  /** Paints one frame, `beneath` between paper and ink; false when some tile is not yet as it should be, so that another frame is needed. */
  frame(ctx: CanvasRenderingContext2D, view: View, beneath: () => void, now: () => number): boolean;
  /** Makes tiles around the view and the next coarser level while there is time; false when there is more to do. */
  prefetch(view: View, isTimeUp: () => boolean): boolean;
};

type Range = { readonly level: number; readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

function rangeOf(view: View, level: number, around: number): Range {
  const seen = visible(view.camera, view.size);
  const span = tileSpan(level);
  const at = (value: number): number => Math.floor(value / span);
  return {
    level,
    left: at(seen.left) - around,
    top: at(seen.top) - around,
    right: at(seen.right) + around,
    bottom: at(seen.bottom) + around,
  };
}

function* places({ left, top, right, bottom }: Range): Generator<readonly [number, number]> {
  for (let y = top; y <= bottom; y++) for (let x = left; x <= right; x++) yield [x, y];
}

export function createPainter(tiles: Tiles): Painter {
  /** Device pixels: rounded edges, so that neighbours neither gap nor overlap. */
  const copy = (ctx: CanvasRenderingContext2D, view: View, tile: Tile, part: Tile): void => {
    const scale = view.camera.zoom * view.ratio;
    const { bounds } = part;
    const x = (value: number): number => Math.round((value - view.camera.x) * scale);
    const y = (value: number): number => Math.round((value - view.camera.y) * scale);
    const [left, top] = [x(bounds.left), y(bounds.top)];
    const source = 2 ** tile.level;
    const side = (bounds.right - bounds.left) * source;
    const from = [(bounds.left - tile.bounds.left) * source, (bounds.top - tile.bounds.top) * source] as const;
    if (tile.picture) ctx.drawImage(tile.picture.canvas, ...from, side, side, left, top, x(bounds.right) - left, y(bounds.bottom) - top);
  };
  /** What stands in for a tile that was never painted: the nearest coarser one, else the four finer ones. */
  const standIn = (ctx: CanvasRenderingContext2D, view: View, part: Tile, x: number, y: number): void => {
    for (let up = 1; up <= COARSER_LEVELS; up++) {
      const tile = tiles.peek(part.level - up, Math.floor(x / 2 ** up), Math.floor(y / 2 ** up));
      if (tile?.painted) return copy(ctx, view, tile, part);
    }
    for (const [dx, dy] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      const tile = tiles.peek(part.level + 1, 2 * x + dx, 2 * y + dy);
      if (tile?.painted) copy(ctx, view, tile, tile);
    }
  };
  const limitFor = (view: View): number => {
    const across = (length: number): number => (2 * length * view.ratio) / TILE_PX + 2;
    return Math.max(MIN_TILES, Math.ceil(1.5 * across(view.size.width) * across(view.size.height)));
  };

  return {
    frame: (ctx, view, beneath, now) => {
      const end = now() + BUDGET_MS;
      const isTimeUp = (): boolean => now() > end;
      let whole = true;
      ctx.save();
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.fillStyle = PAPER;
      ctx.fillRect(0, 0, ctx.canvas.width, ctx.canvas.height);
      beneath();
      const range = rangeOf(view, levelFor(view.camera.zoom * view.ratio), 0);
      tiles.turn(limitFor(view));
      for (const [x, y] of places(range)) {
        const tile = tiles.want(range.level, x, y);
        if (!tiles.work(tile, isTimeUp)) whole = false;
        if (tile.painted) copy(ctx, view, tile, tile);
        else standIn(ctx, view, tile, x, y);
      }
      ctx.restore();
      return whole;
    },
    prefetch: (view, isTimeUp) => {
      const level = levelFor(view.camera.zoom * view.ratio);
      for (const range of [rangeOf(view, level - 2, 0), rangeOf(view, level, 1), rangeOf(view, level - 1, 1)]) {
        for (const [x, y] of places(range)) if (!tiles.work(tiles.want(range.level, x, y), isTimeUp)) return false;
      }
      return true;
    },
  };
}
