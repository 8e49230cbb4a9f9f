import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { commandAs, type Identity } from './identity.ts';

/** The superuser that the embedded server is made with. */
export const SUPERUSER = 'postgres';

/** Folders and files of the embedded server, all below DATA_DIR. */
export type Layout = { readonly root: string; readonly cluster: string; readonly ownerFile: string; readonly passwordFile: string };

export const layoutOf = (dataDir: string): Layout => ({
  root: join(dataDir, 'postgres'),
  cluster: join(dataDir, 'postgres', 'cluster'),
  ownerFile: join(dataDir, 'postgres', 'owner'),
  passwordFile: join(dataDir, 'secrets', 'postgres-password'),
});

/** The superuser's password: made once, kept in a file that only its owner may read. */
export function keepPassword(layout: Layout): string {
  if (existsSync(layout.passwordFile)) return readFileSync(layout.passwordFile, 'utf8').trim();
  mkdirSync(join(layout.passwordFile, '..'), { recursive: true, mode: 0o700 });
  const password = randomBytes(24).toString('base64url');
  writeFileSync(`${layout.passwordFile}.new`, `${password}\n`, { mode: 0o600 });
  renameSync(`${layout.passwordFile}.new`, layout.passwordFile);
  return password;
}

/** Makes the folder that holds the cluster, passable for the account that PostgreSQL runs as. */
export function makeRoot(layout: Layout): void {
  mkdirSync(layout.root, { recursive: true, mode: 0o711 });
}

/** Makes the cluster, unless it is there. One that was cut short is made anew: it appears under its name only when whole. */
export async function ensureCluster(layout: Layout, binaries: Binaries, identity: Identity, password: string): Promise<'made' | 'kept'> {
  if (existsSync(layout.cluster)) {
    handOver(layout.cluster, identity);
    return 'kept';
  }
  const unfinished = `${layout.cluster}.new`;
  const passwordFile = `${layout.cluster}.password`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  handOver(unfinished, identity);
  handOver(passwordFile, identity);
  try {
    await runInitdb(binaries, identity, unfinished, passwordFile);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(unfinished, layout.cluster);
  return 'made';
}

/** The locale is PostgreSQL's own C.UTF-8, so that no locale of the machine matters, now or after its next upgrade. */
function runInitdb(binaries: Binaries, identity: Identity, folder: string, passwordFile: string): Promise<void> {
  const command = commandAs(identity, binaries.initdb, [
    `--pgdata=${folder}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
  ]);
  return new Promise((resolve, reject) => {
    const { file, args, ...account } = command;
    const child = spawn(file, args, {
      ...account,
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { LC_ALL: 'C', PATH: process.env['PATH'] },
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`initdb failed (${code}): ${errors.trim()}`))));
  });
}

/** Gives a file or a whole folder to the account that PostgreSQL runs as, when it is not its own yet (only root needs this). */
function handOver(path: string, identity: Identity): void {
  if (identity.kind === 'self' || statSync(path).uid === identity.uid) return;
  const paths = statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name))
    : [];
  for (const each of [...paths, path]) chownSync(each, identity.uid, identity.gid);
  if (statSync(path).isDirectory()) chmodSync(path, 0o700);
}
