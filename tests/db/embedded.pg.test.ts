import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { expect, test } from 'vitest';
import { createEmbeddedPostgres, type EmbeddedPostgres } from '#db/embedded.ts';
import { createTestDatabase } from '#tests/support/database.ts';

const LOG = { info: () => undefined, warn: () => undefined };

async function withFolder(work: (dataDir: string) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'holdspace-embedded-'));
  try {
    await work(dataDir);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Asks until the server answers: each try waits for the connection, not for a time. */
async function ask(url: string, statement: string): Promise<readonly object[]> {
  for (;;) {
    const sql = postgres(url, { max: 1, connect_timeout: 5 });
    try {
      return await sql.unsafe(statement);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (!['ECONNREFUSED', 'CONNECTION_CLOSED', 'ECONNRESET', '57P03', '57P02'].includes(code)) throw error;
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}

const died = (server: EmbeddedPostgres): number => {
  const pid = server.pid();
  if (pid === undefined) throw new Error('no process');
  process.kill(pid, 'SIGKILL');
  return pid;
};

test('[E1] what was committed is there after PostgreSQL was killed, at the same address', async () => {
  await withFolder(async (dataDir) => {
    const server = await createEmbeddedPostgres({ dataDir, log: LOG });
    await ask(server.url, 'CREATE TABLE kept (n int)');
    await ask(server.url, 'INSERT INTO kept VALUES (7)');
    const first = died(server);
    expect(await ask(server.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    expect(server.pid()).not.toBe(first);
    await server.close();
    await server.close();
  });
});

test('[E2] a PostgreSQL orphaned by a killed Holdspace is stopped, and its data is there', async () => {
  await withFolder(async (dataDir) => {
    const program = join(import.meta.dirname, '../support/embedded-orphan.ts');
    const child = fork(program, [dataDir], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const [url] = (await once(child, 'message')) as [string];
    await ask(url, 'CREATE TABLE kept AS SELECT 8 AS n');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const server = await createEmbeddedPostgres({ dataDir, log: LOG });
    expect(await ask(server.url, 'SELECT n FROM kept')).toEqual([{ n: 8 }]);
    await server.close();
  });
});

test('[E3] a second Holdspace on the same folder is refused', async () => {
  await withFolder(async (dataDir) => {
    const program = join(import.meta.dirname, '../support/embedded-orphan.ts');
    const child = fork(program, [dataDir], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const [url] = (await once(child, 'message')) as [string];
    await expect(createEmbeddedPostgres({ dataDir, log: LOG })).rejects.toThrow(/Another Holdspace/);
    expect(await ask(url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    child.send('close');
    await once(child, 'exit');
  });
});

test('[E4] every test has a database of its own, with the schema in it', async () => {
  await using one = await createTestDatabase();
  await using two = await createTestDatabase();
  await ask(one.url, 'CREATE TABLE only_here (n int)');
  expect(await ask(two.url, "SELECT to_regclass('only_here') AS found")).toEqual([{ found: null }]);
  expect(await ask(one.url, 'SELECT count(*)::int > 0 AS any FROM migrations')).toEqual([{ any: true }]);
});
