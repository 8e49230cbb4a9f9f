/** A sliding window over counters (as RFC 4303 3.4.3 for packets): each counter passes once; what is far behind never. */
export type ReplayWindow = {
  /** Whether `counter` is new. Does not remember it: only a frame that opened may move the window. */
  isNew(counter: number): boolean;
  /** Remembers a counter whose frame opened. */
  accept(counter: number): void;
};

/** Simulcast and retransmission reorder by far less: 1024 frames are 20 s of audio. */
const WINDOW = 1024;

export function createReplayWindow(): ReplayWindow {
  /** Slot `counter % WINDOW` holds the newest counter accepted there. */
  const seen = new Float64Array(WINDOW);
  let newest = 0;
  return {
    isNew: (counter) => counter >= 1 && counter > newest - WINDOW && seen[counter % WINDOW] !== counter,
    accept: (counter) => {
      seen[counter % WINDOW] = counter;
      newest = Math.max(newest, counter);
    },
  };
}
