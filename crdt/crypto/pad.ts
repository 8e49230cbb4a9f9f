/**
 * Padding, so that the length of a ciphertext does not tell the length of a stroke, a message or a name: ISO/IEC 7816-4
 * (one 0x80, then zeros) up to a bucket. Buckets are powers of two from `floor` to 4 KiB, since there a few bytes tell
 * much (nearly all strokes and messages fall into the first two), and above that Padmé's (Nikitin et al., "Reducing
 * Metadata Leakage from Encrypted Files and Communication with PURBs", PETS 2019), which adds at most 6 % there and
 * lets log2(log2(length)) bits through.
 */
const POWERS_UP_TO = 4096;

/** The bucket, in bytes, that `length` bytes of content and the mark fall into. */
export function paddedLength(length: number, floor: number): number {
  const least = Math.max(length + 1, floor);
  const exponent = 31 - Math.clz32(least);
  const step = least <= POWERS_UP_TO ? 1 << (32 - Math.clz32(least - 1)) : 1 << (exponent - (32 - Math.clz32(exponent)));
  return Math.ceil(least / step) * step;
}

/** The length of the content under the padding; undefined when there is no mark. `bytes` is already authenticated. */
export function unpaddedLength(bytes: Uint8Array): number | undefined {
  let end = bytes.length - 1;
  while (end >= 0 && bytes[end] === 0) end--;
  return end >= 0 && bytes[end] === 0x80 ? end : undefined;
}
