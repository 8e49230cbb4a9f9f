/** Starts the one PostgreSQL of a test run and makes the template that every test's own database is copied from. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { createEmbeddedPostgres } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the server's maintenance database, as superuser. */
    databaseServer: string;
  }
}

export const TEMPLATE = 'holdspace_template';

/** Nothing here has to outlive a power cut, so the disk need not be waited for. */
const SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '200' };

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'holdspace-test-'));
  const server = await createEmbeddedPostgres({ dataDir, settings: SETTINGS, log: { info: () => undefined, warn: () => undefined } });
  const sql = postgres(server.url, { max: 1, onnotice: () => undefined });
  await sql.unsafe(`CREATE DATABASE ${TEMPLATE}`);
  await sql.end();
  const url = new URL(server.url);
  url.pathname = `/${TEMPLATE}`;
  await migrate(url.href);
  project.provide('databaseServer', server.url);
  return async () => {
    await server.close();
    await rm(dataDir, { recursive: true, force: true });
  };
}
