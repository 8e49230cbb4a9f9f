import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export const ROOT = normalize(join(import.meta.dirname, '../..'));
const FOLDERS = ['crdt', 'media', 'db', 'server', 'client', 'tests', 'bench'];
/** Everything of ours that an import may name. */
const OWN = [...FOLDERS, 'dist', 'package.json'];

/** Paths of all sources, from the project's root. */
export const sources: readonly string[] = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts')),
).toSorted();

/** `import … from`, `export … from`, `import '…'`, `import('…')` and `new URL('…', import.meta.url)`, types included. */
const SPECIFIER =
  /(?:^|[;\n])\s*(?:import|export)\b[^'"`;()]*?from\s*['"]([^'"]+)['"]|(?:^|[;\n])\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|new URL\(\s*['"](\.[^'"]+)['"]/g;

/** What a file imports: paths from the project's root, or names of packages (`node:` kept) as written. */
export function importsOf(path: string): readonly string[] {
  const text = readFileSync(join(ROOT, path), 'utf8').replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '');
  return [...text.matchAll(SPECIFIER)].flatMap((match) => {
    const specifier = (match[1] ?? match[2] ?? match[3] ?? match[4] ?? '').replace(/\?.*$/, '');
    if (specifier.startsWith('#')) return [normalize(specifier.slice(1))];
    if (specifier.startsWith('.')) return [normalize(join(dirname(path), specifier))];
    return [specifier];
  });
}

/** The npm package of an import, or undefined when it is a file of ours or Node's. */
export function packageOf(imported: string): string | undefined {
  if (imported.startsWith('node:') || OWN.some((path) => isUnder(imported, path))) return undefined;
  if (imported === '' || /^[./]/.test(imported)) return undefined;
  return imported
    .split('/')
    .slice(0, imported.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Whether `path` is `prefix`, or lies in it, or (for `node:`) begins with it. */
export const isUnder = (path: string, prefix: string): boolean =>
  path === prefix || path.startsWith(prefix.endsWith(':') ? prefix : `${prefix}/`);

/** Every chain of imports from `entry`, by what it reaches: path or package → the file that imports it. */
export function reachedFrom(entry: string): ReadonlyMap<string, string> {
  const reached = new Map<string, string>([[entry, '']]);
  const known = new Set(sources);
  for (const path of reached.keys()) {
    if (!known.has(path)) continue;
    for (const imported of importsOf(path)) if (!reached.has(imported)) reached.set(imported, path);
  }
  return reached;
}

/** Cycles, each as the files it goes through. */
export function cyclesAmong(paths: readonly string[]): readonly string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const known = new Set(paths);
  const visit = (path: string, way: readonly string[]): void => {
    const seen = way.indexOf(path);
    if (seen >= 0) cycles.push([...way.slice(seen), path]);
    if (seen >= 0 || done.has(path) || !known.has(path)) return;
    for (const imported of importsOf(path)) visit(imported, [...way, path]);
    done.add(path);
  };
  for (const path of paths) visit(path, []);
  return cycles;
}
