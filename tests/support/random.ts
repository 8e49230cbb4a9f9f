import type { Random } from '#crdt/base/random.ts';

/** Repeatable randomness (never for keys that matter): the same seed gives the same bytes. */
export type SeededRandom = Random & {
  /** In [0, 1). */
  fraction(): number;
  /** A whole number in [0, below). */
  below(limit: number): number;
  pick<Value>(values: readonly Value[]): Value;
};

/** splitmix32: a counter, mixed. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  const fraction = (): number => next() / 2 ** 32;
  const below = (limit: number): number => Math.floor(fraction() * limit);
  return {
    fraction,
    below,
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
    pick(values) {
      const value = values[below(values.length)];
      if (value === undefined) throw new RangeError('nothing to pick from');
      return value;
    },
  };
}

/** The seed to use: that of the environment variable SEED, to repeat a failure, otherwise a new one. Print it. */
export const seedOfRun = (): number => (process.env['SEED'] ? Number(process.env['SEED']) : Math.floor(Math.random() * 2 ** 31));
