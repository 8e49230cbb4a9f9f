import { expect, test } from 'vitest';
import { dayField, endOfDay, startOfDay } from '#client/ui/days.ts';

test('[V82] a day begins at its midnight and ends with the next, and comes back from both', () => {
  for (const day of ['2026-11-26', '2026-03-29', '2026-10-25', '2024-02-29', '1999-12-31']) {
    const [from, to] = [startOfDay(day) ?? 0, endOfDay(day) ?? 0];
    expect(dayField(from)).toBe(day);
    expect(dayField(to - 1)).toBe(day);
    expect(dayField(to)).not.toBe(day);
    expect((to - from) / 3_600_000).toBeGreaterThanOrEqual(23);
  }
});

test('[V82] no day is no moment', () => {
  for (const none of ['', '2026', '26.11.2026', 'today']) expect([startOfDay(none), endOfDay(none)]).toEqual([undefined, undefined]);
  expect(dayField(undefined)).toBe('');
});
