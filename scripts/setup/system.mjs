import { existsSync } from 'node:fs';
import { hasProgram, quiet, succeeds } from './run.mjs';
import { SetupError } from './report.mjs';

const program =
  (name, ...others) =>
  () =>
    [name, ...others].some(hasProgram);
const library = (name) => () => succeeds('pkg-config', ['--exists', name]);

/** Debian's packages, each with how to see that what it gives is there (from whatever package). */
const PACKAGES = {
  'g++': program('g++'),
  make: program('make'),
  'pkg-config': program('pkg-config'),
  'libuv1-dev': library('libuv'),
  'libssl-dev': library('openssl'),
  'libsrtp2-dev': library('libsrtp2'),
  'libabsl-dev': library('absl_strings'),
  'libflatbuffers-dev': () => existsSync('/usr/include/flatbuffers/flatbuffers.h'),
  'flatbuffers-compiler': program('flatc'),
  chromium: program('chromium', 'chromium-browser', 'google-chrome'),
};

export const FOR_WORKER = Object.keys(PACKAGES).filter((name) => name !== 'chromium');
export const FOR_TESTS = ['chromium'];

/** Installs those of the packages that are missing. Throws with the command to give by hand when that is impossible. */
export async function ensurePackages(names, why, busy) {
  const missing = names.filter((name) => !PACKAGES[name]());
  if (missing.length === 0) return 'in place';
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing];
  const byHand = `${why} needs system packages that are missing: ${missing.join(', ')}\n`;
  if (!hasProgram('apt-get')) {
    throw new SetupError(`${byHand}They cannot be installed from here. On Debian or Ubuntu the command is:\n  sudo ${install.join(' ')}`);
  }
  const prefix = process.getuid() === 0 ? [] : ['sudo', '-n'];
  if (prefix.length > 0 && !succeeds('sudo', ['-n', 'true'])) {
    throw new SetupError(
      `${byHand}This needs root. Give these commands, then start again:\n  sudo apt-get update\n  sudo ${install.join(' ')}`,
    );
  }
  busy(`installing ${missing.join(', ')}`);
  for (const command of [['apt-get', 'update'], install]) {
    const [file, ...args] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', ...command];
    const { code, output } = await quiet(file, args);
    if (code !== 0 && command === install) throw new SetupError(`${byHand}"${command.join(' ')}" failed:\n${output}`);
  }
  return `installed ${missing.join(', ')}`;
}
