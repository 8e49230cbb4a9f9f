/** Who is measured: how its server starts, and which script plays its participants. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild, type Child } from './child.ts';

export type Server = {
  /** Roots of all its processes. */
  pids(): readonly number[];
  readonly url: string;
  stop(): Promise<void>;
};
/** `restart` ends it in good order and starts it again at the same address with what it kept. */
export type Restartable = Server & { restart(): Promise<Restartable> };
export type Contender = {
  readonly name: string;
  start(): Promise<Server>;
  /** The participants' script; it gets the server's url, a prefix for room names and the number of rooms. */
  readonly peers: string;
};

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Waits for something to listen on the port. */
export async function listening(port: number, path = '/'): Promise<void> {
  for (;;) {
    const found = await fetch(`http://127.0.0.1:${port}${path}`).then(
      (response) => response.ok,
      () => false,
    );
    if (found) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export const freePort = (): number => 20_000 + Math.floor(Math.random() * 20_000);

function yWebsocket(name: string, persistent: boolean): Omit<Contender, 'start'> & { start(): Promise<Restartable> } {
  return {
    name,
    peers: here('../peers/y-websocket.ts'),
    start: async () => await startYWebsocket(persistent, freePort(), mkdtempSync(join(tmpdir(), 'bench-y-'))),
  };
}

async function startYWebsocket(persistent: boolean, port: number, folder: string): Promise<Restartable> {
  const env = { HOST: '127.0.0.1', PORT: String(port), ...(persistent ? { YPERSISTENCE: folder } : {}) };
  const child: Child = startChild(process.execPath, [here('../../node_modules/@y/websocket-server/src/server.js')], env);
  await listening(port);
  return {
    pids: () => [child.pid],
    url: `ws://127.0.0.1:${port}`,
    stop: async () => {
      await child.stop('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
    restart: async () => {
      await child.stop('SIGTERM');
      return await startYWebsocket(persistent, port, folder);
    },
  };
}

export const PEERS = [yWebsocket('y-websocket', false), yWebsocket('y-websocket+leveldb', true)];
