/**
 * Pointing with a light: a trail that everybody sees for a moment, and that is kept nowhere. As presence it is the awareness field `laser`:
 *   { press, from, points }   points `from`, `from`+1, … of that press as x, y, x, y … in board pixels
 *   null                      nothing came since the last message
 * Pure but for `paint`.
 */
import { BOARD_REACH } from '#crdt/docs/points.ts';
import type { Point } from './camera.ts';

/** How long a point is seen. */
export const LASER_MS = 1200;
/** More points than this in one message are no hand's. */
export const MAX_LASER_POINTS = 64;
/** Of one person; the oldest go. */
const MOST_KEPT = 400;
const LIGHT = '#d7263d';
/** CSS pixels. */
const WIDTH = 5;

export type LaserPiece = { readonly press: number; readonly from: number; readonly points: readonly Point[] };

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isPlace = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) <= BOARD_REACH;

export function encodeLaser({ press, from, points }: LaserPiece): Record<string, unknown> {
  const round = (value: number): number => Math.round(value * 8) / 8;
  return { press, from, points: points.flatMap(({ x, y }) => [round(x), round(y)]) };
}

/** Undefined for whatever is not of that form. */
export function decodeLaser(field: unknown): LaserPiece | undefined {
  if (typeof field !== 'object' || field === null) return undefined;
  const { press, from, points } = field as Record<string, unknown>;
  if (!isCount(press) || !isCount(from) || !Array.isArray(points)) return undefined;
  if (points.length === 0 || points.length % 2 !== 0 || points.length > 2 * MAX_LASER_POINTS || !points.every(isPlace)) return undefined;
  return {
    press,
    from,
    points: Array.from({ length: points.length / 2 }, (_, i) => ({ x: Number(points[2 * i]), y: Number(points[2 * i + 1]) })),
  };
}

type Trail = { press: number; next: number; points: (Point & { readonly at: number; readonly begins: boolean })[] };

export type Lasers = {
  /** What somebody (an awareness client, or oneself) points at now; true when there is something new to see. */
  add(client: number, piece: LaserPiece, now: number): boolean;
  leave(client: number): void;
  /** True while something is still to be seen; the context stands in board coordinates, `pixel` is one of the screen. */
  paint(ctx: CanvasRenderingContext2D, pixel: number, now: number): boolean;
};

export function createLasers(): Lasers {
  const trails = new Map<number, Trail>();
  return {
    add: (client, { press, from, points }, now) => {
      const old = trails.get(client);
      const isSame = old?.press === press;
      const trail = old ?? { press, next: 0, points: [] };
      // The awareness says its state again every 15 s: what was seen does not flash up anew.
      const news = points.slice(isSame ? Math.max(0, trail.next - from) : 0);
      if (news.length === 0) return false;
      for (const [i, { x, y }] of news.entries()) trail.points.push({ x, y, at: now, begins: i === 0 && !isSame });
      if (trail.points.length > MOST_KEPT) trail.points.splice(0, trail.points.length - MOST_KEPT);
      trail.press = press;
      trail.next = from + points.length;
      trails.set(client, trail);
      return true;
    },
    leave: (client) => void trails.delete(client),
    paint: (ctx, pixel, now) => {
      ctx.save();
      ctx.strokeStyle = LIGHT;
      ctx.lineCap = 'round';
      let isSeen = false;
      for (const trail of trails.values()) {
        // The trail stays, empty, so that what is said again is known.
        trail.points = trail.points.filter(({ at }) => now - at < LASER_MS);
        for (const [i, point] of trail.points.entries()) {
          const before = (!point.begins && trail.points[i - 1]) || point;
          const left = 1 - (now - point.at) / LASER_MS;
          ctx.globalAlpha = left;
          ctx.lineWidth = WIDTH * pixel * (0.4 + 0.6 * left);
          ctx.beginPath();
          ctx.moveTo(before.x, before.y);
          ctx.lineTo(point.x + 0.01, point.y);
          ctx.stroke();
          isSeen = true;
        }
      }
      ctx.restore();
      return isSeen;
    },
  };
}

/** One's own light: what is pointed at is seen at once, and told to the others. */
export type Laser = {
  readonly active: boolean;
  begin(at: Point): void;
  extend(points: readonly Point[]): void;
  end(): void;
};

export function createLaser(show: (piece: LaserPiece) => void): Laser {
  let press = 0;
  let count: number | undefined;
  const extend = (points: readonly Point[]): void => {
    if (count === undefined) return;
    for (let i = 0; i < points.length; i += MAX_LASER_POINTS) {
      const some = points.slice(i, i + MAX_LASER_POINTS);
      show({ press, from: count, points: some });
      count += some.length;
    }
  };
  return {
    get active() {
      return count !== undefined;
    },
    begin: (at) => {
      press++;
      count = 0;
      extend([at]);
    },
    extend,
    end: () => {
      count = undefined;
    },
  };
}
