/**
 * `npm run rotate-keys`: makes a new deployment key and brings everything that rests sealed under it; `-- --check` only says what stands
 * under which key. Holdspace has to be stopped meanwhile: it reads its keys at its start. Exit code 0: done, or (check) older keys hold
 * nothing but the audit log; 1: something stands under an older key; 2: it could not be done.
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
import { systemClock, systemRandom } from './system.ts';

const silent = { info: () => undefined, warn: () => undefined };

try {
  process.exitCode = await run(readConfig(process.env), process.argv.includes('--check'));
} catch (error) {
  process.stderr.write(`The keys were not rotated: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

async function run(config: Config, checkOnly: boolean): Promise<number> {
  await using parts = new AsyncDisposableStack();
  const folder = join(config.dataDir, 'secrets');
  if (!hasSecrets(folder)) throw new Error(`there are no secrets in ${folder}`);
  const url = await databaseUrl(parts, config);
  const resealing = parts.adopt(createResealing(url), (it) => it.close());
  if (checkOnly) {
    const { deploymentKeys } = await loadSecrets(folder, systemRandom);
    return report(await resealing.standing(), Math.max(...deploymentKeys.keys()));
  }
  if (await resealing.inUse()) throw new Error('a Holdspace works on this database: stop it first, it would not know the new key');
  await migrate(url);
  const db = parts.adopt(createDatabase({ url, log: silent, poolSize: 1 }), (it) => it.close());
  const done = await rotateKeys({ folder, resealing, db, clock: systemClock, random: systemRandom });
  const what = done.resumed ? 'An earlier rotation was finished' : 'A new deployment key was made';
  process.stdout.write(`${what}: ${done.resealed} values were sealed anew under deployment-${done.version}.key.\n`);
  return report(done.standing, done.version);
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
