/** The database of a data folder, for commands that only look: beside a running Holdspace as well as without one. */
import { createDatabase, type Database } from '#db/connect.ts';
import { createEmbeddedPostgres } from '#db/embedded.ts';
import { findEmbedded } from '#db/embedded/running.ts';
import type { Config } from './config.ts';

const silent = { info: () => undefined, warn: () => undefined };

/** Closed with `parts`. Throws when there is none. */
export async function openKept(parts: AsyncDisposableStack, config: Config): Promise<Database> {
  const url = await databaseUrl(parts, config);
  return parts.adopt(createDatabase({ url, log: silent, poolSize: 1 }), (it) => it.close());
}

/** The operator's own database, the one that a Holdspace runs right now, or else one started for this alone. */
async function databaseUrl(parts: AsyncDisposableStack, { databaseUrl: given, dataDir }: Config): Promise<string> {
  if (given !== undefined) return Buffer.from(given.reveal()).toString('utf8');
  const found = await findEmbedded(dataDir);
  if (found.is === 'running') return found.url;
  if (found.is === 'none') throw new Error(`there is no database in ${dataDir}`);
  return parts.adopt(await createEmbeddedPostgres({ dataDir, log: silent }), (it) => it.close()).url;
}
