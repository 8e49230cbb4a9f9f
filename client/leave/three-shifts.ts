/** Shift pressed and let go three times within a moment, with nothing between. Escape is not used: browsers and games swallow it. */

/** From the first press to the third letting go, in ms. */
const WITHIN_MS = 1500;
const TIMES = 3;

/** What is read of a keyboard event. While an input method composes, its keys are not the person's. */
export type Key = { readonly key: string; readonly repeat: boolean; readonly isComposing: boolean; readonly keyCode: number };
/** Some input methods name only this code for what they have taken. */
const TAKEN_BY_INPUT_METHOD = 229;

export type ThreeShifts = {
  down(key: Key): void;
  /** True when this letting go completes the third press. */
  up(key: Key): boolean;
  /** Something else happened: it begins anew. */
  interrupt(): void;
};

/** `now` in ms, of any clock that only goes on. */
export function createThreeShifts(now: () => number): ThreeShifts {
  /** When each press of the row began. */
  let presses: number[] = [];
  let held = false;
  const interrupt = (): void => {
    presses = [];
    held = false;
  };
  const isPlain = ({ key, isComposing, keyCode }: Key): boolean => key === 'Shift' && !isComposing && keyCode !== TAKEN_BY_INPUT_METHOD;
  return {
    interrupt,
    down(key) {
      if (!isPlain(key)) return interrupt();
      if (key.repeat) return;
      held = true;
      presses = [...presses, now()].slice(-TIMES);
    },
    up(key) {
      if (!isPlain(key)) {
        interrupt();
        return false;
      }
      // Nothing was typed while it was held: that is the difference to a capital letter.
      const first = presses[0];
      const done = held && presses.length === TIMES && first !== undefined && now() - first <= WITHIN_MS;
      held = false;
      if (done) interrupt();
      return done;
    },
  };
}
