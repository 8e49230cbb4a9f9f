import { existsSync, readFileSync } from 'node:fs';
import { at } from './paths.mjs';
import { quiet } from './run.mjs';
import { SetupError } from './report.mjs';

/** Brings node_modules to what package-lock.json says. Install scripts stay off: what they would do is done by set-up. */
export async function installDependencies(busy) {
  if (installed()) return 'in place';
  busy('installing (about a minute)');
  const { code, output } = await quiet('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--include=dev', '--include=optional']);
  if (code !== 0) throw new SetupError(`npm ci failed:\n${output}`);
  return 'installed';
}

/**
 * npm writes node_modules/.package-lock.json last, so it is there only after a whole installation. Packages for other
 * platforms are optional and absent.
 */
function installed() {
  const file = at('node_modules', '.package-lock.json');
  if (!existsSync(file)) return false;
  const present = packagesIn(file);
  const wanted = Object.entries(packagesIn(at('package-lock.json'))).filter(([path]) => path !== '');
  return wanted.every(([path, { version, optional, integrity }]) => {
    const found = present[path];
    return found === undefined ? optional === true : found.version === version && found.integrity === integrity;
  });
}

const packagesIn = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
