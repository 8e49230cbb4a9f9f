import { expect, test } from 'vitest';
import { fitted, MAX_ZOOM, MIN_ZOOM, panned, resized, toBoard, toScreen, visible, zoomedAt } from '#client/board/camera.ts';
import { seeded } from '#tests/crdt/docs/fixtures.ts';

const size = { width: 1280, height: 800 };

test('[D6] screen and board points turn into each other, and zooming holds the point under the pointer', () => {
  const next = seeded(3);
  let camera = fitted({ left: -640, top: -400, right: 640, bottom: 400 }, size, 0);
  expect(camera).toEqual({ x: -640, y: -400, zoom: 1 });
  for (let i = 0; i < 500; i++) {
    const at = { x: next() * 1280, y: next() * 800 };
    const held = toBoard(camera, at);
    camera = zoomedAt(camera, at, camera.zoom * (0.5 + next()));
    expect(toScreen(camera, held).x).toBeCloseTo(at.x, 6);
    expect(toScreen(camera, held).y).toBeCloseTo(at.y, 6);
    expect(camera.zoom).toBeGreaterThanOrEqual(MIN_ZOOM);
    expect(camera.zoom).toBeLessThanOrEqual(MAX_ZOOM);
    const moved = panned(camera, { x: 10, y: -20 });
    expect(toScreen(moved, held).x).toBeCloseTo(at.x + 10, 6);
    expect(toScreen(moved, held).y).toBeCloseTo(at.y - 20, 6);
  }
});

test('[D6] fitting shows all of it, in the middle, in any window', () => {
  for (const [width, height] of [
    [375, 667],
    [1280, 800],
    [50, 2000],
    [1, 1],
  ] as const) {
    const bounds = { left: 100, top: -300, right: 900, bottom: 200 };
    const seen = visible(fitted(bounds, { width, height }), { width, height });
    expect((seen.left + seen.right) / 2).toBeCloseTo(500);
    expect((seen.top + seen.bottom) / 2).toBeCloseTo(-50);
    const isAllSeen = seen.left <= 100 && seen.right >= 900 && seen.top <= -300 && seen.bottom >= 200;
    // In a window of 50 pixels even the farthest zoom cannot show it.
    expect(isAllSeen).toBe(width > 300);
  }
});

test('[D6] a window of another size keeps its middle', () => {
  const camera = { x: 10, y: 20, zoom: 2 };
  const seen = visible(resized(camera, size, { width: 400, height: 600 }), { width: 400, height: 600 });
  expect([(seen.left + seen.right) / 2, (seen.top + seen.bottom) / 2]).toEqual([10 + 320, 20 + 200]);
});
