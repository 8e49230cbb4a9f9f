/** The machine's own clock, for browsers and Node. */
import type { Clock } from '#crdt/base/clock.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};
