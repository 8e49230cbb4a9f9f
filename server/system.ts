/** The machine's own clock and randomness. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '#crdt/base/clock.ts';
import type { Random } from '#crdt/base/random.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

export const systemRandom: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) };
