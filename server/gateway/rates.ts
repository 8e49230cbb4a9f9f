/** How many messages of each row one connection may send: a token bucket per row, filled at the row's rate, five seconds deep. */
import type { Clock } from '#crdt/base/clock.ts';
import { UP, type UpName } from '#server/contract/messages.ts';

const BURST_SECONDS = 5;

export type Rates = { /** Takes one; false when there was none. */ take(name: UpName): boolean };

export function createRates(clock: Pick<Clock, 'now'>): Rates {
  const buckets = new Map<UpName, { tokens: number; at: number }>();
  return {
    take: (name) => {
      const { perSecond } = UP[name];
      const now = clock.now();
      const bucket = buckets.get(name);
      if (bucket === undefined) {
        buckets.set(name, { tokens: perSecond * BURST_SECONDS - 1, at: now });
        return true;
      }
      const filled = bucket.tokens + ((now - bucket.at) / 1000) * perSecond;
      bucket.tokens = Math.min(filled, perSecond * BURST_SECONDS);
      bucket.at = now;
      if (bucket.tokens < 1) return false;
      bucket.tokens -= 1;
      return true;
    },
  };
}
