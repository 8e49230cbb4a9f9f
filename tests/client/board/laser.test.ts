import { expect, test, vi } from 'vitest';
import { createLaser, createLasers, decodeLaser, encodeLaser, LASER_MS, MAX_LASER_POINTS, type LaserPiece } from '#client/board/laser.ts';
import { stepAt } from '#client/board/guide.ts';
import { CHEAP, fuzzText } from '#tests/support/fuzz.ts';

// A hundred thousand inputs take their time on a busy machine.
vi.setConfig({ testTimeout: 900_000 });

const piece: LaserPiece = {
  press: 3,
  from: 2,
  points: [
    { x: 1.5, y: -2 },
    { x: 4, y: 0.125 },
  ],
};
/** A canvas that only counts its lines. */
function counting() {
  let lines = 0;
  const nothing = (): void => undefined;
  const ctx = { save: nothing, restore: nothing, beginPath: nothing, moveTo: nothing, lineTo: nothing, stroke: () => lines++ };
  return { ctx: ctx as unknown as CanvasRenderingContext2D, lines: () => lines };
}
function seen(lasers: ReturnType<typeof createLasers>, now: number): number {
  const { ctx, lines } = counting();
  expect(lasers.paint(ctx, 1, now)).toBe(lines() > 0);
  return lines();
}

test('[D24] a piece comes back as it went out; what is not of the form says nothing', () => {
  const good = encodeLaser(piece);
  expect(decodeLaser(structuredClone(good))).toEqual(piece);
  for (const wrong of [
    undefined,
    null,
    'laser',
    [],
    {},
    { ...good, press: -1 },
    { ...good, press: 1.5 },
    { ...good, from: Number.NaN },
    { ...good, from: 2 ** 60 },
    { ...good, points: [] },
    { ...good, points: [1] },
    { ...good, points: [1, '2'] },
    { ...good, points: [1, Number.NaN] },
    { ...good, points: [1, Infinity] },
    { ...good, points: [1, 40_000] },
    { ...good, points: { length: 2, 0: 1, 1: 2 } },
    { ...good, points: Array.from({ length: 2 * MAX_LASER_POINTS + 2 }, () => 0) },
  ])
    expect(decodeLaser(wrong)).toBe(undefined);
});

test('[D24] [H33] 100,000 hostile fields are a piece of bounded size, or none', () => {
  fuzzText('laser', [JSON.stringify(encodeLaser(piece))], CHEAP, (text) => {
    let field: unknown = text;
    try {
      field = JSON.parse(text);
    } catch {
      // Then the text itself is the field.
    }
    const news = decodeLaser(field);
    if (news && (news.points.length > MAX_LASER_POINTS || news.points.some(({ x, y }) => !Number.isFinite(x) || !Number.isFinite(y))))
      throw new Error('no bounded piece');
    return news !== undefined;
  });
});

test('[D24] the light fades; what the awareness says again is not seen again; who leaves takes it along', () => {
  const lasers = createLasers();
  expect(lasers.add(1, piece, 1000)).toBe(true);
  expect(lasers.add(1, piece, 1100)).toBe(false);
  expect(lasers.add(1, { ...piece, points: [...piece.points, { x: 9, y: 9 }] }, 1100)).toBe(true);
  expect(seen(lasers, 1100)).toBe(3);
  expect(seen(lasers, 1000 + LASER_MS)).toBe(1);
  expect(seen(lasers, 1100 + LASER_MS)).toBe(0);
  expect(lasers.add(1, piece, 16_000)).toBe(false);
  expect(lasers.add(1, { ...piece, press: 4, from: 0 }, 16_000)).toBe(true);
  expect(lasers.add(2, piece, 16_000)).toBe(true);
  lasers.leave(1);
  expect(seen(lasers, 16_000)).toBe(2);
});

test('[D24] what one person points at is bounded, however much they say', () => {
  const lasers = createLasers();
  for (let i = 0; i < 200; i++)
    lasers.add(1, { press: i, from: 0, points: Array.from({ length: MAX_LASER_POINTS }, () => ({ x: i, y: i })) }, 5);
  expect(seen(lasers, 5)).toBe(400);
});

test('[D24] one’s own presses follow each other; nothing is said between them', () => {
  const said: LaserPiece[] = [];
  const laser = createLaser((one) => said.push(one));
  laser.extend([{ x: 0, y: 0 }]);
  laser.begin({ x: 1, y: 1 });
  laser.extend(Array.from({ length: MAX_LASER_POINTS + 1 }, () => ({ x: 2, y: 2 })));
  laser.end();
  laser.extend([{ x: 0, y: 0 }]);
  laser.begin({ x: 3, y: 3 });
  expect(said.map(({ press, from, points }) => [press, from, points.length])).toEqual([
    [1, 0, 1],
    [1, 1, MAX_LASER_POINTS],
    [1, 1 + MAX_LASER_POINTS, 1],
    [2, 0, 1],
  ]);
});

test('[D23] lines on the paper are never closer than one can see, at any zoom', () => {
  for (let zoom = 0.1; zoom <= 8; zoom *= 1.3) {
    expect(stepAt(zoom) * zoom).toBeGreaterThanOrEqual(16);
    expect(stepAt(zoom) % 40).toBe(0);
  }
  expect(stepAt(1)).toBe(40);
});
