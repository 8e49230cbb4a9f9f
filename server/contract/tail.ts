/**
 * A log/tail chunk as bytes, since a join brings thousands of updates: doc u8, kind u8 (0 updates, 1 snapshot), from u64, to u64,
 * then each item as length u32 and its bytes. Integers big-endian.
 */
import { docNamed, DOCS } from '#crdt/base/docs.ts';
import type { TailChunk } from './views.ts';

const FIXED_BYTES = 18;

export function encodeTail(chunk: TailChunk): Uint8Array {
  const bytes = new Uint8Array(chunk.items.reduce((sum, item) => sum + 4 + item.length, FIXED_BYTES));
  const view = writeFixed(chunk, bytes);
  let at = FIXED_BYTES;
  for (const item of chunk.items) {
    view.setUint32(at, item.length);
    bytes.set(item, at + 4);
    at += 4 + item.length;
  }
  return bytes;
}

/** All of a chunk with one item but the item itself, which follows: a large snapshot is sent from where it lies, and never copied. */
export function encodeTailHead(chunk: Omit<TailChunk, 'items'>, itemBytes: number): Uint8Array {
  const bytes = new Uint8Array(FIXED_BYTES + 4);
  writeFixed(chunk, bytes).setUint32(FIXED_BYTES, itemBytes);
  return bytes;
}

function writeFixed(chunk: Omit<TailChunk, 'items'>, bytes: Uint8Array): DataView {
  const view = new DataView(bytes.buffer);
  bytes[0] = DOCS[chunk.doc];
  bytes[1] = chunk.kind === 'snapshot' ? 1 : 0;
  view.setBigUint64(2, BigInt(chunk.from));
  view.setBigUint64(10, BigInt(chunk.to));
  return view;
}

/** Undefined when the bytes are not of this layout. Items are views of `bytes`. */
export function decodeTail(bytes: Uint8Array): TailChunk | undefined {
  const doc = docNamed(bytes[0] ?? 0);
  if (bytes.length < FIXED_BYTES || doc === undefined || (bytes[1] ?? 2) > 1) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const items: Uint8Array[] = [];
  for (let at = FIXED_BYTES; at < bytes.length;) {
    const next = at + 4 <= bytes.length ? at + 4 + view.getUint32(at) : Number.POSITIVE_INFINITY;
    if (next > bytes.length) return undefined;
    items.push(bytes.subarray(at + 4, next));
    at = next;
  }
  const kind = bytes[1] === 1 ? 'snapshot' : 'updates';
  return { doc, kind, from: Number(view.getBigUint64(2)), to: Number(view.getBigUint64(10)), items };
}
