/**
 * One moving of marks, as one binary value: version (1), author 16, then varints at (ms), zigzag x and y (eighths of a board pixel), count, then the marks' ids,
 * 9 bytes each. A mark lies where all standing moves that name it bring it: they add up, so their order does not matter, and it stays its author's.
 */
import { uuidBytes, uuidFrom, type MemberId } from '../base/ids.ts';
import { createReader, createWriter } from './bytes.ts';
import { ENTRY_ID_BYTES, entryIdBytes, entryIdFrom } from './entry-id.ts';
import { BOARD_REACH } from './points.ts';

const VERSION = 1;
const STEPS = 8;
const MAX_AT = 2 ** 48;
/** From one end of the board to the other, in eighths. */
const FARTHEST = 2 * BOARD_REACH * STEPS;
/** More marks than this take several moves. */
export const MAX_MOVED = 4096;

export type Move = {
  readonly author: MemberId;
  readonly at: number;
  readonly x: number;
  readonly y: number;
  readonly marks: readonly string[];
};

export function encodeMove(move: Move): Uint8Array {
  if (move.marks.length < 1 || move.marks.length > MAX_MOVED) throw new RangeError('a move names 1 to 4,096 marks');
  const step = (value: number): number =>
    Math.max(-FARTHEST, Math.min(FARTHEST, Math.round((Number.isNaN(value) ? 0 : value) * STEPS))) + 0;
  const writer = createWriter();
  writer.byte(VERSION);
  writer.raw(uuidBytes(move.author));
  writer.varint(Math.max(0, Math.min(Math.floor(move.at), MAX_AT)));
  writer.zigzag(step(move.x));
  writer.zigzag(step(move.y));
  writer.varint(move.marks.length);
  for (const id of move.marks) writer.raw(entryIdBytes(id));
  return writer.done();
}

export function decodeMove(bytes: unknown): Move | undefined {
  if (!(bytes instanceof Uint8Array) || bytes.length < 17 || bytes[0] !== VERSION) return undefined;
  const reader = createReader(bytes);
  reader.byte();
  const author = uuidFrom<MemberId>(reader.raw(16));
  const at = reader.varint(MAX_AT);
  const [x, y] = [reader.zigzag(FARTHEST) / STEPS, reader.zigzag(FARTHEST) / STEPS];
  const count = reader.varint(MAX_MOVED);
  if (!reader.good || count < 1 || count * ENTRY_ID_BYTES > bytes.length) return undefined;
  const marks = Array.from({ length: count }, () => entryIdFrom(reader.raw(ENTRY_ID_BYTES)));
  return reader.finished ? { author, at, x, y, marks } : undefined;
}
