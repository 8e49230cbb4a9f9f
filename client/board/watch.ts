/** A value that others may look at and be told about. */
import type { Watched } from '#client/room/types.ts';

export type Settable<Value> = Watched<Value> & { set(value: Value): void };

export function createWatched<Value>(first: Value): Settable<Value> {
  let value = first;
  const listeners = new Set<(value: Value) => void>();
  return {
    get value() {
      return value;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener(next);
    },
  };
}
