/**
 * The one writer of the sealed log: collects what all rooms gave a place and commits it in groups, in order. One commit costs
 * about the same for one update as for a hundred, so under load it waits longer and carries more.
 *
 * While the storage is away nothing is said to be kept, memory is bounded (`accepting` turns false), and the same batch is
 * tried again. After an attempt of unknown outcome the log itself is asked first, so that nothing is kept twice.
 */
import type { Clock } from '#crdt/base/clock.ts';
import type { LogEntry } from '#server/contract/log-entry.ts';
import type { RoomsLog } from './log.ts';
import type { LogStore } from './log-store.ts';
import { byLog, settle } from './settle.ts';

/** Waiting time after the first update of a group; and under load, where each group is large enough to be worth it. */
const COMMIT_EVERY_MS = 50;
const COMMIT_EVERY_LOADED_MS = 150;
const LOADED_BATCH = 40;
const MAX_BATCH = 4000;
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
const RETRY_FIRST_MS = 100;
const RETRY_MOST_MS = 3000;

export type GroupCommit = {
  /** False when as much waits as may wait: refuse instead of enqueueing. */
  readonly accepting: boolean;
  enqueue(entry: LogEntry): void;
  /** Commits what waits (one attempt if the storage is away), then stops. Idempotent. */
  close(): Promise<void>;
};

export type GroupCommitOptions = {
  readonly store: LogStore;
  readonly clock: Clock;
  readonly log: RoomsLog;
  /** A group is durable. Entries in the order in which they were enqueued. */
  committed(batch: readonly LogEntry[]): void;
  /** Somebody else wrote to this log, or the store refuses who wrote: these were not kept and never will be at their places. */
  lost(batch: readonly LogEntry[]): void;
};

export function createGroupCommit({ store, clock, log, committed, lost }: GroupCommitOptions): GroupCommit {
  let waiting: LogEntry[] = [];
  let waitingBytes = 0;
  let cancelTimer: (() => void) | undefined;
  let working: Promise<void> | undefined;
  let lastBatch = 0;
  let retryMs = 0;
  let closed = false;
  /** Taken out of `waiting` but not yet known to be kept or lost. */
  let batch: readonly LogEntry[] = [];
  /** Whether the outcome of an attempt at `batch` is unknown. */
  let unclear = false;

  const bytesOf = (entries: readonly LogEntry[]): number => entries.reduce((sum, { sealed }) => sum + sealed.length, 0);

  const done = (entries: readonly LogEntry[], tell: (entries: readonly LogEntry[]) => void): void => {
    waitingBytes -= bytesOf(entries);
    if (entries.length > 0) tell(entries);
  };

  const tryBatch = async (): Promise<void> => {
    if (!unclear) {
      unclear = true;
      const kept = await store.commit(batch);
      if (kept.ok) return finish(batch, [], []);
      if (kept.code === 'refused') return await apart();
    }
    const { kept, again, gone } = await settle(store, batch);
    finish(kept, again, gone);
  };

  /** Something in the batch may not be kept: each log by itself, so that the others do not suffer. */
  const apart = async (): Promise<void> => {
    const kept: LogEntry[] = [];
    const again: LogEntry[] = [];
    const gone: LogEntry[] = [];
    for (const entries of byLog(batch)) {
      const done = await store.commit(entries);
      if (done.ok) kept.push(...entries);
      else if (done.code === 'refused') gone.push(...entries);
      else again.push(...entries);
    }
    const settled = again.length === 0 ? undefined : await settle(store, again);
    finish([...kept, ...(settled?.kept ?? [])], settled?.again ?? [], [...gone, ...(settled?.gone ?? [])]);
  };

  const finish = (kept: readonly LogEntry[], again: readonly LogEntry[], gone: readonly LogEntry[]): void => {
    unclear = false;
    batch = again;
    retryMs = 0;
    done(kept, committed);
    done(gone, lost);
  };

  const work = async (): Promise<void> => {
    if (batch.length === 0) {
      batch = waiting.slice(0, MAX_BATCH);
      waiting = waiting.slice(MAX_BATCH);
      lastBatch = batch.length;
    }
    try {
      await tryBatch();
    } catch (error) {
      if (retryMs === 0)
        log.warn({ error: nameOf(error), waiting: batch.length + waiting.length }, 'the log storage is away; trying again');
      retryMs = Math.min(Math.max(RETRY_FIRST_MS, retryMs * 2), RETRY_MOST_MS);
    }
  };

  const start = (): void => {
    cancelTimer = undefined;
    working = work().finally(() => {
      working = undefined;
      schedule();
    });
  };

  const schedule = (): void => {
    if (closed || working !== undefined || cancelTimer !== undefined || batch.length + waiting.length === 0) return;
    const delay = retryMs > 0 ? retryMs : lastBatch >= LOADED_BATCH ? COMMIT_EVERY_LOADED_MS : COMMIT_EVERY_MS;
    cancelTimer = clock.after(delay, start);
  };

  return {
    get accepting() {
      return !closed && waitingBytes < MAX_WAITING_BYTES;
    },
    enqueue: (entry) => {
      waiting.push(entry);
      waitingBytes += entry.sealed.length;
      schedule();
    },
    close: async () => {
      closed = true;
      cancelTimer?.();
      cancelTimer = undefined;
      await working;
      // Until all is kept, or an attempt fails: what is left is in its senders' outboxes.
      while (batch.length + waiting.length > 0) {
        await work();
        if (retryMs > 0) return;
      }
    },
  };
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');
