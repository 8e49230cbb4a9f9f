/**
 * A cold participant joins a board of 5,000 strokes made by 20,000 updates: time until it holds all of it, bytes, server CPU;
 * with the server as it was, and after a restart. Contenders in turn. Flags: --rounds 3 --joins 5 --only NAME
 */
import { PEERS, type Server } from './support/contenders.ts';
import { startChild, type Child } from './support/child.ts';
import { flag, machine, median, print, round, versions } from './support/figures.ts';
import { startHoldspace } from './support/holdspace.ts';
import { usageOf } from './support/processes.ts';
import { fileURLToPath } from 'node:url';

type Joined = { readonly is: 'joined'; readonly ms: number; readonly bytes: number; readonly strokes: number };
type Measured = { readonly ms: number; readonly bytes: number; readonly serverCpuMs: number };
type Contender = {
  readonly name: string;
  start(): Promise<Server & { restart(): Promise<Server> }>;
  /** Writes the board, then joins on command, anew each time. */
  readonly script: string;
};

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const rounds = Number(flag('rounds', '3'));
const joins = Number(flag('joins', '5'));
const only = flag('only', '');

const holdspace: Contender = {
  name: 'holdspace',
  script: here('./peers/join-holdspace.ts'),
  start: async () => {
    const first = await startHoldspace({ keep: true });
    const { dataDir, port } = first;
    return {
      ...first,
      restart: async () => {
        await first.stop();
        return await startHoldspace({ dataDir, port });
      },
    };
  },
};
const peers: readonly Contender[] = PEERS.map(({ name, start }) => ({
  name,
  script: here('./peers/join-y-websocket.ts'),
  start: async () => {
    const first = await start();
    return { ...first, restart: async () => await first.restart() };
  },
}));
const contenders = [holdspace, ...peers].filter(({ name }) => only === '' || only.split(',').includes(name));

async function joinOften(server: Server, child: Child): Promise<Measured> {
  const list: Measured[] = [];
  for (let i = 0; i < joins; i++) {
    // Signing in is not joining, and costs both sides more than it.
    child.tell({ do: 'cold' });
    await child.next('cold');
    await new Promise((resolve) => setTimeout(resolve, 500));
    const before = usageOf(server.pids()).cpuMs;
    child.tell({ do: 'join' });
    const { ms, bytes, strokes } = await child.next<Joined>('joined');
    if (strokes !== 5000) throw new Error(`${strokes} strokes instead of 5000`);
    // What the server still does about it, such as writing down the visit, counts too.
    await new Promise((resolve) => setTimeout(resolve, 500));
    list.push({ ms, bytes, serverCpuMs: usageOf(server.pids()).cpuMs - before });
  }
  const mean = list.reduce((sum, one) => sum + one.serverCpuMs, 0) / list.length;
  return { ms: median(list.map((one) => one.ms)), bytes: median(list.map((one) => one.bytes)), serverCpuMs: round(mean, 1) };
}

async function measure({ start, script }: Contender): Promise<{ readonly running: Measured; readonly restarted: Measured | undefined }> {
  const server = await start();
  const child = startChild(process.execPath, [script, server.url]);
  try {
    await child.next('ready');
    const running = await joinOften(server, child);
    child.tell({ do: 'leave' });
    await child.next('left');
    const again = await server.restart();
    try {
      child.tell({ do: 'holds' });
      const { holds } = await child.next<{ readonly is: 'holds'; readonly holds: boolean }>('holds');
      return { running, restarted: holds ? await joinOften(again, child) : undefined };
    } finally {
      await again.stop();
    }
  } finally {
    await child.stop('SIGKILL');
  }
}

const figures: Record<string, object> = {};
const all = new Map(contenders.map(({ name }) => [name, [] as Awaited<ReturnType<typeof measure>>[]]));
for (let i = 0; i < rounds; i++) {
  for (const contender of contenders) {
    const result = await measure(contender);
    process.stderr.write(`round ${i + 1}, ${contender.name}: ${JSON.stringify(result)}\n`);
    all.get(contender.name)?.push(result);
  }
}
for (const [name, list] of all) {
  const of = (measured: readonly Measured[]) =>
    measured.length === 0
      ? 'forgotten'
      : {
          ms: round(median(measured.map((one) => one.ms)), 1),
          bytes: median(measured.map((one) => one.bytes)),
          serverCpuMs: median(measured.map((one) => one.serverCpuMs)),
        };
  figures[name] = { running: of(list.map((one) => one.running)), restarted: of(list.flatMap((one) => one.restarted ?? [])) };
}
print({
  bench: 'join',
  machine: machine(),
  versions: versions('@y/websocket-server', 'yjs', 'socket.io', 'postgres'),
  rounds,
  joins,
  figures,
});
