/** The threat model names, for each attack, the tests that show its defence; a renamed test must not leave an empty promise. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const readme = readFileSync(join(ROOT, 'crdt/README.md'), 'utf8');
const rows = readme
  .slice(readme.indexOf('| attack'), readme.indexOf('**What remains**'))
  .split('\n')
  .slice(2)
  .flatMap((line) => (line.startsWith('|') ? [line.split('|').slice(1, -1)] : []));
/** A test file, and the ids of the rules that stand between it and the next one. */
const NAMED = /`(tests\/[\w./-]+)`([^`]*)/g;

test('the table is read', () => expect(rows.length).toBeGreaterThan(12));

test.each(rows.map((cells) => [cells[0]?.trim() ?? '', cells[2] ?? ''] as const))('%s: shown by tests that are there', (_, shown) => {
  const named = [...shown.matchAll(NAMED)];
  expect(named).not.toEqual([]);
  for (const [, file = '', rules = ''] of named) {
    expect(existsSync(join(ROOT, file)) ? 'there' : file).toBe('there');
    const tests = readFileSync(join(ROOT, file), 'utf8');
    const ids = rules.match(/\b[A-Z]\d+\b/g) ?? [];
    expect(ids).not.toEqual([]);
    expect(ids.filter((id) => !tests.includes(`[${id}]`)).map((id) => `${file} has no test of ${id}`)).toEqual([]);
  }
});
