/** Wet ink as a hostile member could announce it. */
import { expect, test, vi } from 'vitest';
import { decodeInk, encodeInk } from '#client/board/ink-wire.ts';
import { CHEAP, fuzzText } from '#tests/support/fuzz.ts';

// A hundred thousand inputs take their time on a busy machine.
vi.setConfig({ testTimeout: 900_000 });

test('[H33] 100,000 hostile fields are ink of bounded size, or none', () => {
  const ink = { tool: 'pen', colour: 0x336699, width: 4, pressure: true, opacity: 1, filled: false } as const;
  const valid = JSON.stringify(encodeInk('AAAAAAAAAAAA', ink, 0, Float32Array.of(0, 0, 0.5, 10, 10, 0.5)));
  expect(decodeInk(JSON.parse(valid))).toMatchObject({ is: 'piece' });
  fuzzText('ink', [valid], CHEAP, (text) => {
    let field: unknown = text;
    try {
      field = JSON.parse(text);
    } catch {
      // Then the text itself is the field.
    }
    const news = decodeInk(field);
    if (news.is === 'piece' && news.points.length > 1200) throw new Error('more points than a piece may have');
    return news.is !== 'none';
  });
});
