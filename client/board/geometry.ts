/** Bounds, distances and thinning of strokes' points (triples x, y, pressure). Pure. */
import { grown, type Bounds, type Point } from './camera.ts';

/** What the stroke covers, its width included; pressure can widen a stroke up to 1.6 times. */
export function boundsOf(points: Float32Array, width: number): Bounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i + 2 < points.length; i += 3) {
    const x = points[i] ?? 0;
    const y = points[i + 1] ?? 0;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return grown({ left, top, right, bottom }, width * 0.8 + 1);
}

/** Square of the distance from `p` to the segment a-b. */
function toSegment(px: number, py: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length));
  const x = ax + t * dx - px;
  const y = ay + t * dy - py;
  return x * x + y * y;
}

/** Whether some point of the polyline lies within `reach` of `at`. */
export function touches(points: Float32Array, at: Point, reach: number): boolean {
  const limit = reach * reach;
  for (let i = 0; i + 2 < points.length; i += 3) {
    const last = Math.max(0, i - 3);
    const distance = toSegment(at.x, at.y, points[last] ?? 0, points[last + 1] ?? 0, points[i] ?? 0, points[i + 1] ?? 0);
    if (distance <= limit) return true;
  }
  return false;
}

/** Whether a point lies inside the closed polygon of the points (even-odd rule). */
export function encloses(points: Float32Array, at: Point): boolean {
  let inside = false;
  for (let i = 0, last = points.length - 3; i + 2 < points.length; last = i, i += 3) {
    const [x, y] = [points[i] ?? 0, points[i + 1] ?? 0];
    const [lastX, lastY] = [points[last] ?? 0, points[last + 1] ?? 0];
    if (y > at.y !== lastY > at.y && at.x < ((lastX - x) * (at.y - y)) / (lastY - y) + x) inside = !inside;
  }
  return inside;
}

/** Leaves out points nearer than `step` to the last one kept; the first, the last and corners (a point that stands twice, shapes.ts) always stay. */
export function thinned(points: Float32Array, step: number): Float32Array {
  const kept: number[] = [];
  let x = Infinity;
  let y = Infinity;
  const isSame = (a: number, b: number): boolean => points[a] === points[b] && points[a + 1] === points[b + 1];
  for (let i = 0; i + 2 < points.length; i += 3) {
    const nextX = points[i] ?? 0;
    const nextY = points[i + 1] ?? 0;
    const stays = i === 0 || i + 3 >= points.length || isSame(i, i - 3) || isSame(i, i + 3);
    if (!stays && Math.hypot(nextX - x, nextY - y) < step) continue;
    kept.push(nextX, nextY, points[i + 2] ?? 0);
    x = nextX;
    y = nextY;
  }
  return Float32Array.from(kept);
}
