/** A test that makes somebody print a warning or an error fails: what is worth printing is worth expecting. */
import { afterEach, beforeEach, expect, vi } from 'vitest';

const printed: string[] = [];
const note =
  (method: string) =>
  (...parts: readonly unknown[]): void => {
    printed.push(`console.${method}: ${parts.map(String).join(' ')}`);
  };

beforeEach(() => {
  printed.length = 0;
  vi.spyOn(console, 'error').mockImplementation(note('error'));
  vi.spyOn(console, 'warn').mockImplementation(note('warn'));
});

afterEach(() => {
  expect(printed, 'stray console output').toEqual([]);
});
