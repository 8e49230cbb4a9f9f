import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AREAS, CLIENT_NEVER, MAX_LINES, NEVER_NODE, NODE_AREAS, PACKAGES, SERVER_MAY, SERVER_NEVER, UNCHECKED } from './architecture.ts';
import { cyclesAmong, importsOf, isUnder, packageOf, reachedFrom, ROOT, sources } from './support/imports.ts';

const areaOf = (path: string): string | undefined =>
  Object.keys(AREAS)
    .filter((area) => isUnder(path, area))
    .toSorted((a, b) => b.length - a.length)[0];
const checked = sources.filter((path) => !UNCHECKED.some((area) => isUnder(path, area)));
const edges = checked.flatMap((path) => importsOf(path).map((imported) => ({ path, imported })));
const show = ({ path, imported }: { path: string; imported: string }): string => `${path} → ${imported}`;

describe('[A1] imports go only down', () => {
  test('every source lies in an area', () => {
    expect(checked.filter((path) => areaOf(path) === undefined)).toEqual([]);
  });

  test('no file imports from an area that its own may not', () => {
    const wrong = edges.filter(({ path, imported }) => {
      const [from, to] = [areaOf(path), areaOf(imported)];
      return from !== undefined && to !== undefined && from !== to && !AREAS[from]?.includes(to);
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('inside a top folder imports are relative, across top folders they begin with #', () => {
    const top = (path: string): string => path.split('/')[0] ?? '';
    const across = edges.filter(({ path, imported }) => areaOf(imported) !== undefined && top(path) !== top(imported));
    const relative = across.filter(({ path, imported }) => !readFileSync(join(ROOT, path), 'utf8').includes(`'#${imported}`));
    expect(relative.map(show)).toEqual([]);
  });
});

describe('[A2] packages stay where they belong', () => {
  test('each package is imported by its own folders alone', () => {
    const wrong = edges.filter(({ path, imported }) => {
      const name = packageOf(imported);
      return name !== undefined && !(PACKAGES[name] ?? []).some((folder) => isUnder(path, folder));
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test("Node's own modules are used on the server's side only", () => {
    const wrong = edges.filter(
      ({ path, imported }) =>
        imported.startsWith('node:') && (!NODE_AREAS.some((area) => isUnder(path, area)) || NEVER_NODE.some((area) => isUnder(path, area))),
    );
    expect(wrong.map(show)).toEqual([]);
  });
});

test('[A3] no cycles, of types neither', () => {
  expect(cyclesAmong(sources).map((cycle) => cycle.join(' → '))).toEqual([]);
});

test(`[A4] no file is longer than ${MAX_LINES} lines`, () => {
  const lines = (path: string): number => readFileSync(join(ROOT, path), 'utf8').trimEnd().split('\n').length;
  expect(sources.filter((path) => lines(path) > MAX_LINES).map((path) => `${path}: ${lines(path)}`)).toEqual([]);
});

test('[A5] no chain of imports from the server reaches anything that opens content', () => {
  expect(sources).toContain('server/main.ts');
  const reached = [...reachedFrom('server/main.ts')].filter(([to]) => {
    const name = packageOf(to) ?? to;
    return SERVER_NEVER.some((never) => isUnder(name, never)) && !SERVER_MAY.includes(to);
  });
  expect(reached.map(([to, by]) => `${by} → ${to}`)).toEqual([]);
});

test('[A6] no chain of imports from the page reaches what is only for the server', () => {
  expect(sources).toContain('client/main.tsx');
  const reached = [...reachedFrom('client/main.tsx')].filter(([to]) => CLIENT_NEVER.some((never) => isUnder(packageOf(to) ?? to, never)));
  expect(reached.map(([to, by]) => `${by} → ${to}`)).toEqual([]);
});

test('[A7] nobody exports everything of another file', () => {
  const star = /^export \* from/m;
  expect(sources.filter((path) => star.test(readFileSync(join(ROOT, path), 'utf8')))).toEqual([]);
});
