import { expect, test } from 'vitest';
import { overlap } from '#client/board/camera.ts';
import { boundsOf, thinned, touches } from '#client/board/geometry.ts';
import { createGrid } from '#client/board/grid.ts';
import { seeded } from '#tests/crdt/docs/fixtures.ts';

test('[D11] the grid finds what a look at everything finds, each once, huge things included', () => {
  const next = seeded(5);
  const box = () => {
    const [left, top] = [(next() - 0.5) * 60_000, (next() - 0.5) * 60_000];
    const reach = next() < 0.1 ? 40_000 : 400;
    return { bounds: { left, top, right: left + next() * reach, bottom: top + next() * reach } };
  };
  const all = Array.from({ length: 600 }, box);
  const grid = createGrid<(typeof all)[number]>();
  for (const item of all) grid.add(item);
  const there = new Set(all);
  for (let i = 0; i < 300; i++) {
    const gone = all[Math.floor(next() * all.length)];
    if (gone && next() < 0.5 && there.delete(gone)) grid.remove(gone);
    const { bounds } = box();
    const found = grid.near(bounds);
    expect(found.length).toBe(new Set(found).size);
    expect(new Set(found)).toEqual(new Set([...there].filter((item) => overlap(item.bounds, bounds))));
  }
  grid.clear();
  expect(grid.near({ left: -1e5, top: -1e5, right: 1e5, bottom: 1e5 })).toEqual([]);
});

test('[D11] a line is touched along its whole length and nowhere else', () => {
  const line = Float32Array.from([0, 0, 0.5, 100, 0, 0.5]);
  expect(touches(line, { x: 50, y: 4 }, 5)).toBe(true);
  expect(touches(line, { x: 50, y: 6 }, 5)).toBe(false);
  expect(touches(line, { x: 104, y: 0 }, 5)).toBe(true);
  expect(touches(line.subarray(0, 3), { x: 3, y: 0 }, 5)).toBe(true);
  expect(boundsOf(line, 10)).toEqual({ left: -9, top: -9, right: 109, bottom: 9 });
});

test('[D11] thinning keeps both ends', () => {
  const points = Float32Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? i / 30 : i % 3 === 1 ? 0 : 0.5));
  const few = thinned(points, 3);
  expect(few.length).toBeLessThan(24);
  expect([...few.subarray(0, 3)]).toEqual([...points.subarray(0, 3)]);
  expect([...few.subarray(-3)]).toEqual([...points.subarray(-3)]);
});
