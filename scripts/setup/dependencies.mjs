import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hashOf, readStamp } from './hash.mjs';
import { at } from './paths.mjs';
import { quiet } from './run.mjs';
import { SetupError } from './report.mjs';

/** Says for which package-lock.json the last `npm ci` of ours ran to its end; `npm ci` removes it at its start. */
const STAMP = at('node_modules', '.holdspace-lock');

/** Brings node_modules to what package-lock.json says. Install scripts stay off: what they would do is done by set-up. */
export async function installDependencies(busy) {
  if (installed()) return 'in place';
  busy('installing (about a minute)');
  const { code, output } = await quiet('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--include=dev', '--include=optional']);
  if (code !== 0) throw new SetupError(`npm ci failed:\n${output}`);
  writeFileSync(STAMP, hashOf(['package-lock.json']));
  return 'installed';
}

/**
 * Without our stamp somebody installed by hand, and what npm says is compared: it writes node_modules/.package-lock.json
 * last, so that is there only after a whole installation. Packages for other platforms are optional and absent.
 */
function installed() {
  if (readStamp(STAMP) === hashOf(['package-lock.json'])) return true;
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
