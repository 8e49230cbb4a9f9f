import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { hashOf, readStamp } from './hash.mjs';
import { at } from './paths.mjs';
import { quiet } from './run.mjs';
import { SetupError } from './report.mjs';

/** Everything that ends up in the browser, or decides how. */
const SOURCES = ['client', 'crdt', 'media/call', 'media/frames', 'server/contract', 'vite.config.ts', 'package-lock.json', 'package.json'];

/** Builds dist/client when a source has changed since. */
export async function buildClient(node, busy) {
  const stamp = at('dist', 'client.key');
  const key = hashOf(SOURCES);
  if (readStamp(stamp) === key && existsSync(at('dist', 'client', 'index.html'))) return 'in place';
  busy('building');
  rmSync(stamp, { force: true });
  mkdirSync(at('dist'), { recursive: true });
  const { code, output } = await quiet(node, [at('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn']);
  if (code !== 0) throw new SetupError(`Building the client failed:\n${output}`);
  writeFileSync(stamp, `${key}\n`);
  return 'built';
}
