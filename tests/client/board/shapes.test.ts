import { expect, test } from 'vitest';
import { encloses } from '#client/board/geometry.ts';
import { closeTogether, shapePoints, SHAPES } from '#client/board/shapes.ts';
import { seeded } from '../../crdt/docs/fixtures.ts';

const xs = (points: Float32Array): number[] => [...points].filter((_, i) => i % 3 === 0);
const ys = (points: Float32Array): number[] => [...points].filter((_, i) => i % 3 === 1);

test('[D14] every shape stays between the two places it was drawn between, and reaches both; an arrow’s head alone may stand out', () => {
  const next = seeded(3);
  for (const shape of SHAPES) {
    for (let i = 0; i < 50; i++) {
      const [from, to] = [1, 2].map(() => ({ x: Math.round(next() * 1000), y: Math.round(next() * 1000) }));
      if (from === undefined || to === undefined) continue;
      const points = shapePoints(shape, from, to, { even: false, width: 1 });
      const slack = shape === 'arrow' ? 14 : 0.01;
      for (const [values, a, b] of [
        [xs(points), from.x, to.x],
        [ys(points), from.y, to.y],
      ] as const) {
        expect(Math.min(...values)).toBeGreaterThanOrEqual(Math.min(a, b) - slack);
        expect(Math.max(...values)).toBeLessThanOrEqual(Math.max(a, b) + slack);
        expect(Math.max(...values)).toBeGreaterThanOrEqual(Math.max(a, b) - 0.01);
      }
    }
  }
});

test('[D14] evenly: as wide as high, and lines in one of eight directions', () => {
  for (const shape of ['rectangle', 'ellipse', 'triangle'] as const) {
    const points = shapePoints(shape, { x: 0, y: 0 }, { x: -80, y: 30 }, { even: true, width: 1 });
    expect([Math.min(...xs(points)), Math.max(...ys(points))].map(Math.round)).toEqual([-80, 80]);
  }
  const [, , , x = 0, y = 0] = shapePoints('line', { x: 0, y: 0 }, { x: 100, y: 90 }, { even: true, width: 1 });
  expect(x).toBeCloseTo(y, 3);
});

test('[D14] points are set close together for a nib to follow, without leaving the line, and never more than may be', () => {
  const line = Float32Array.of(0, 0, 0.5, 100, 0, 0.5);
  const close = closeTogether(line, 4, 1000);
  expect(close.length / 3).toBe(26);
  expect(ys(close).every((y) => y === 0)).toBe(true);
  expect(closeTogether(line, 0.01, 500).length).toBe(1500);
});

test('[D14] what a filled line goes around is inside of it', () => {
  const box = shapePoints('rectangle', { x: 0, y: 0 }, { x: 10, y: 10 }, { even: false, width: 1 });
  expect([encloses(box, { x: 5, y: 5 }), encloses(box, { x: 15, y: 5 }), encloses(box, { x: 5, y: -1 })]).toEqual([true, false, false]);
  expect(encloses(new Float32Array(0), { x: 0, y: 0 })).toBe(false);
});
