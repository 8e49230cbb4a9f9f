/** Leaving with everything kept, where that does not take long. */
import type { Clock } from '#crdt/base/clock.ts';
import type { Watched } from './types.ts';

const PATIENCE_MS = 3000;

/** Resolves once everything own is kept, or after a moment: whoever leaves should not have to wait for a slow network. */
export function settled(unkept: Watched<number>, clock: Clock): Promise<void> {
  if (unkept.value === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      stop();
      resolve();
    };
    const cancel = clock.after(PATIENCE_MS, done);
    const stop = unkept.subscribe((count) => count === 0 && done());
  });
}
