/** The whole server as its own process, so that a test may kill it, over a database that outlives it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
/** How often the start is asked whether it is done. */
const ASK_MS = 50;

export type Served = AsyncDisposable & {
  readonly url: string;
  /** Where all that it keeps lies. */
  readonly dataDir: string;
  /** All that the process printed, for the secrecy of logs. */
  output(): string;
  /** `kill -9`, or a clean stop; resolves when the process is gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Starts again on the same port, data folder and database. */
  start(): Promise<void>;
};

/** Without a `databaseUrl` it runs its own PostgreSQL in its data folder, as it does by default. */
export async function createServed(databaseUrl?: string, settings: Readonly<Record<string, string>> = {}): Promise<Served> {
  const dataDir = await mkdtemp(join(tmpdir(), 'holdspace-served-'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  let printed = '';
  let server: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    const database = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl };
    const env = { ...process.env, PORT: `${port}`, DATA_DIR: dataDir, ...database, ...settings };
    const started = spawn(process.execPath, [join(ROOT, 'server/main.ts')], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    for (const stream of [started.stdout, started.stderr]) stream?.on('data', (text: Buffer) => (printed += text.toString()));
    server = started;
    while (!(await isReady(url))) {
      if (started.exitCode !== null) throw new Error(`the server ended at its start:\n${printed}`);
      await new Promise((resolve) => setTimeout(resolve, ASK_MS));
    }
  };
  const kill = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill(signal);
    await gone;
  };
  await start();
  return {
    url,
    dataDir,
    output: () => printed,
    kill,
    start,
    async [Symbol.asyncDispose]() {
      await kill('SIGTERM');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  return await fetch(`${url}/health`).then(
    (answer) => answer.ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
