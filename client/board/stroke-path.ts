/** The shapes of ink: curves through points, outlines of what a pen pressed, dots of a spray. The same for the moving pen and the settled stroke. */
import { getStroke } from 'perfect-freehand';
import { STRIDE } from '#crdt/docs/points.ts';
import type { Tool } from '#crdt/docs/stroke.ts';

export type Ink = {
  readonly tool: Tool;
  readonly colour: number;
  readonly width: number;
  readonly pressure: boolean;
  readonly opacity: number;
  readonly filled: boolean;
};
/** Of something that is more than ink, the ink. */
export const inkOf = ({ tool, colour, width, pressure, opacity, filled }: Ink): Ink => ({ tool, colour, width, pressure, opacity, filled });
/** What of a canvas path our shapes use: a Path2D, or something that writes SVG. */
export type PathSink = Pick<CanvasPath, 'moveTo' | 'lineTo' | 'quadraticCurveTo' | 'arc' | 'rect' | 'closePath'>;

/** Width at a pressure of 0..1; 0.5 gives the chosen width. */
const widthAt = (width: number, pressure: number): number => width * (0.4 + 1.2 * pressure);

/** Adds the points from index `from` on, continuing the curve before it. With `tip` the line reaches the very last point. */
export function traceLine(path: PathSink, points: Float32Array, from: number, tip: boolean): void {
  const count = points.length / STRIDE;
  const x = (i: number): number => points[i * STRIDE] ?? 0;
  const y = (i: number): number => points[i * STRIDE + 1] ?? 0;
  const first = Math.max(0, from - 2);
  if (first === 0) path.moveTo(x(0), y(0));
  else path.moveTo((x(first) + x(first + 1)) / 2, (y(first) + y(first + 1)) / 2);
  for (let i = first + 1; i + 1 < count; i++) path.quadraticCurveTo(x(i), y(i), (x(i) + x(i + 1)) / 2, (y(i) + y(i + 1)) / 2);
  // A dot is a line too short to see, with round ends.
  if (count === 1) path.lineTo(x(0) + 0.01, y(0));
  else if (tip) path.lineTo(x(count - 1), y(count - 1));
}

/** Adds the outline of a pressure-shaped stroke: a disc at every point and a slab between neighbours, all turning the same way. */
export function traceOutline(path: PathSink, points: Float32Array, width: number, from: number): void {
  const first = Math.max(0, from - 1) * STRIDE;
  for (let i = first; i + 2 < points.length; i += STRIDE) {
    const x = points[i] ?? 0;
    const y = points[i + 1] ?? 0;
    const radius = widthAt(width, points[i + 2] ?? 0) / 2;
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
    if (i === first) continue;
    const lastX = points[i - 3] ?? 0;
    const lastY = points[i - 2] ?? 0;
    const length = Math.hypot(x - lastX, y - lastY);
    if (length === 0) continue;
    const [nx, ny] = [(y - lastY) / length, (lastX - x) / length];
    const last = widthAt(width, points[i - 1] ?? 0) / 2;
    path.moveTo(lastX + nx * last, lastY + ny * last);
    path.lineTo(x + nx * radius, y + ny * radius);
    path.lineTo(x - nx * radius, y - ny * radius);
    path.lineTo(lastX - nx * last, lastY - ny * last);
    path.closePath();
  }
}

/** How the outline of a pen is shaped by pressure, or by speed where the device tells none. Not wider than 1.6 times the width (geometry.ts). */
type Nib = { readonly thinning: number; readonly streamline: number; readonly taper: number };
const NIBS: Partial<Record<Tool, Nib>> = {
  ink: { thinning: 0.6, streamline: 0.3, taper: 0 },
  brush: { thinning: 0.6, streamline: 0.4, taper: 1.5 },
};

function traceNib(path: PathSink, points: Float32Array, { width, pressure }: Ink, { thinning, streamline, taper }: Nib): void {
  const input = Array.from({ length: points.length / STRIDE }, (_, i): [number, number, number] => [
    points[i * STRIDE] ?? 0,
    points[i * STRIDE + 1] ?? 0,
    points[i * STRIDE + 2] ?? 0.5,
  ]);
  const ends = taper > 0 ? { taper: taper * width } : { cap: true };
  const options = { size: width, thinning, smoothing: 0.5, streamline, simulatePressure: !pressure, start: ends, end: ends, last: true };
  const outline = getStroke(input, options);
  const [first] = outline;
  if (first === undefined) return;
  path.moveTo(first[0], first[1]);
  for (const [i, [x, y]] of outline.entries()) {
    const [nextX, nextY] = outline[(i + 1) % outline.length] ?? first;
    path.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  path.closePath();
}

const DOTS = 8;
/** Dots around every point, the same for everybody: scattered by the point's own place, not by chance. */
function traceSpray(path: PathSink, points: Float32Array, width: number, from: number): void {
  const size = Math.max(1, width / 28);
  for (let i = from * STRIDE; i + 2 < points.length; i += STRIDE) {
    const x = points[i] ?? 0;
    const y = points[i + 1] ?? 0;
    const share = 0.5 + (points[i + 2] ?? 0.5);
    let seed = (Math.imul(Math.round(x * 8), 73_856_093) ^ Math.imul(Math.round(y * 8), 19_349_663)) >>> 0;
    const next = (): number => {
      seed = (Math.imul(seed ^ (seed >>> 15), 2_246_822_519) + 0x9e37_79b9) >>> 0;
      return ((seed ^ (seed >>> 13)) >>> 0) / 2 ** 32;
    };
    for (let dot = 0; dot < DOTS * share; dot++) {
      const angle = next() * 2 * Math.PI;
      const radius = (width / 2) * Math.sqrt(next());
      path.rect(x + Math.cos(angle) * radius - size / 2, y + Math.sin(angle) * radius - size / 2, size, size);
    }
  }
}

/** Whether the ink is an area to be filled, not a line to be drawn. */
export const isArea = ({ tool, pressure }: Ink): boolean => tool in NIBS || tool === 'spray' || pressure;

/** Adds the ink from point `from` on. Only what `growsByPieces` may begin behind the first point. */
export function traceInk(path: PathSink, points: Float32Array, ink: Ink, from = 0): void {
  const nib = NIBS[ink.tool];
  if (nib !== undefined) traceNib(path, points, ink, nib);
  else if (ink.tool === 'spray') traceSpray(path, points, ink.width, from);
  else if (ink.pressure) traceOutline(path, points, ink.width, from);
  else traceLine(path, points, from, true);
}

/** The line itself, closed: what a filled stroke goes around. */
export function traceFill(path: PathSink, points: Float32Array): void {
  traceLine(path, points, 0, true);
  path.closePath();
}
