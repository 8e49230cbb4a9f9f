/** Finds the embedded PostgreSQL of a data folder while a Holdspace runs on it, for commands that look in from beside it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { layoutOf, SUPERUSER } from './cluster.ts';

const CONNECT_SECONDS = 5;
/** Line of postmaster.pid that holds the port (PostgreSQL's storage/pidfile.h). */
const PORT_LINE = 3;

/** `url` as its Holdspace would give it; 'stopped' when nothing answers there, 'none' when the folder holds no database. */
export type Found = { readonly is: 'running'; readonly url: string } | { readonly is: 'stopped' } | { readonly is: 'none' };

export async function findEmbedded(dataDir: string): Promise<Found> {
  const layout = layoutOf(dataDir);
  if (!existsSync(layout.cluster) || !existsSync(layout.passwordFile)) return { is: 'none' };
  const port = portIn(join(layout.cluster, 'postmaster.pid'));
  if (port === undefined) return { is: 'stopped' };
  const url = `postgres://${SUPERUSER}:${readFileSync(layout.passwordFile, 'utf8').trim()}@127.0.0.1:${port}/postgres`;
  return (await answers(url)) ? { is: 'running', url } : { is: 'stopped' };
}

function portIn(file: string): number | undefined {
  if (!existsSync(file)) return undefined;
  const port = Number(readFileSync(file, 'utf8').split('\n')[PORT_LINE]);
  return Number.isInteger(port) && port > 0 ? port : undefined;
}

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: CONNECT_SECONDS, onnotice: () => undefined });
  try {
    await sql`SELECT 1`;
    return true;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: CONNECT_SECONDS });
  }
}
