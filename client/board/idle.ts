/** Work for when nothing else is to be done, a slice at a time, beginning after a rest. */
const REST_MS = 1000;
const SLICE_MS = 8;

export type Idle = { /** Something moved: the rest begins anew. */ disturb(): void; close(): void };

/** `work` returns true when it is done until the next disturbance. Safari has no requestIdleCallback: there a slice runs from a timer. */
export function createIdle(work: (isTimeUp: () => boolean) => boolean): Idle {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let callback: number | undefined;
  const hasIdle = 'requestIdleCallback' in window;
  const stop = (): void => {
    clearTimeout(timer);
    if (callback !== undefined) window.cancelIdleCallback(callback);
    callback = undefined;
  };
  const slice = (): void => {
    const end = performance.now() + SLICE_MS;
    if (!work(() => performance.now() > end)) plan(16);
  };
  const plan = (delayMs: number): void => {
    stop();
    timer = setTimeout(() => {
      if (hasIdle) callback = window.requestIdleCallback(slice);
      else slice();
    }, delayMs);
  };
  return { disturb: () => plan(REST_MS), close: stop };
}
