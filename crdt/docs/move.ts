/**
 * One changing of marks' places, as one binary value: version, author 16, then varints:
 *
 *   version 1, marks that were moved: at (ms), zigzag x and y (eighths of a board pixel), count; then the marks' ids, 9 bytes each
 *   version 2, marks that were scaled or turned: at, zigzag growth (4096ths of a doubling) and turn (65,536ths), count; then each mark's id and, zigzag, its own x and y
 *
 * A mark lies where all standing entries that name it bring it: they add up (placement.ts), so their order does not matter, and it stays its author's.
 */
import { uuidBytes, uuidFrom, type MemberId } from '../base/ids.ts';
import { createReader, createWriter, type Reader } from './bytes.ts';
import { ENTRY_ID_BYTES, entryIdBytes, entryIdFrom } from './entry-id.ts';
import { FARTHEST_GROWTH, FULL_TURN } from './placement.ts';
import { BOARD_REACH } from './points.ts';

const MOVED = 1;
const PLACED = 2;
const STEPS = 8;
const MAX_AT = 2 ** 48;
/** From one end of the board to the other, in eighths. */
const FARTHEST = 2 * BOARD_REACH * STEPS;
const FARTHEST_TURN = FULL_TURN / 2;
/** More marks than this take several entries. */
export const MAX_MOVED = 4096;

/** One mark, and how far its anchor was brought. */
export type Moved = { readonly id: string; readonly x: number; readonly y: number };
export type Move = {
  readonly author: MemberId;
  readonly at: number;
  /** In steps: see placement.ts. */
  readonly growth: number;
  readonly turn: number;
  readonly marks: readonly Moved[];
};

const isStep = (value: number, most: number): boolean => Number.isInteger(value) && Math.abs(value) <= most;

/** Written in the older version where that says it all. Throws RangeError for what no reader would take. */
export function encodeMove(move: Move): Uint8Array {
  const { marks, growth, turn } = move;
  const [first] = marks;
  if (first === undefined || marks.length > MAX_MOVED) throw new RangeError('a move names 1 to 4,096 marks');
  if (!isStep(growth, FARTHEST_GROWTH) || !isStep(turn, FARTHEST_TURN)) throw new RangeError('a move grows and turns by whole steps');
  if (marks.some(({ x, y }) => Number.isNaN(x) || Number.isNaN(y))) throw new RangeError('a move goes somewhere');
  const step = (value: number): number => Math.max(-FARTHEST, Math.min(FARTHEST, Math.round(value * STEPS))) + 0;
  const isPlain = growth === 0 && turn === 0 && marks.every(({ x, y }) => x === first.x && y === first.y);
  const writer = createWriter();
  writer.byte(isPlain ? MOVED : PLACED);
  writer.raw(uuidBytes(move.author));
  writer.varint(Math.max(0, Math.min(Math.floor(move.at), MAX_AT)));
  for (const value of isPlain ? [step(first.x), step(first.y)] : [growth, turn]) writer.zigzag(value);
  writer.varint(marks.length);
  for (const { id, x, y } of marks) {
    writer.raw(entryIdBytes(id));
    if (isPlain) continue;
    writer.zigzag(step(x));
    writer.zigzag(step(y));
  }
  return writer.done();
}

/** Undefined for whatever is not exactly this. */
export function decodeMove(bytes: unknown): Move | undefined {
  if (!(bytes instanceof Uint8Array) || bytes.length < 17 || (bytes[0] !== MOVED && bytes[0] !== PLACED)) return undefined;
  const reader = createReader(bytes);
  const isPlain = reader.byte() === MOVED;
  const author = uuidFrom<MemberId>(reader.raw(16));
  const at = reader.varint(MAX_AT);
  const by = isPlain ? readSpot(reader) : undefined;
  const [growth, turn] = isPlain ? [0, 0] : [reader.zigzag(FARTHEST_GROWTH), reader.zigzag(FARTHEST_TURN)];
  // One more than the most goes the other way in a zigzag.
  if (!isStep(growth, FARTHEST_GROWTH) || !isStep(turn, FARTHEST_TURN)) return undefined;
  const count = reader.varint(MAX_MOVED);
  if (!reader.good || count < 1 || count * ENTRY_ID_BYTES > bytes.length) return undefined;
  const marks = Array.from({ length: count }, () => ({ id: entryIdFrom(reader.raw(ENTRY_ID_BYTES)), ...(by ?? readSpot(reader)) }));
  return reader.finished ? { author, at, growth, turn, marks } : undefined;
}

const readSpot = (reader: Reader): { x: number; y: number } => {
  const [x, y] = [reader.zigzag(FARTHEST) / STEPS, reader.zigzag(FARTHEST) / STEPS];
  return { x, y };
};
