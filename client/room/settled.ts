/** Leaving with everything kept, where that does not take long. */
import type { Clock } from '#crdt/base/clock.ts';
import type { DocState, Watched } from './types.ts';

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

/** How long a log may take to be read anew. */
const READING_MS = 15_000;

/** Resolves once none of these docs is being read, or after a while: what was just connected again does not know yet where its logs end. */
export function read(states: readonly Watched<DocState>[], clock: Clock): Promise<void> {
  const isRead = (): boolean => states.every(({ value }) => value.is !== 'opening');
  if (isRead()) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      for (const stop of stops) stop();
      resolve();
    };
    const cancel = clock.after(READING_MS, done);
    const stops = states.map((state) => state.subscribe(() => isRead() && done()));
  });
}
