import type { Clock } from '#crdt/base/clock.ts';

/** A clock that stands still until the test advances it. */
export type HandClock = Clock & {
  /** Moves time on by `ms` and runs what falls due, in order, awaiting what each task set in motion. */
  advance(ms: number): Promise<void>;
  /** How many tasks wait. */
  readonly waiting: number;
};

/** Begins at 2026-01-01 unless told otherwise. */
export function createHandClock(startMs = Date.UTC(2026, 0, 1)): HandClock {
  type Task = { readonly at: number; readonly run: () => void };
  const tasks = new Set<Task>();
  let now = startMs;
  const firstDue = (until: number): Task | undefined =>
    [...tasks]
      .filter((task) => task.at <= until)
      .reduce<Task | undefined>((first, task) => (first && first.at <= task.at ? first : task), undefined);
  return {
    now: () => now,
    after(delayMs, run) {
      const task = { at: now + Math.max(0, delayMs), run };
      tasks.add(task);
      return () => void tasks.delete(task);
    },
    async advance(ms) {
      const until = now + ms;
      for (let task = firstDue(until); task !== undefined; task = firstDue(until)) {
        tasks.delete(task);
        now = task.at;
        task.run();
        await settled();
      }
      now = until;
      await settled();
    },
    get waiting() {
      return tasks.size;
    },
  };
}

/** Lets all promises that are ready run their continuations. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
