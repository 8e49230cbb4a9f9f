import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createThreeShifts, type Key } from '#client/leave/three-shifts.ts';

const key = (name: string, more: Partial<Key> = {}): Key => ({ key: name, repeat: false, isComposing: false, keyCode: 0, ...more });

/** Plays `steps`: `+` and `-` before a key's name are its going down and up, a number lets ms pass. Whether it fired. */
function play(...steps: readonly (string | number | Key)[]): boolean {
  let now = 0;
  const shifts = createThreeShifts(() => now);
  let fired = false;
  for (const step of steps) {
    if (typeof step === 'number') now += step;
    else if (typeof step === 'object') shifts.down(step);
    else if (step === 'click') shifts.interrupt();
    else if (step.startsWith('+')) shifts.down(key(step.slice(1)));
    else fired = shifts.up(key(step.slice(1))) || fired;
  }
  return fired;
}
const press = ['+Shift', 80, '-Shift', 120];

test('[V41] three presses of Shift within a moment, with nothing between', () => {
  expect(play(...press, ...press, ...press)).toBe(true);
  expect(play(...press, ...press)).toBe(false);
  expect(play(...press, ...press, '+Shift')).toBe(false);
});

test('[V41] slow presses, other keys, clicks and a held key that repeats do nothing', () => {
  expect(play(...press, 700, ...press, 700, ...press)).toBe(false);
  expect(play(...press, ...press, '+a', '-a', ...press)).toBe(false);
  expect(play(...press, ...press, 'click', ...press)).toBe(false);
  const held = key('Shift', { repeat: true });
  expect(play('+Shift', held, held, held, held, '-Shift')).toBe(false);
  // Somebody who is too slow the first time is not left alone with it.
  expect(play(...press, 2000, ...press, ...press, ...press)).toBe(true);
});

test('[V41] capitals never fire, however they are typed', () => {
  const capital = ['+Shift', 20, '+A', 20, '-A', 20, '-Shift', 60];
  expect(play(...capital, ...capital, ...capital, ...capital)).toBe(false);
  // Shift is pressed anew each time, and the letter comes only with the third.
  expect(play(...press, ...press, '+Shift', 50, '+A', 20, '-A', 20, '-Shift')).toBe(false);
  // A roll: Shift is let go before the letter.
  const roll = ['+Shift', 20, '+A', 20, '-Shift', 20, '-A', 60];
  expect(play(...roll, ...roll, ...roll)).toBe(false);
});

test('[V41] what an input method takes does not count', () => {
  const composing = { ...key('Shift'), isComposing: true };
  const taken = { ...key('Process'), keyCode: 229 };
  expect(play(composing, '-Shift', composing, '-Shift', composing, '-Shift')).toBe(false);
  expect(play(...press, ...press, taken, ...press)).toBe(false);
});

test('[V41] no typing in which every Shift goes with a letter fires', () => {
  const letter = fc.constantFrom('a', 'B', 'ß', ' ', 'Enter', 'Dead');
  const typed = fc.record({ name: letter, shift: fc.boolean(), gap: fc.integer({ min: 0, max: 300 }) });
  fc.assert(
    fc.property(fc.array(typed, { maxLength: 40 }), (all) => {
      const steps = all.flatMap(({ name, shift, gap }) =>
        shift ? ['+Shift', gap, `+${name}`, `-${name}`, '-Shift', gap] : [`+${name}`, gap, `-${name}`, gap],
      );
      expect(play(...steps)).toBe(false);
    }),
  );
});
