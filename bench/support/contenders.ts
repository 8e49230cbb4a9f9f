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

function yWebsocket(name: string, persistent: boolean): Contender {
  return {
    name,
    peers: here('../peers/y-websocket.ts'),
    start: async () => {
      const port = freePort();
      const folder = mkdtempSync(join(tmpdir(), 'bench-y-'));
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
      };
    },
  };
}

export const PEERS: readonly Contender[] = [yWebsocket('y-websocket', false), yWebsocket('y-websocket+leveldb', true)];
