/**
 * The media workers: one process and one UDP/TCP port each (mediasoup's WebRtcServer). A worker that dies is replaced;
 * its rooms hear of it through their routers' `workerclose` and find the replacement by `pick()`.
 */
import { createWorker, type types } from 'mediasoup';
import type { Clock } from '#crdt/base/clock.ts';
import type { MediaLog } from './log.ts';

export type LiveWorker = { readonly worker: types.Worker; readonly server: types.WebRtcServer };

export type Workers = {
  /** The worker with the fewest rooms; undefined while none runs (`not_ready`). */
  pick(): Promise<LiveWorker | undefined>;
  /** CPU time of all workers since their start, in ms. */
  cpuMs(): Promise<number>;
  /** Process ids of the living workers, for tests and health. */
  pids(): Promise<number[]>;
  close(): Promise<void>;
};

export type WorkersOptions = {
  readonly workerBin: string;
  readonly count: number;
  /** Address the ports are bound to. */
  readonly listenIp: string;
  /** What browsers are told instead of `listenIp`, behind NAT or when bound to 0.0.0.0. */
  readonly announcedAddress?: string | undefined;
  /** The first worker's port; the next ones follow. 0: any free port (tests). */
  readonly port: number;
  readonly clock: Clock;
  readonly log: MediaLog;
};

/** After a failed start a worker is tried again in 1 s: a port may still be held by the one that died. */
const RESTART_DELAY_MS = 1000;

export async function createWorkers(options: WorkersOptions): Promise<Workers> {
  const { clock, log } = options;
  const slots: Promise<LiveWorker | undefined>[] = [];
  const cancels = new Set<() => void>();
  let closed = false;

  const start = async (index: number): Promise<LiveWorker | undefined> => {
    const live = await launch(options, index);
    if (closed) {
      live.worker.close();
      return undefined;
    }
    live.worker.on('died', () => replace(index));
    return live;
  };

  const replace = (index: number): void => {
    if (closed) return;
    log.error({ worker: index }, 'a media worker died; starting another');
    slots[index] = start(index).catch(() => {
      log.error({ worker: index }, 'a media worker could not be started; trying again');
      const cancel = clock.after(RESTART_DELAY_MS, () => {
        cancels.delete(cancel);
        replace(index);
      });
      cancels.add(cancel);
      return undefined;
    });
  };

  const living = async (): Promise<LiveWorker[]> =>
    (await Promise.all(slots)).filter((live): live is LiveWorker => live !== undefined && !live.worker.closed);

  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    for (const cancel of cancels) cancel();
    for (const live of await Promise.allSettled(slots)) if (live.status === 'fulfilled') live.value?.worker.close();
  };

  for (let index = 0; index < options.count; index++) slots.push(start(index));
  try {
    await Promise.all(slots);
  } catch (thrown) {
    await close();
    throw thrown;
  }

  return {
    pick: async () => {
      const load = async ({ worker }: LiveWorker) => (await worker.dump()).routerIds.length;
      const all = await living();
      if (all.length < 2) return all[0];
      const loads = await Promise.all(all.map((live) => load(live).catch(() => Number.POSITIVE_INFINITY)));
      return all[loads.indexOf(Math.min(...loads))];
    },
    cpuMs: async () => {
      const uses = await Promise.all((await living()).map(({ worker }) => worker.getResourceUsage()));
      return uses.reduce((sum, use) => sum + use.ru_utime + use.ru_stime, 0);
    },
    pids: async () => (await living()).map(({ worker }) => worker.pid),
    close,
  };
}

async function launch(options: WorkersOptions, index: number): Promise<LiveWorker> {
  const { workerBin, listenIp, announcedAddress, port } = options;
  const worker = await createWorker({ workerBin, logLevel: 'error' });
  try {
    const listen = (protocol: 'udp' | 'tcp'): types.TransportListenInfo => ({
      protocol,
      ip: listenIp,
      ...(announcedAddress === undefined ? {} : { announcedAddress }),
      ...(port === 0 ? {} : { port: port + index }),
    });
    const server = await worker.createWebRtcServer({ listenInfos: [listen('udp'), listen('tcp')] });
    return { worker, server };
  } catch (thrown) {
    worker.close();
    throw thrown;
  }
}
