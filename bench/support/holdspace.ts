/** Holdspace as a contender: its whole server with the PostgreSQL it brings, and headless participants with real keys. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild, type Child } from './child.ts';
import { freePort, listening, type Contender, type Server } from './contenders.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export type HoldspaceServer = Server & {
  readonly dataDir: string;
  readonly port: number;
  readonly child: Child;
  /** The process that ends with its server: `SIGKILL` is a crash. */
  kill(signal: NodeJS.Signals): Promise<void>;
};

/** `dataDir` and `port` of an earlier one start it again; `profile` names a folder for a CPU profile. */
export async function startHoldspace({
  dataDir = mkdtempSync(join(tmpdir(), 'bench-holdspace-')),
  port = freePort(),
  keep = false,
} = {}): Promise<HoldspaceServer> {
  const env = { PORT: String(port), DATA_DIR: dataDir, RATE_FACTOR: '10000', LOG_LEVEL: 'warn', MEDIA_PORT: String(freePort()) };
  const profile = process.env['BENCH_PROFILE'];
  const flags = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const child = startChild(process.execPath, [...flags, here('../../server/main.ts')], env);
  await Promise.race([
    listening(port, '/health'),
    new Promise((_, reject) => child.process.once('exit', () => reject(new Error('the server did not start')))),
  ]);
  return {
    dataDir,
    port,
    child,
    pids: () => [child.pid],
    url: `http://localhost:${port}`,
    kill: async (signal) => await child.stop(signal),
    stop: async () => {
      await child.stop('SIGTERM');
      if (!keep) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export const HOLDSPACE: readonly Contender[] = [
  { name: 'holdspace', peers: here('../peers/holdspace.ts'), start: async () => await startHoldspace() },
];
