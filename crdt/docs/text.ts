/**
 * One piece of writing as one binary value:
 *
 *   0 version (2) · 1 kind · 2 zero · 3 zero · 4 author, 16 · 20 red, green, blue
 *   then varints: order, at (ms), size (eighths of a board pixel); x and y of the upper left corner (zigzag, eighths); bytes of UTF-8; then these
 *
 * Reading is bounded and total, as stroke.ts's is. The version tells the two apart: they lie in one map, under one order, and are wiped out alike.
 */
import { utf8, fromUtf8 } from '../base/bytes.ts';
import { uuidBytes, uuidFrom, type MemberId } from '../base/ids.ts';
import { createReader, createWriter } from './bytes.ts';
import { BOARD_REACH } from './points.ts';
import { MAX_ORDER } from './stroke.ts';

export const TEXT_VERSION = 2;
const HEAD_BYTES = 23;
const STEPS = 8;
const REACH = BOARD_REACH * STEPS;
const MAX_AT = 2 ** 48;
/** Characters; whoever writes more than this writes into the chat. */
export const MAX_TEXT_CHARS = 2000;
const MAX_TEXT_BYTES = 4 * MAX_TEXT_CHARS;
export const TEXT_SIZES = { least: 6, most: 200 };

/** `text` lies on the paper as it is; `note` on a small sheet of its own. A number is never reused. */
export const TEXT_KINDS = { text: 1, note: 2 } as const;
export type TextKind = keyof typeof TEXT_KINDS;
const KIND_NAMES = Object.keys(TEXT_KINDS) as readonly TextKind[];

export type BoardText = {
  readonly tool: TextKind;
  /** Who says to have written it; to be believed only if the entry's writer is a device of theirs. */
  readonly author: MemberId;
  readonly order: number;
  readonly at: number;
  /** 0xRRGGBB: of the letters, or of the note's sheet. */
  readonly colour: number;
  /** Height of the letters in board pixels, in eighths. */
  readonly size: number;
  readonly x: number;
  readonly y: number;
  /** Lines as they were typed; nothing that a screen does not show but the ends of lines. */
  readonly text: string;
};

/** What is kept of what somebody typed: no control characters but ends of lines, no more than may be. */
export const cleanText = (typed: string): string =>
  typed
    .replaceAll(/\r\n?/g, '\n')
    // eslint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, '')
    .slice(0, MAX_TEXT_CHARS)
    .toWellFormed();

const eighths = (value: number): number => Math.max(-REACH, Math.min(REACH, Math.round((Number.isNaN(value) ? 0 : value) * STEPS))) + 0;

/** Throws RangeError for what no reader would take: that is a bug of the caller. */
export function encodeText(text: BoardText): Uint8Array {
  if (text.text.trim() === '' || cleanText(text.text) !== text.text)
    throw new RangeError('a text holds 1 to 2,000 characters that are seen');
  const bytes = utf8(text.text);
  const writer = createWriter();
  for (const byte of [TEXT_VERSION, TEXT_KINDS[text.tool], 0, 0]) writer.byte(byte);
  writer.raw(uuidBytes(text.author));
  for (const shift of [16, 8, 0]) writer.byte(text.colour >> shift);
  writer.varint(Math.min(text.order, MAX_ORDER));
  writer.varint(Math.max(0, Math.min(Math.floor(text.at), MAX_AT)));
  writer.varint(Math.round(Math.max(TEXT_SIZES.least, Math.min(text.size, TEXT_SIZES.most)) * STEPS));
  writer.zigzag(eighths(text.x));
  writer.zigzag(eighths(text.y));
  writer.varint(bytes.length);
  writer.raw(bytes);
  return writer.done();
}

export function decodeText(bytes: unknown): BoardText | undefined {
  if (!(bytes instanceof Uint8Array) || bytes.length < HEAD_BYTES || bytes.length > HEAD_BYTES + 40 + MAX_TEXT_BYTES) return undefined;
  const reader = createReader(bytes);
  const version = reader.byte();
  const kind = reader.byte();
  const tool = KIND_NAMES.find((name) => TEXT_KINDS[name] === kind);
  if (version !== TEXT_VERSION || tool === undefined || reader.byte() !== 0 || reader.byte() !== 0) return undefined;
  const author = uuidFrom<MemberId>(reader.raw(16));
  const colour = reader.byte() * 65_536 + reader.byte() * 256 + reader.byte();
  const order = reader.varint(MAX_ORDER);
  const at = reader.varint(MAX_AT);
  const size = reader.varint(TEXT_SIZES.most * STEPS) / STEPS;
  const [x, y] = [reader.zigzag(REACH) / STEPS, reader.zigzag(REACH) / STEPS];
  const text = fromUtf8(reader.raw(reader.varint(MAX_TEXT_BYTES)));
  const isWhole = reader.finished && size >= TEXT_SIZES.least && text !== undefined && text.trim() !== '';
  return isWhole && cleanText(text) === text ? { tool, author, order, at, colour, size, x, y, text } : undefined;
}
