/**
 * Bitmap tiles of what is settled. A tile is 512 device pixels square and belongs to a level: at level n one board pixel is 2^n device
 * pixels. New ink on top is stamped onto the tiles it touches; a change below others makes the tiles it touches stale, and a
 * stale tile is shown until its new picture is whole, so that nothing flickers.
 */
import { overlap, type Bounds } from './camera.ts';
import type { Scene, SceneChange, SceneMark } from './scene.ts';

export const TILE_PX = 512;
const SLICE = 40;

type Picture = { readonly canvas: HTMLCanvasElement; readonly ctx: CanvasRenderingContext2D };
type Job = { readonly strokes: SceneMark[]; next: number; readonly picture: Picture };
export type Tile = {
  readonly level: number;
  readonly bounds: Bounds;
  /** Undefined while nothing was painted, and for a painted tile that holds no ink. */
  picture: Picture | undefined;
  /** Whether `picture` may be shown at all. */
  painted: boolean;
  /** Whether it also shows all that is there now. */
  fresh: boolean;
  job: Job | undefined;
  /** The turn in which it was last asked for. */
  used: number;
};

export type Tiles = {
  /** The tile, made if it is not there yet, and kept from being dropped this turn. */
  want(level: number, x: number, y: number): Tile;
  peek(level: number, x: number, y: number): Tile | undefined;
  /** Paints at it until it is fresh or `isTimeUp`; true when fresh. */
  work(tile: Tile, isTimeUp: () => boolean): boolean;
  change(change: SceneChange): void;
  /** A new turn begins; what was not wanted longest ago is dropped beyond `limit` tiles. */
  turn(limit: number): void;
  readonly count: number;
  close(): void;
};

const tileKey = (level: number, x: number, y: number): string => `${level}:${x}:${y}`;
/** Board pixels along the side of a tile. */
export const tileSpan = (level: number): number => TILE_PX / 2 ** level;
/** The level whose tiles are never enlarged at this scale (device pixels per board pixel). */
export const levelFor = (scale: number): number => Math.ceil(Math.log2(scale) - 1e-6);

function createPicture(tile: Tile): Picture {
  const canvas = document.createElement('canvas');
  canvas.width = TILE_PX;
  canvas.height = TILE_PX;
  const ctx = canvas.getContext('2d');
  if (ctx === null) throw new Error('this browser gives no more canvases');
  const scale = 2 ** tile.level;
  ctx.setTransform(scale, 0, 0, scale, -tile.bounds.left * scale, -tile.bounds.top * scale);
  return { canvas, ctx };
}

export function createTiles(scene: Scene): Tiles {
  const tiles = new Map<string, Tile>();
  let turn = 0;

  const paint = (tile: Tile, picture: Picture, stroke: SceneMark): void => scene.paint(picture.ctx, stroke, tile.level < 0);
  const begin = (tile: Tile): Job | undefined => {
    const strokes = scene.inside(tile.bounds);
    return strokes.length === 0 ? undefined : { strokes, next: 0, picture: createPicture(tile) };
  };
  const finish = (tile: Tile, picture: Picture | undefined): true => {
    tile.picture = picture;
    tile.job = undefined;
    tile.painted = true;
    tile.fresh = true;
    return true;
  };
  const stamp = (tile: Tile, stroke: SceneMark): void => {
    if (!overlap(tile.bounds, stroke.bounds)) return;
    tile.job?.strokes.push(stroke);
    if (!tile.painted) return;
    tile.picture ??= createPicture(tile);
    paint(tile, tile.picture, stroke);
  };
  const spoil = (tile: Tile): void => {
    tile.fresh = false;
    tile.job = undefined;
  };

  return {
    want: (level, x, y) => {
      const span = tileSpan(level);
      const bounds = { left: x * span, top: y * span, right: (x + 1) * span, bottom: (y + 1) * span };
      const key = tileKey(level, x, y);
      const tile = tiles.get(key) ?? { level, bounds, picture: undefined, painted: false, fresh: false, job: undefined, used: turn };
      tile.used = turn;
      tiles.set(key, tile);
      return tile;
    },
    peek: (level, x, y) => tiles.get(tileKey(level, x, y)),
    work: (tile, isTimeUp) => {
      if (tile.fresh) return true;
      tile.job ??= begin(tile);
      const job = tile.job;
      if (job === undefined) return finish(tile, undefined);
      while (!isTimeUp()) {
        const end = Math.min(job.next + SLICE, job.strokes.length);
        for (const stroke of job.strokes.slice(job.next, end)) paint(tile, job.picture, stroke);
        job.next = end;
        if (end >= job.strokes.length) return finish(tile, job.picture);
      }
      return false;
    },
    change: (change) => {
      for (const tile of tiles.values()) {
        if (change.is === 'all') spoil(tile);
        else if (change.is === 'on-top') for (const stroke of change.strokes) stamp(tile, stroke);
        else if (change.places.some((place) => overlap(place, tile.bounds))) spoil(tile);
      }
    },
    turn: (limit) => {
      if (tiles.size > limit) {
        const old = [...tiles].filter(([, tile]) => tile.used < turn).sort(([, a], [, b]) => a.used - b.used);
        for (const [key] of old.slice(0, tiles.size - limit)) tiles.delete(key);
      }
      turn++;
    },
    get count() {
      return tiles.size;
    },
    close: () => tiles.clear(),
  };
}
