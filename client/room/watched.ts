/** A value that can be looked at now and followed. */
import type { Watched } from './types.ts';

export type Settable<Value> = Watched<Value> & { set(value: Value): void };

export function createWatched<Value>(initial: Value): Settable<Value> {
  let value = initial;
  const listeners = new Set<(value: Value) => void>();
  return {
    get value() {
      return value;
    },
    set(next) {
      if (Object.is(value, next)) return;
      value = next;
      // A copy: whoever begins to listen because of this value is not told of it again.
      for (const listener of [...listeners]) listener(next);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Where a value is a promise to be kept later. */
export function deferred<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<Value>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // Whoever awaits it hears of it; that nobody does is no error of its own.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
