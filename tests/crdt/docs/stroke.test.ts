import { expect, test } from 'vitest';
import { decodeErasure, encodeErasure } from '#crdt/docs/erasure.ts';
import { newEntryId } from '#crdt/docs/entry-id.ts';
import { MAX_POINTS } from '#crdt/docs/points.ts';
import { decodeStroke, encodeStroke, LEAST_OPACITY, MAX_STROKE_BYTES, quantisedOpacity, TOOL_NAMES } from '#crdt/docs/stroke.ts';
import { randomFrom, SAM, seeded, someStroke } from './fixtures.ts';

const SEED = 7;

test('[B1] a stroke comes back from its bytes as it went in', () => {
  const next = seeded(SEED);
  for (let i = 0; i < 500; i++) {
    const stroke = { ...someStroke(next), order: Math.floor(next() * 2 ** 40) };
    const bytes = encodeStroke(stroke);
    const back = decodeStroke(bytes);
    expect(back).toEqual(stroke);
    expect(back && encodeStroke(back)).toEqual(bytes);
  }
});

test('[B1] freehand points are compact', () => {
  const next = seeded(SEED);
  const points = new Float32Array(60 * 3);
  for (let i = 0; i < 60; i++) points.set([i * 4 + next(), Math.sin(i / 6) * 40 + next(), 0.5], i * 3);
  const stroke = { ...someStroke(next), tool: 'pen' as const, pressure: false, points, order: 1 };
  expect(encodeStroke(stroke).length).toBeLessThan(60 * 3 + 40);
});

test('[B1] the longest and the widest-spread stroke still fits its bounds', () => {
  const points = Float32Array.from({ length: MAX_POINTS * 3 }, (_, i) => (i % 3 === 2 ? 1 : i % 2 === 0 ? 1e9 : -1e9));
  const bytes = encodeStroke({ ...someStroke(seeded(SEED)), pressure: true, points, order: 2 ** 40 });
  expect(bytes.length).toBeLessThanOrEqual(MAX_STROKE_BYTES);
  expect(decodeStroke(bytes)?.points.length).toBe(MAX_POINTS * 3);
});

test('[B2] 20,000 hostile inputs never throw, and what is taken is well-formed', () => {
  const next = seeded(SEED);
  const good = encodeStroke({ ...someStroke(next), order: 3 });
  let taken = 0;
  for (let i = 0; i < 20_000; i++) {
    const noise = Uint8Array.from({ length: Math.floor(next() * 120) }, () => Math.floor(next() * 256));
    const bent = good.slice(0, next() < 0.5 ? good.length : Math.floor(next() * good.length));
    for (let k = Math.floor(next() * 6); k >= 0; k--) bent[Math.floor(next() * bent.length)] = Math.floor(next() * 256);
    const input = i % 3 === 0 ? noise : i % 3 === 1 ? bent : Uint8Array.from([1, 1, 0, 0, ...noise]);
    decodeErasure(input);
    const stroke = decodeStroke(input);
    if (stroke === undefined) continue;
    taken++;
    expect(stroke.points.length % 3).toBe(0);
    expect(stroke.points.every((value) => Number.isFinite(value) && Math.abs(value) <= 32_768)).toBe(true);
    expect(stroke.width).toBeGreaterThan(0);
  }
  expect(taken).toBeGreaterThan(0);
});

test('[B2] what is no bytes, cut short or followed by more is no stroke', () => {
  const bytes = encodeStroke({ ...someStroke(seeded(SEED)), order: 3 });
  for (const input of [undefined, null, 'text', 5, {}, [], bytes.slice(0, -1), Uint8Array.from([...bytes, 0])]) {
    expect(decodeStroke(input)).toBeUndefined();
    expect(decodeErasure(input)).toBeUndefined();
  }
});

test('[B2] an erasure comes back from its bytes as it went in', () => {
  const random = randomFrom(seeded(SEED));
  const erasure = { author: SAM, at: 1_790_000_000_000, strokes: Array.from({ length: 50 }, () => newEntryId(random)) };
  expect(decodeErasure(encodeErasure(erasure))).toEqual(erasure);
});

test('[B10] material, strength and filling come back; what is too faint or unknown is no stroke; strokes of before are opaque lines', () => {
  const plain = { ...someStroke(seeded(SEED)), order: 3, tool: 'pen' as const, pressure: false, opacity: 1, filled: false };
  const bytes = encodeStroke(plain);
  expect([bytes[1], bytes[2], bytes[3]]).toEqual([1, 0, 0]);
  expect(decodeStroke(bytes)).toMatchObject({ opacity: 1, filled: false });
  for (const tool of TOOL_NAMES) expect(decodeStroke(encodeStroke({ ...plain, tool }))?.tool).toBe(tool);
  expect(decodeStroke(encodeStroke({ ...plain, opacity: 0, filled: true }))).toMatchObject({
    filled: true,
    opacity: quantisedOpacity(LEAST_OPACITY),
  });
  for (const [at, value] of [
    [1, 0],
    [1, 11],
    [2, 4],
    [3, 231],
  ] as const)
    expect([at, value, decodeStroke(bytes.with(at, value))]).toEqual([at, value, undefined]);
});
