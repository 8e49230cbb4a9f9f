/**
 * One finished stroke as one binary value:
 *
 *   0 version (1) · 1 tool · 2 flags (1: has pressure, 2: filled) · 3 transparency · 4 author, 16 · 20 red, green, blue
 *   then varints: order, at (ms), width (eighths of a board pixel), number of points; then the points (points.ts)
 *
 * Reading is bounded and total: bytes that are not exactly this give undefined, and the painter passes over them.
 */
import { uuidBytes, uuidFrom, type MemberId } from '../base/ids.ts';
import { createReader, createWriter } from './bytes.ts';
import { MAX_POINTS, readPoints, writePoints } from './points.ts';

const VERSION = 1;
const HEAD_BYTES = 23;
/** The longest encoding: head, four varints, and ten bytes a point. */
export const MAX_STROKE_BYTES = HEAD_BYTES + 32 + MAX_POINTS * 10;
export const MAX_ORDER = 2 ** 40;
const MAX_AT = 2 ** 48;
export const MAX_WIDTH = 256;

/** All leave ink of their own kind; `rubber` takes away what lies under it (its colour means nothing). A number is never reused. */
export const TOOLS = {
  pen: 1,
  rubber: 2,
  ink: 3,
  pencil: 4,
  marker: 5,
  highlighter: 6,
  brush: 7,
  chalk: 8,
  wash: 9,
  spray: 10,
} as const;
export type Tool = keyof typeof TOOLS;
export const TOOL_NAMES = Object.keys(TOOLS) as readonly Tool[];
/** What is fainter could lie on a board unseen. */
export const LEAST_OPACITY = 0.1;
const MOST_TRANSPARENT = Math.round((1 - LEAST_OPACITY) * 255);

const PRESSURE = 1;
const FILLED = 2;

export type Stroke = {
  readonly tool: Tool;
  /** Who says to have drawn it; to be believed only if the entry's writer is a device of theirs. */
  readonly author: MemberId;
  /** Strokes are painted by rising order, then id: one more than the highest that the author saw. */
  readonly order: number;
  /** When the pen came down, by the author's clock: ms since the Unix epoch. */
  readonly at: number;
  /** 0xRRGGBB */
  readonly colour: number;
  /** Board pixels, in eighths. */
  readonly width: number;
  readonly pressure: boolean;
  /** 0.1 to 1, in 255ths. */
  readonly opacity: number;
  /** What the line goes around is of its colour, too (even-odd, the last point joined to the first). */
  readonly filled: boolean;
  /** Triples of x, y, pressure: see points.ts. */
  readonly points: Float32Array;
};

/** Throws RangeError for a stroke that no reader would take: that is a bug of the caller. */
export function encodeStroke(stroke: Stroke): Uint8Array {
  const count = stroke.points.length / 3;
  if (!Number.isInteger(count) || count < 1 || count > MAX_POINTS) throw new RangeError('a stroke has 1 to 10,000 points');
  const writer = createWriter();
  const flags = (stroke.pressure ? PRESSURE : 0) | (stroke.filled ? FILLED : 0);
  for (const byte of [VERSION, TOOLS[stroke.tool], flags, transparency(stroke.opacity)]) writer.byte(byte);
  writer.raw(uuidBytes(stroke.author));
  for (const shift of [16, 8, 0]) writer.byte(stroke.colour >> shift);
  writer.varint(Math.min(stroke.order, MAX_ORDER));
  writer.varint(Math.max(0, Math.min(Math.floor(stroke.at), MAX_AT)));
  writer.varint(Math.max(1, Math.min(Math.round(stroke.width * 8), MAX_WIDTH * 8)));
  writer.varint(count);
  writePoints(writer, stroke.points, stroke.pressure);
  return writer.done();
}

export function decodeStroke(bytes: unknown): Stroke | undefined {
  if (!(bytes instanceof Uint8Array) || bytes.length < HEAD_BYTES || bytes.length > MAX_STROKE_BYTES) return undefined;
  const reader = createReader(bytes);
  const version = reader.byte();
  const toolNumber = reader.byte();
  const tool = TOOL_NAMES.find((name) => TOOLS[name] === toolNumber);
  const flags = reader.byte();
  const transparent = reader.byte();
  if (version !== VERSION || tool === undefined || flags > (PRESSURE | FILLED) || transparent > MOST_TRANSPARENT) return undefined;
  const author = uuidFrom<MemberId>(reader.raw(16));
  const colour = reader.byte() * 65_536 + reader.byte() * 256 + reader.byte();
  const order = reader.varint(MAX_ORDER);
  const at = reader.varint(MAX_AT);
  const width = reader.varint(MAX_WIDTH * 8) / 8;
  const count = reader.varint(MAX_POINTS);
  // A point has at least two bytes: nobody gets memory for points that are not there.
  if (!reader.good || width === 0 || count < 1 || count * 2 > bytes.length) return undefined;
  const pressure = (flags & PRESSURE) !== 0;
  const points = readPoints(reader, count, pressure);
  if (points === undefined || !reader.finished) return undefined;
  return { tool, author, order, at, colour, width, pressure, opacity: 1 - transparent / 255, filled: (flags & FILLED) !== 0, points };
}

const transparency = (opacity: number): number => Math.max(0, Math.min(MOST_TRANSPARENT, Math.round((1 - opacity) * 255)));
/** What an opacity becomes once it went through the bytes. */
export const quantisedOpacity = (opacity: number): number => 1 - transparency(opacity) / 255;
