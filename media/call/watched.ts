/** A value somebody may look at now and be told about later. */
export type Watched<Value> = { readonly value: Value; subscribe(listener: (value: Value) => void): () => void };
export type Settable<Value> = Watched<Value> & { set(value: Value): void };

export function createWatched<Value>(first: Value): Settable<Value> {
  const listeners = new Set<(value: Value) => void>();
  let value = first;
  return {
    get value() {
      return value;
    },
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener(next);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
