/**
 * What the server says once updates of one doc are durable: their order and the head they lead to. Layout, integers
 * big-endian: doc u8, first seq u64, count u16, head after the last 32 bytes, then for each update the first 8 bytes of
 * the SHA-256 of its sealed bytes. A log/committed message is one or more of these back to back. Clients know the
 * updates already (their own outbox, or a relay) and recompute the head; one they do not know means: read the tail.
 */
import { docNamed, DOCS, type DocName } from '../base/docs.ts';

export const DIGEST_PREFIX_BYTES = 8;
const FIXED_BYTES = 1 + 8 + 2 + 32;

export type Committed = {
  readonly doc: DocName;
  readonly firstSeq: number;
  readonly head: Uint8Array;
  /** Digest prefixes in the order of the log. */
  readonly prefixes: readonly Uint8Array[];
};

/** One notice's bytes; at most 65,535 updates. */
export function encodeCommitted(committed: Committed): Uint8Array {
  const bytes = new Uint8Array(FIXED_BYTES + committed.prefixes.length * DIGEST_PREFIX_BYTES);
  const view = new DataView(bytes.buffer);
  bytes[0] = DOCS[committed.doc];
  view.setBigUint64(1, BigInt(committed.firstSeq));
  view.setUint16(9, committed.prefixes.length);
  bytes.set(committed.head, 11);
  committed.prefixes.forEach((prefix, i) => bytes.set(prefix.subarray(0, DIGEST_PREFIX_BYTES), FIXED_BYTES + i * DIGEST_PREFIX_BYTES));
  return bytes;
}

/** All notices of one message; undefined when the bytes are not of this layout. */
export function decodeCommitted(bytes: Uint8Array): readonly Committed[] | undefined {
  const notices: Committed[] = [];
  let at = 0;
  while (at < bytes.length) {
    const doc = docNamed(bytes[at] ?? 0);
    if (doc === undefined || bytes.length - at < FIXED_BYTES) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, FIXED_BYTES);
    const count = view.getUint16(9);
    const end = at + FIXED_BYTES + count * DIGEST_PREFIX_BYTES;
    const firstSeq = Number(view.getBigUint64(1));
    if (count === 0 || end > bytes.length || !Number.isSafeInteger(firstSeq)) return undefined;
    const prefixes = Array.from({ length: count }, (_, i) => {
      const from = at + FIXED_BYTES + i * DIGEST_PREFIX_BYTES;
      return bytes.slice(from, from + DIGEST_PREFIX_BYTES);
    });
    notices.push({ doc, firstSeq, head: bytes.slice(at + 11, at + 43), prefixes });
    at = end;
  }
  return notices.length === 0 ? undefined : notices;
}
