/** How ink looks: the same curve under the moving pen and in the settled stroke, so that nothing jumps at pen-up. */
import type { Tool } from '#crdt/docs/stroke.ts';
import { STRIDE } from '#crdt/docs/points.ts';

export type Ink = { readonly tool: Tool; readonly colour: number; readonly width: number; readonly pressure: boolean };
/** What the rubber's wet ink is painted with, and what lies under all ink, in every theme: colours have to look the same to both. */
export const PAPER = '#ffffff';

export const cssColour = (colour: number): string => `#${colour.toString(16).padStart(6, '0')}`;
/** Width at a pressure of 0..1; 0.5 gives the chosen width. */
const widthAt = (width: number, pressure: number): number => width * (0.4 + 1.2 * pressure);

/** Adds the points from index `from` on, continuing the curve before it. With `tip` the line reaches the very last point. */
export function traceLine(path: CanvasPath, points: Float32Array, from: number, tip: boolean): void {
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
export function traceOutline(path: CanvasPath, points: Float32Array, width: number, from: number): void {
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

export function makePath(points: Float32Array, ink: Ink): Path2D {
  const path = new Path2D();
  if (ink.pressure) traceOutline(path, points, ink.width, 0);
  else traceLine(path, points, 0, true);
  return path;
}

/** Strokes or fills a path made by `makePath`; the context stands in board coordinates. The rubber takes away what is there. */
export function inkPath(ctx: CanvasRenderingContext2D, path: Path2D, ink: Ink): void {
  ctx.globalCompositeOperation = ink.tool === 'rubber' ? 'destination-out' : 'source-over';
  paint(ctx, path, ink, cssColour(ink.colour));
  ctx.globalCompositeOperation = 'source-over';
}

/** Wet ink lies above everything, so the rubber's is painted as paper. Only what begins at point `from` is added. */
export function inkWet(ctx: CanvasRenderingContext2D, points: Float32Array, ink: Ink, from: number): void {
  const path = new Path2D();
  if (ink.pressure) traceOutline(path, points, ink.width, from);
  else traceLine(path, points, from, true);
  paint(ctx, path, ink, ink.tool === 'rubber' ? PAPER : cssColour(ink.colour));
}

function paint(ctx: CanvasRenderingContext2D, path: Path2D, ink: Ink, style: string): void {
  if (ink.pressure) {
    ctx.fillStyle = style;
    ctx.fill(path);
    return;
  }
  ctx.strokeStyle = style;
  ctx.lineWidth = ink.width;
  ctx.lineCap = 'round';
  ctx.lineJoin = 'round';
  ctx.stroke(path);
}
