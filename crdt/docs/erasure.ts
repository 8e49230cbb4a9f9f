/**
 * One wiping out of whole strokes, as one binary value: version (1), author 16, then varints at (ms) and count, then the strokes'
 * ids, 9 bytes each. A wiped stroke stays in the doc with its own author; it shows again when no erasure names it any more.
 */
import { uuidBytes, uuidFrom, type MemberId } from '../base/ids.ts';
import { createReader, createWriter } from './bytes.ts';
import { ENTRY_ID_BYTES, entryIdBytes, entryIdFrom } from './entry-id.ts';

const VERSION = 1;
const MAX_AT = 2 ** 48;
/** More strokes than this take several erasures. */
export const MAX_ERASED = 4096;

export type Erasure = { readonly author: MemberId; readonly at: number; readonly strokes: readonly string[] };

export function encodeErasure(erasure: Erasure): Uint8Array {
  if (erasure.strokes.length < 1 || erasure.strokes.length > MAX_ERASED) throw new RangeError('an erasure names 1 to 4,096 strokes');
  const writer = createWriter();
  writer.byte(VERSION);
  writer.raw(uuidBytes(erasure.author));
  writer.varint(Math.max(0, Math.min(Math.floor(erasure.at), MAX_AT)));
  writer.varint(erasure.strokes.length);
  for (const id of erasure.strokes) writer.raw(entryIdBytes(id));
  return writer.done();
}

export function decodeErasure(bytes: unknown): Erasure | undefined {
  if (!(bytes instanceof Uint8Array) || bytes.length < 17 || bytes[0] !== VERSION) return undefined;
  const reader = createReader(bytes);
  reader.byte();
  const author = uuidFrom<MemberId>(reader.raw(16));
  const at = reader.varint(MAX_AT);
  const count = reader.varint(MAX_ERASED);
  if (!reader.good || count < 1 || count * ENTRY_ID_BYTES > bytes.length) return undefined;
  const strokes = Array.from({ length: count }, () => entryIdFrom(reader.raw(ENTRY_ID_BYTES)));
  return reader.finished ? { author, at, strokes } : undefined;
}
