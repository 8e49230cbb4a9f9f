/** What arrives of a log while it is being read, in the order in which it came. */
import type { Committed } from './committed.ts';

export type Arrival = { readonly relay: Uint8Array } | { readonly notice: Committed };

export function createArrivals() {
  let queue: Arrival[] = [];
  return {
    keep: (arrival: Arrival): void => void queue.push(arrival),
    clear(): void {
      queue = [];
    },
    /** Hands them to `take` while the doc is live; if it opens anew, what is left waits on, before what came meanwhile. */
    drain(take: (arrival: Arrival) => void, phase: () => string): void {
      const arrivals = queue;
      queue = [];
      for (const [i, arrival] of arrivals.entries()) {
        take(arrival);
        if (phase() === 'live') continue;
        if (phase() === 'opening') queue.push(...arrivals.slice(i + 1));
        return;
      }
    },
  };
}
