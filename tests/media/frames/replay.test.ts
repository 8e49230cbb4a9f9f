import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createReplayWindow } from '#media/frames/replay.ts';

test('[F6] each counter passes once, in any order within the window', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { maxLength: 200 }), (counters) => {
      const window = createReplayWindow();
      for (const counter of counters) {
        expect(window.isNew(counter)).toBe(true);
        window.accept(counter);
        expect(window.isNew(counter)).toBe(false);
      }
      for (const counter of counters) expect(window.isNew(counter)).toBe(false);
    }),
    { seed: 20261122 },
  );
});

test('[F6] what is further behind than the window is never new, and 0 is no counter', () => {
  const window = createReplayWindow();
  window.accept(5000);
  expect(window.isNew(5000 - 1024)).toBe(false);
  expect(window.isNew(5000 - 1023)).toBe(true);
  expect(window.isNew(0)).toBe(false);
});
