import type { Watched } from '#client/room/types.ts';

/** Resolves with the first value, now or later, that `is` it. */
export function until<Value, Wanted extends Value>(watched: Watched<Value>, is: (value: Value) => value is Wanted): Promise<Wanted>;
export function until<Value>(watched: Watched<Value>, is: (value: Value) => boolean): Promise<Value>;
export function until<Value>(watched: Watched<Value>, is: (value: Value) => boolean): Promise<Value> {
  if (is(watched.value)) return Promise.resolve(watched.value);
  return new Promise((resolve) => {
    const stop = watched.subscribe((value) => {
      if (!is(value)) return;
      stop();
      resolve(value);
    });
  });
}

/** Resolves once `holds`, asked again after each update of the doc. */
export function untilDoc(
  doc: { on(event: 'update', listener: () => void): void; off(event: 'update', listener: () => void): void },
  holds: () => boolean,
): Promise<void> {
  if (holds()) return Promise.resolve();
  return new Promise((resolve) => {
    const look = (): void => {
      if (!holds()) return;
      doc.off('update', look);
      resolve();
    };
    doc.on('update', look);
  });
}
