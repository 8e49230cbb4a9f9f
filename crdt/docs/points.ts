/**
 * Points of a stroke. In memory: a Float32Array of triples x, y (board pixels), pressure (0..1; 0.5 where the device has none).
 * As bytes: the first point from the origin, every other one from its predecessor, as zigzag varints in eighths of a pixel, and
 * one byte of pressure where the stroke has it. A settled stroke and the stroke still under the pen use the same form.
 */
import type { Reader, Writer } from './bytes.ts';

export const STRIDE = 3;
/** A longer stroke is continued in a new one. */
export const MAX_POINTS = 10_000;
/** The board reaches this far from its middle, in board pixels: so that nobody can place ink where nobody will find it. */
export const BOARD_REACH = 32_768;
export const NO_PRESSURE = 0.5;
const STEPS = 8;
const LIMIT = BOARD_REACH * STEPS;

// Adding 0 turns -0 into 0.
const step = (value: number): number => Math.max(-LIMIT, Math.min(LIMIT, Math.round(value * STEPS))) + 0;

/** What a point becomes once it went through the bytes; NaN becomes 0. */
export const quantised = (value: number): number => step(Number.isNaN(value) ? 0 : value) / STEPS;

export function writePoints(writer: Writer, points: Float32Array, pressure: boolean): void {
  let lastX = 0;
  let lastY = 0;
  for (let i = 0; i + 2 < points.length; i += STRIDE) {
    const x = step(points[i] ?? 0);
    const y = step(points[i + 1] ?? 0);
    writer.zigzag(x - lastX);
    writer.zigzag(y - lastY);
    if (pressure) writer.byte(Math.max(0, Math.min(255, Math.round((points[i + 2] ?? NO_PRESSURE) * 255))));
    lastX = x;
    lastY = y;
  }
}

/** Reads `count` points; the reader turns bad when one lies off the board. */
export function readPoints(reader: Reader, count: number, pressure: boolean): Float32Array | undefined {
  const points = new Float32Array(count * STRIDE);
  let x = 0;
  let y = 0;
  for (let i = 0; i < points.length; i += STRIDE) {
    x += reader.zigzag(2 * LIMIT);
    y += reader.zigzag(2 * LIMIT);
    const force = pressure ? reader.byte() / 255 : NO_PRESSURE;
    if (!reader.good || Math.abs(x) > LIMIT || Math.abs(y) > LIMIT) return undefined;
    points[i] = x / STEPS;
    points[i + 1] = y / STEPS;
    points[i + 2] = force;
  }
  return points;
}
