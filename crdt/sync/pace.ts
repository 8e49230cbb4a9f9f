/** How fast this device writes: a little below what the contract lets pass, so that no honest update is ever refused for haste. */
import type { Clock } from '../base/clock.ts';

const BURST = 200;
const PER_SECOND = 50;

/** A bucket of tokens that fills again by the clock. */
export function createPace(clock: Clock) {
  let tokens = BURST;
  let at = clock.now();
  return {
    /** 0: one may go now, and is counted; otherwise milliseconds until it is worth asking again. */
    take(): number {
      const now = clock.now();
      tokens = Math.min(BURST, tokens + (Math.max(0, now - at) * PER_SECOND) / 1000);
      at = now;
      if (tokens < 1) return 100;
      tokens -= 1;
      return 0;
    },
  };
}
