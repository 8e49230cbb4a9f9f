/** Drawing around what shall be chosen: a line that closes itself, and what lies in it. Pure. */
import { STRIDE } from '#crdt/docs/points.ts';
import type { Bounds, Point } from './camera.ts';

/** More corners than this are thinned out: what it costs to ask is bounded (D11). */
const MOST_CORNERS = 400;
const MOST_ASKED = 64;
/** A hand does not draw a line exactly: this share of a mark has to lie within. */
const ENOUGH = 0.8;

export type Lasso = {
  readonly path: readonly Point[];
  /** Points nearer than this to the last one are left out. */
  add(at: Point, nearest: number): void;
};

export function createLasso(first: Point): Lasso {
  let path: Point[] = [first];
  return {
    get path() {
      return path;
    },
    add: (at, nearest) => {
      const last = path.at(-1) ?? first;
      if (Math.hypot(at.x - last.x, at.y - last.y) < nearest) return;
      if (path.length >= 2 * MOST_CORNERS) path = path.filter((_, i) => i % 2 === 0);
      path.push(at);
    },
  };
}

/** Whether a point lies inside the closed line, however often that goes around it (non-zero rule): it may cross itself. */
export function isAround(path: readonly Point[], at: Point): boolean {
  let winding = 0;
  for (const [i, to] of path.entries()) {
    const from = path[i === 0 ? path.length - 1 : i - 1] ?? to;
    if (from.y <= at.y === to.y <= at.y) continue;
    const isLeft = (to.x - from.x) * (at.y - from.y) - (at.x - from.x) * (to.y - from.y);
    if (from.y <= at.y && isLeft > 0) winding++;
    else if (from.y > at.y && isLeft < 0) winding--;
  }
  return winding !== 0;
}

/** Whether enough of these points lie inside. */
export function holdsMost(path: readonly Point[], points: readonly Point[]): boolean {
  return points.filter((at) => isAround(path, at)).length >= ENOUGH * points.length;
}

/** Some of a stroke's points, evenly taken. */
export function someOf(points: Float32Array): Point[] {
  const count = points.length / STRIDE;
  const asked = Math.min(count, MOST_ASKED);
  return Array.from({ length: asked }, (_, n) => {
    const i = asked === 1 ? 0 : Math.round((n * (count - 1)) / (asked - 1)) * STRIDE;
    return { x: points[i] ?? 0, y: points[i + 1] ?? 0 };
  });
}

export function boundsOfPath(path: readonly Point[]): Bounds {
  const [x, y] = [path.map((at) => at.x), path.map((at) => at.y)];
  return { left: Math.min(...x), top: Math.min(...y), right: Math.max(...x), bottom: Math.max(...y) };
}
