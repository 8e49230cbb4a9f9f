/**
 * `npm run rotate-keys`: makes a new deployment key and brings everything that rests sealed under it; `-- --check` only says what stands
 * under which key. Holdspace has to be stopped meanwhile: it reads its keys at its start. Exit code 0: done, or (check) older keys hold
 * nothing but the audit log; 1: something stands under an older key; 2: it could not be done.
 *
 * `-- --opaque`: a new set-up of OPAQUE, beside the old one; `--opaque --check`: how many accounts still need the old one; `--opaque --drop-old`:
 * removes it once nobody does (1: somebody does, nothing was removed), with `--force` in any case, saying who is locked out.
 */
import { join } from 'node:path';
import { createDatabase } from '#db/connect.ts';
import { createEmbeddedPostgres } from '#db/embedded.ts';
import { findEmbedded } from '#db/embedded/running.ts';
import { migrate } from '#db/migrate.ts';
import { createResealing, type Standing } from '#db/reseal.ts';
import { hasSecrets, loadSecrets } from './access/secrets.ts';
import { readConfig, type Config } from './config.ts';
import { behind, rotateKeys } from './operate/rotate-keys.ts';
import { dropOldSetups, opaqueStanding, rotateOpaque, type RotateOpaqueDeps } from './operate/rotate-opaque.ts';
import { systemClock, systemRandom } from './system.ts';

const silent = { info: () => undefined, warn: () => undefined };

try {
  process.exitCode = await run(readConfig(process.env), new Set(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`The keys were not rotated: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

async function run(config: Config, flags: ReadonlySet<string>): Promise<number> {
  const checkOnly = flags.has('--check');
  await using parts = new AsyncDisposableStack();
  const folder = join(config.dataDir, 'secrets');
  if (!hasSecrets(folder)) throw new Error(`there are no secrets in ${folder}`);
  const url = await databaseUrl(parts, config);
  const resealing = parts.adopt(createResealing(url), (it) => it.close());
  if (checkOnly && !flags.has('--opaque')) {
    const { deploymentKeys } = await loadSecrets(folder, systemRandom);
    return report(await resealing.standing(), Math.max(...deploymentKeys.keys()));
  }
  if (!checkOnly && (await resealing.inUse()))
    throw new Error('a Holdspace works on this database: stop it first, it would not know the new key');
  await migrate(url);
  const db = parts.adopt(createDatabase({ url, log: silent, poolSize: 1 }), (it) => it.close());
  const deps = { folder, db, clock: systemClock, random: systemRandom };
  // Awaited here: what this function holds is closed when it returns.
  if (flags.has('--opaque')) return await opaque(deps, flags);
  const done = await rotateKeys({ ...deps, resealing });
  const what = done.resumed ? 'An earlier rotation was finished' : 'A new deployment key was made';
  process.stdout.write(`${what}: ${done.resealed} values were sealed anew under deployment-${done.version}.key.\n`);
  return report(done.standing, done.version);
}

async function opaque(deps: RotateOpaqueDeps, flags: ReadonlySet<string>): Promise<number> {
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  if (flags.has('--drop-old')) {
    const { dropped, lockedOut } = await dropOldSetups(deps, { force: flags.has('--force') });
    if (dropped.length > 0) {
      say('The old set-up is gone: remove it from backups too.');
      if (lockedOut.length > 0) say(`Locked out until they use their recovery kit or a reset: ${lockedOut.join(', ')}.`);
      return 0;
    }
    if (lockedOut.length === 0) say('There is no old set-up.');
    else
      say(
        `Nothing was removed: ${lockedOut.join(', ')} would be locked out. They move when they next sign in with their password; --force does not wait.`,
      );
    return lockedOut.length === 0 ? 0 : 1;
  }
  const { newest, older, left } = flags.has('--check') ? await opaqueStanding(deps) : await rotateOpaque(deps);
  say(`New records are made under set-up ${newest}.`);
  if (older.length > 0)
    say(
      `${left} accounts are under an older one; each moves at its next sign-in with the password. Then: npm run rotate-keys -- --opaque --drop-old.`,
    );
  return left === 0 ? 0 : 1;
}

function report(standing: readonly Standing[], version: number): number {
  for (const row of standing) process.stdout.write(`  ${row.table}.${row.column}: ${row.values} under deployment-${row.version}.key\n`);
  const { movable, kept } = behind(standing, version);
  if (movable.length > 0) {
    process.stdout.write('Older keys are still needed: npm run rotate-keys goes on where it stopped.\n');
    return 1;
  }
  const needed = [...new Set(kept.map((row) => `deployment-${row.version}.key`))].join(', ');
  process.stdout.write(
    needed === ''
      ? 'Nothing stands under an older key: older deployment-*.key files may be removed, from backups too.\n'
      : `Only addresses in the audit log stand under older keys (${needed}): without those keys they can no longer be read, the log still verifies.\n`,
  );
  return 0;
}

/** The operator's own database, or the one in the data folder, started for this alone. */
async function databaseUrl(parts: AsyncDisposableStack, { databaseUrl: given, dataDir }: Config): Promise<string> {
  if (given !== undefined) return Buffer.from(given.reveal()).toString('utf8');
  const found = await findEmbedded(dataDir);
  if (found.is === 'running') return found.url;
  if (found.is === 'none') throw new Error(`there is no database in ${dataDir}`);
  return parts.adopt(await createEmbeddedPostgres({ dataDir, log: silent }), (it) => it.close()).url;
}
