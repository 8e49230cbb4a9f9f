/** Holdspace as a contender: its own server as `npm start` runs it, and headless participants with real keys. */
import { fileURLToPath } from 'node:url';
import { startChild } from './child.ts';
import type { Contender } from './contenders.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const dev = (name: string, mode: string): Contender => ({
  name,
  peers: here('../dev/bare-peers.ts'),
  start: async () => {
    const child = startChild(process.execPath, [
      ...(process.env['PROF'] ? ['--cpu-prof', '--cpu-prof-dir=/tmp/prof'] : []),
      here('../dev/bare-server.ts'),
      mode,
    ]);
    const { port, pids } = await child.next<{ is: 'ready'; port: number; pids: number[] }>('ready');
    return { pids: () => [child.pid, ...pids], url: `http://127.0.0.1:${port}`, stop: async () => await child.stop('SIGTERM') };
  },
});
export const HOLDSPACE: readonly Contender[] = [dev('dev-memory', 'memory'), dev('dev-postgres', 'postgres')];
