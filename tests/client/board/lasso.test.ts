import { expect, test } from 'vitest';
import { createLasso, holdsMost, isAround, someOf } from '#client/board/lasso.ts';
import { dragged, frameAround, handleAt, handlePlace, HANDLES } from '#client/board/handles.ts';

const SQUARE = [
  { x: 0, y: 0 },
  { x: 10, y: 0 },
  { x: 10, y: 10 },
  { x: 0, y: 10 },
];

test('[D21] what is inside is inside however often, and whichever way, the line goes around it', () => {
  for (const path of [SQUARE, SQUARE.toReversed(), [...SQUARE, ...SQUARE]]) {
    expect([isAround(path, { x: 5, y: 5 }), isAround(path, { x: 15, y: 5 }), isAround(path, { x: 5, y: -1 })]).toEqual([
      true,
      false,
      false,
    ]);
  }
  expect(isAround([], { x: 0, y: 0 })).toBe(false);
});

test('[D21] four fifths of a mark are enough; no more of a stroke, and of the line, is asked than is bounded', () => {
  const line = (from: number, to: number): Float32Array =>
    Float32Array.from({ length: 30_000 }, (_, i) => (i % 3 === 0 ? from + ((to - from) * i) / 30_000 : 5));
  expect(someOf(line(0, 1))).toHaveLength(64);
  expect(someOf(Float32Array.of(3, 4, 0.5))).toEqual([{ x: 3, y: 4 }]);
  expect(holdsMost(SQUARE, someOf(line(1, 11)))).toBe(true);
  expect(holdsMost(SQUARE, someOf(line(1, 16)))).toBe(false);
  const lasso = createLasso({ x: 0, y: 0 });
  for (let i = 0; i < 20_000; i++) lasso.add({ x: Math.cos(i / 3000) * 1000, y: Math.sin(i / 3000) * 1000 }, 0.1);
  expect(lasso.path.length).toBeLessThanOrEqual(800);
  expect(isAround(lasso.path, { x: 0, y: 0 })).toBe(true);
});

test('[D20] handles lie apart by what a finger needs, at any zoom, around a mark of any size', () => {
  for (const pixel of [0.125, 1, 10])
    for (const size of [0, 5, 3000]) {
      const frame = frameAround({ left: 0, top: 0, right: size, bottom: size }, pixel);
      const places = HANDLES.map((handle) => handlePlace(handle, frame, pixel));
      for (const [i, a] of places.entries()) {
        expect(handleAt(a, frame, pixel)).toBe(HANDLES[i]);
        for (const b of places.slice(i + 1)) expect(Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y))).toBeGreaterThanOrEqual(44 * pixel);
      }
      expect(handleAt({ x: size / 2, y: size / 2 }, frame, pixel)).toBe(undefined);
    }
});

test('[D20] a corner that is dragged through the one across makes it as small as may be, and never turns it over', () => {
  const frame = { left: 0, top: 0, right: 100, bottom: 100 };
  const limits = { least: 0.25, most: 3 };
  const by = (x: number, y: number): number | undefined =>
    dragged('se', frame, { from: { x: 100, y: 100 }, to: { x, y }, even: false }, limits).scale;
  expect(by(200, 200)).toBeCloseTo(2, 3);
  expect(by(-500, -500)).toBe(0.25);
  expect(by(9000, 9000)).toBeCloseTo(3, 3);
  expect(by(Number.NaN, 0)).toBe(0.25);
});
