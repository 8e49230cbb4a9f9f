/** A seeded generator for golden vectors and fuzzing: SHA-256 in counter mode. Never for real keys. */
import type { Random } from '#crdt/base/random.ts';
import { concat, equal, u32, utf8 } from '#crdt/base/bytes.ts';
import { sha256 } from '#crdt/crypto/hash.ts';

export function seededRandom(seed: string): Random {
  let block = 0;
  let pool: Uint8Array = new Uint8Array(0);
  return {
    bytes(length) {
      const blocks = [pool];
      for (let held = pool.length; held < length; held += 32) blocks.push(sha256(concat(utf8(seed), u32(block++))));
      const all = concat(...blocks);
      pool = all.slice(length);
      return all.slice(0, length);
    },
  };
}

/** A number from 0 up to, not including, `below` (at most 2^32). */
export const below = (random: Random, bound: number): number => {
  const bytes = random.bytes(4);
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) % bound;
};

/** `count` hostile inputs: half of random bytes, half of `valid` with a few bytes changed, cut or added. */
export function* hostile(random: Random, count: number, valid: Uint8Array): Generator<Uint8Array> {
  for (let i = 0; i < count; i++) {
    if (i % 2 === 0) {
      yield random.bytes(below(random, 2 * valid.length));
      continue;
    }
    const bytes = concat(valid, random.bytes(below(random, 4)));
    for (let changes = below(random, 4); changes > 0; changes--) bytes[below(random, bytes.length)] = below(random, 256);
    yield bytes.subarray(0, below(random, 3) === 0 ? below(random, bytes.length) : bytes.length);
  }
}

/** Those of `count` hostile inputs, other than `valid` itself, that `accepts` took; a test expects []. It fails where `accepts` throws. */
export const deceivedBy = (
  random: Random,
  count: number,
  valid: Uint8Array,
  accepts: (bytes: Uint8Array) => boolean,
): readonly Uint8Array[] => [...hostile(random, count, valid)].filter((bytes) => !equal(bytes, valid) && accepts(bytes));
