/** What a test breaks on purpose: the database of a running server, and one row of a sealed log. */
import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import postgres, { type Sql } from 'postgres';
import { DOCS, type DocName } from '#crdt/base/docs.ts';
import { createEmbeddedPostgres } from '#db/embedded.ts';
import { findEmbedded } from '#db/embedded/running.ts';
import type { Served } from './served.ts';

const QUIET = { info: () => undefined, warn: () => undefined };

/**
 * `kill -9` of the postmaster. Its cluster is put aside first, so that it stays dead, however quick the server is in starting it again,
 * until the returned function puts the cluster back.
 */
export function killDatabase({ dataDir }: Served): () => void {
  const cluster = join(dataDir, 'postgres/cluster');
  const pid = Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]);
  renameSync(cluster, `${cluster}.aside`);
  process.kill(pid, 'SIGKILL');
  return () => renameSync(`${cluster}.aside`, cluster);
}

/** How many updates of each doc the log holds, read beside the running server. */
export async function keptUpdates({ dataDir }: Served): Promise<{ readonly [Name in DocName]: number }> {
  const found = await findEmbedded(dataDir);
  if (found.is !== 'running') throw new Error(`the database is ${found.is}`);
  return await asSuperuser(found.url, async (sql) => {
    const rows = await sql<{ doc: number }[]>`SELECT doc FROM updates`;
    const count = (doc: number): number => rows.filter((row) => row.doc === doc).length;
    return { drawing: count(DOCS.drawing), chat: count(DOCS.chat) };
  });
}

/** Between two lives of the server: flips one bit in the middle of a doc's first sealed update; done twice, it is as it was. */
export async function flipFirstUpdate(served: Served, doc: DocName): Promise<void> {
  await served.kill('SIGTERM');
  const database = await createEmbeddedPostgres({ dataDir: served.dataDir, log: QUIET });
  try {
    await asSuperuser(database.url, async (sql) => {
      await sql`ALTER TABLE updates DISABLE TRIGGER ALL`;
      const changed = await sql`
        UPDATE updates SET sealed = set_bit(sealed, length(sealed) * 4, 1 - get_bit(sealed, length(sealed) * 4))
        WHERE doc = ${DOCS[doc]} AND seq = 1`;
      await sql`ALTER TABLE updates ENABLE TRIGGER ALL`;
      if (changed.count !== 1) throw new Error('there is no such update');
    });
  } finally {
    await database.close();
  }
  await served.start();
}

async function asSuperuser<Value>(url: string, work: (sql: Sql) => Promise<Value>): Promise<Value> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}
