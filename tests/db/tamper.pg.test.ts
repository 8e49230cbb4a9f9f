/** Every table has a line that says who notices what is done to it, and db/README.md says the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { cellsOf } from '#tests/support/tamper-lines.ts';
import { LINES } from './tamper-lines.ts';

let database: TestDatabase;
let owner: Sql;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = postgres(database.url, { max: 1 });
});
afterAll(async () => {
  await owner.end();
  await database[Symbol.asyncDispose]();
});

const tables = Object.keys(LINES).toSorted();

test('[D50] every table there is has a line, and every line a table', async () => {
  const found = await owner<{ name: string }[]>`SELECT relname AS name FROM pg_catalog.pg_class
    WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace`;
  expect(tables).toEqual(found.map(({ name }) => name).toSorted());
});

test.each(tables)('[D50] %s: every column there is has its reading', async (table) => {
  const found = await owner<{ name: string }[]>`SELECT attname AS name FROM pg_catalog.pg_attribute
    WHERE attrelid = ${table}::regclass AND attnum > 0 AND NOT attisdropped`;
  const lines = LINES[table];
  if (lines === undefined || lines === 'nobody') return;
  for (const { columns } of lines) expect(Object.keys(columns).toSorted()).toEqual(found.map(({ name }) => name).toSorted());
});

describe('db/README.md', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../db/README.md'), 'utf8');
  const section = readme.slice(readme.indexOf('## Who notices a changed row'), readme.indexOf('## Decisions'));
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const told = rows.map(([rest = '', ...cells]) => ({ rows: rest, cells }));
  const lines = Object.entries(LINES).flatMap(([table, all]) =>
    all === 'nobody' ? [] : all.map((line) => ({ rows: `\`${table}\`${line.of === undefined ? '' : `, ${line.of}`}`, line })),
  );
  const unnoticed = tables.filter((table) => LINES[table] === 'nobody').map((table) => `\`${table}\``);

  test('[D50] names all rows of all tables, each once', () => {
    const [noticed, not] = [told.filter(({ cells }) => cells.length === 5), told.filter(({ cells }) => cells.length === 1)];
    expect(noticed.map(({ rows: rest }) => rest).toSorted()).toEqual(lines.map(({ rows: rest }) => rest).toSorted());
    expect(not.flatMap(({ rows: rest }) => rest.split(', ')).toSorted()).toEqual(unnoticed);
    expect(noticed.length + not.length).toBe(told.length);
  });

  test.each(lines)('[D50] says of $rows what was tried', ({ rows: rest, line }) => {
    expect(told.find((one) => one.rows === rest)?.cells.slice(0, 4)).toEqual(cellsOf(line));
  });

  // Who says it, and where nobody does, why, and what follows.
  test.each(told)('[D50] $rows: says why', ({ cells }) => expect(cells.at(-1)?.length).toBeGreaterThan(60));
});
