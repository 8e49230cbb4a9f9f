/** A growing list of 32-byte digests in one buffer: a log has tens of thousands, and an object for each would cost four times as much. */
import { HASH_BYTES } from '../crypto/hash.ts';

export type DigestList = {
  readonly length: number;
  push(digest: Uint8Array): void;
  /** Puts another digest at an index that is there. */
  set(index: number, digest: Uint8Array): void;
  /** A view of the digest at `index`; undefined past the end. */
  at(index: number): Uint8Array | undefined;
};

export function createDigestList(): DigestList {
  let buffer = new Uint8Array(16 * HASH_BYTES);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(digest) {
      if ((length + 1) * HASH_BYTES > buffer.length) {
        const larger = new Uint8Array(buffer.length * 2);
        larger.set(buffer);
        buffer = larger;
      }
      buffer.set(digest, length++ * HASH_BYTES);
    },
    set(index, digest) {
      if (index >= 0 && index < length) buffer.set(digest, index * HASH_BYTES);
    },
    at: (index) => (index < 0 || index >= length ? undefined : buffer.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES)),
  };
}
