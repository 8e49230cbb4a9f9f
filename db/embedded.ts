import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { findBinaries, type Binaries } from './embedded/binaries.ts';
import { ensureCluster, keepPassword, layoutOf, makeRoot, SUPERUSER, type Layout } from './embedded/cluster.ts';
import { chooseIdentity, commandAs, type Identity } from './embedded/identity.ts';
import { claim, clearLeftovers } from './embedded/orphan.ts';

/** Where lines about the embedded server go; pino's logger fits. */
export type EmbeddedLog = {
  info(fields: Record<string, string | number>, line: string): void;
  warn(fields: Record<string, string | number>, line: string): void;
};

/** `settings` are PostgreSQL's own, over the defaults below: `{ shared_buffers: '256MB' }`. */
export type EmbeddedOptions = { readonly dataDir: string; readonly log: EmbeddedLog; readonly settings?: Readonly<Record<string, string>> };

/** `url` stays the same for the life of this object, however often PostgreSQL dies; `close` stops it (fast shutdown). */
export type EmbeddedPostgres = { readonly url: string; readonly pid: () => number | undefined; readonly close: () => Promise<void> };

/** Errors of statements may quote what was written, and their callers hear of them anyway: only the server's own lines are logged. */
const DEFAULTS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '50',
  password_encryption: 'scram-sha-256',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  timezone: 'UTC',
};

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;
const STARTS_AT_FIRST = 40;

/**
 * Starts the PostgreSQL that comes with Holdspace on DATA_DIR/postgres, on a free loopback port, and starts it again when
 * it dies. Rejects when it cannot be started at all.
 */
export async function createEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const layout = layoutOf(resolve(options.dataDir));
  makeRoot(layout);
  const binaries = findBinaries();
  const identity = chooseIdentity([layout.cluster, binaries.postgres]);
  const password = keepPassword(layout);
  const made = await ensureCluster(layout, binaries, identity, password);
  const left = await clearLeftovers(layout);
  claim(layout);
  const port = await freePort();
  options.log.info({ cluster: made, leftovers: left, port }, 'starting the embedded PostgreSQL');
  const server = await superviseServer({ ...options, layout, binaries, identity, port });
  return { url: `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`, ...server };
}

type Supervised = EmbeddedOptions & { layout: Layout; binaries: Binaries; identity: Identity; port: number };

async function superviseServer(options: Supervised): Promise<Pick<EmbeddedPostgres, 'pid' | 'close'>> {
  let child: ChildProcess | undefined;
  let closing: Promise<void> | undefined;
  let died: Promise<unknown> = Promise.resolve();

  /** Tries until the server accepts connections. After a crash it may need several tries: its old processes go one by one. */
  const start = async (mostTries: number): Promise<void> => {
    for (let tries = 1, pause = FIRST_PAUSE_MS; closing === undefined; tries += 1, pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      if (tries > 1) await clearLeftovers(options.layout);
      const run = launch(options);
      child = run.child;
      died = run.died;
      if (await run.ready) return;
      if (tries >= mostTries) throw new Error(`The embedded PostgreSQL does not start: ${await run.died}`);
      await new Promise((resume) => setTimeout(resume, pause));
    }
  };

  const watch = (): void => {
    void died.then(async (why) => {
      if (closing !== undefined) return;
      options.log.warn({ why: String(why) }, 'the embedded PostgreSQL died: starting it again');
      await start(Number.POSITIVE_INFINITY);
      if (closing === undefined) options.log.info({ port: options.port }, 'the embedded PostgreSQL is back');
      watch();
    });
  };

  const close = async (): Promise<void> => {
    child?.kill('SIGINT');
    await died;
  };

  await start(STARTS_AT_FIRST);
  watch();
  return { pid: () => child?.pid, close: () => (closing ??= close()) };
}

/** One life of the server process. `ready` says whether it came to accept connections, `died` resolves to why it ended. */
function launch({ layout, binaries, identity, port, settings, log }: Supervised): {
  child: ChildProcess;
  ready: Promise<boolean>;
  died: Promise<string>;
} {
  const all = Object.entries({ ...DEFAULTS, ...settings });
  const { file, args, ...account } = commandAs(identity, binaries.postgres, [
    ...['-D', layout.cluster, '-p', String(port)],
    ...all.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  // Its own process group: Ctrl-C in a terminal must not stop it before the server has let go of it.
  const child = spawn(file, args, {
    ...account,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { LC_ALL: 'C', PATH: process.env['PATH'] },
  });
  let lastLine = '';
  const died = new Promise<string>((resume) => {
    child.once('error', (error) => resume(error.message));
    child.once('close', (code, signal) => resume(`${signal ?? `exit code ${code}`} ${lastLine}`.trim()));
  });
  const ready = new Promise<boolean>((resume) => {
    void died.then(() => resume(false));
    child.stderr.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString('utf8').split('\n').filter(Boolean)) {
        lastLine = line;
        if (/\b(?:FATAL|PANIC)\b/.test(line)) log.warn({ postgres: line }, 'PostgreSQL says');
        if (line.includes('database system is ready to accept connections')) resume(true);
      }
    });
  });
  return { child, ready, died };
}

function freePort(): Promise<number> {
  return new Promise((resume, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address !== null ? resume(address.port) : reject(new Error('no free port'))));
    });
  });
}
