/** Lines, arrows, boxes, ellipses and triangles as points of a stroke, so that they are painted, erased and taken back like any other. Pure. */
import { NO_PRESSURE } from '#crdt/docs/points.ts';
import type { Point } from './camera.ts';

export const SHAPES = ['line', 'arrow', 'rectangle', 'ellipse', 'triangle'] as const;
export type Shape = (typeof SHAPES)[number];

const ROUND_POINTS = 72;
const EIGHTH = Math.PI / 4;

/** Drawn from `from` to `to`. `even`: a square, a circle, a line in one of eight directions. `width` sizes the head of an arrow. */
export function shapePoints(
  shape: Shape,
  from: Point,
  to: Point,
  { even, width }: { readonly even: boolean; readonly width: number },
): Float32Array {
  const end = even ? evened(shape, from, to) : to;
  return Float32Array.from(pathOf(shape, from, end, width).flatMap(({ x, y }) => [x, y, NO_PRESSURE]));
}

function evened(shape: Shape, from: Point, to: Point): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  if (shape === 'line' || shape === 'arrow') {
    const angle = Math.round(Math.atan2(dy, dx) / EIGHTH) * EIGHTH;
    const length = Math.hypot(dx, dy);
    return { x: from.x + Math.cos(angle) * length, y: from.y + Math.sin(angle) * length };
  }
  const side = Math.max(Math.abs(dx), Math.abs(dy));
  return { x: from.x + side * (Math.sign(dx) || 1), y: from.y + side * (Math.sign(dy) || 1) };
}

/** A point that stands twice is a corner: the curve through the points goes round all others. */
const corner = (point: Point): Point[] => [point, point];

function pathOf(shape: Shape, from: Point, to: Point, width: number): Point[] {
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  switch (shape) {
    case 'line':
      return [from, to];
    case 'arrow':
      return arrow(from, to, width);
    case 'rectangle':
      return [from, ...corner({ x: to.x, y: from.y }), ...corner(to), ...corner({ x: from.x, y: to.y }), from];
    case 'triangle':
      return [{ x: middle.x, y: from.y }, ...corner(to), ...corner({ x: from.x, y: to.y }), { x: middle.x, y: from.y }];
    case 'ellipse':
      return Array.from({ length: ROUND_POINTS + 1 }, (_, i) => {
        const angle = (i / ROUND_POINTS) * 2 * Math.PI;
        return { x: middle.x + (Math.cos(angle) * (to.x - from.x)) / 2, y: middle.y + (Math.sin(angle) * (to.y - from.y)) / 2 };
      });
  }
}

function arrow(from: Point, to: Point, width: number): Point[] {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const head = Math.min(length * 0.5, 10 + 3 * width);
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const barb = (turn: number): Point => ({ x: to.x - head * Math.cos(angle + turn), y: to.y - head * Math.sin(angle + turn) });
  return [from, ...corner(to), ...corner(barb(0.45)), ...corner(to), barb(-0.45)];
}

/** The same with points no further apart than `step`: what a nib, or a spray, follows. At most `most` points. */
export function closeTogether(points: Float32Array, step: number, most: number): Float32Array {
  const close: number[] = [];
  for (let i = 0; i + 2 < points.length; i += 3) {
    const [x, y] = [points[i] ?? 0, points[i + 1] ?? 0];
    const last = Math.max(0, i - 3);
    const [lastX, lastY] = [points[last] ?? 0, points[last + 1] ?? 0];
    const steps = Math.max(1, Math.ceil(Math.hypot(x - lastX, y - lastY) / step));
    for (let part = 1; part <= steps; part++)
      close.push(lastX + ((x - lastX) * part) / steps, lastY + ((y - lastY) * part) / steps, NO_PRESSURE);
  }
  return Float32Array.from(close.slice(0, most * 3));
}
