/**
 * Wet ink as presence: the awareness field `ink` carries what came to the stroke since the last message, never the whole stroke.
 *   { id, tool, colour, width, pressure, opacity, filled, from, data }   points `from`, `from`+1, … in the form of points.ts, count first, base64url
 *   { id, gone: true }                                   the stroke was given up and will not become part of the board
 *   null                                                 nothing is under the pen; what was, is or will soon be in the doc
 */
import { fromBase64UrlEncoded, toBase64UrlEncoded } from 'lib0/buffer';
import { createReader, createWriter } from '#crdt/docs/bytes.ts';
import { isEntryId } from '#crdt/docs/entry-id.ts';
import { MAX_POINTS, readPoints, writePoints } from '#crdt/docs/points.ts';
import { LEAST_OPACITY, MAX_WIDTH, TOOLS, type Tool } from '#crdt/docs/stroke.ts';
import { inkOf, type Ink } from './stroke-path.ts';

export type InkPiece = Ink & { readonly is: 'piece'; readonly id: string; readonly from: number; readonly points: Float32Array };
export type InkNews = InkPiece | { readonly is: 'gone'; readonly id: string } | { readonly is: 'none' };

/** No honest piece of 33 ms is longer. */
const MAX_DATA_CHARS = 8192;
/** More points than this are sent in several messages: one has to fit a sealed presence message at ten bytes a point. */
export const MAX_PIECE_POINTS = 400;
const DATA = /^[A-Za-z0-9_-]+$/;

export function encodeInk(id: string, ink: Ink, from: number, points: Float32Array): Record<string, unknown> {
  const writer = createWriter();
  writer.varint(points.length / 3);
  writePoints(writer, points, ink.pressure);
  return { id, ...inkOf(ink), from, data: toBase64UrlEncoded(writer.done()) };
}

const isTool = (value: unknown): value is Tool => typeof value === 'string' && Object.hasOwn(TOOLS, value);
const isWhole = (value: unknown, max: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;

function readInk(fields: Record<string, unknown>): Ink | undefined {
  const { tool, colour, width, pressure, opacity, filled } = fields;
  if (!isTool(tool) || typeof pressure !== 'boolean' || typeof filled !== 'boolean') return undefined;
  if (typeof opacity !== 'number' || !(opacity >= LEAST_OPACITY && opacity <= 1)) return undefined;
  if (!isWhole(colour, 0xffffff) || typeof width !== 'number' || !(width > 0 && width <= MAX_WIDTH)) return undefined;
  return { tool, colour, width, pressure, opacity, filled };
}

/** What another's `ink` field says; whatever is not of the form above says nothing. */
export function decodeInk(field: unknown): InkNews {
  const none = { is: 'none' } as const;
  if (typeof field !== 'object' || field === null) return none;
  const fields = field as Record<string, unknown>;
  const { id, from, data, gone } = fields;
  if (!isEntryId(id)) return none;
  if (gone === true) return { is: 'gone', id };
  const ink = readInk(fields);
  if (ink === undefined || !isWhole(from, MAX_POINTS) || typeof data !== 'string') return none;
  if (data.length > MAX_DATA_CHARS || data.length % 4 === 1 || !DATA.test(data)) return none;
  const reader = createReader(fromBase64UrlEncoded(data));
  const count = reader.varint(MAX_PIECE_POINTS);
  const points = reader.good ? readPoints(reader, count, ink.pressure) : undefined;
  return points !== undefined && count > 0 && reader.finished ? { is: 'piece', id, from, points, ...ink } : none;
}
