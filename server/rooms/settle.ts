/** Finds out what became of a batch whose commit ended unclearly (a connection that died, a conflict with our own ghost). */
import type { LogEntry } from '#server/contract/log-entry.ts';
import { same } from '#server/contract/room-append.ts';
import type { LogStore } from './log-store.ts';

export type Settled = {
  readonly kept: readonly LogEntry[];
  /** Not kept, and their places are still free. */
  readonly again: readonly LogEntry[];
  /** Their places are taken by something else. */
  readonly gone: readonly LogEntry[];
};

/** Rejects when the store is away: then nothing is known yet. */
export async function settle(store: LogStore, batch: readonly LogEntry[]): Promise<Settled> {
  const kept: LogEntry[] = [];
  const again: LogEntry[] = [];
  const gone: LogEntry[] = [];
  for (const entries of byLog(batch)) {
    const fate = await fateOf(store, entries);
    (fate === 'kept' ? kept : fate === 'again' ? again : gone).push(...entries);
  }
  return { kept, again, gone };
}

async function fateOf(store: LogStore, entries: readonly LogEntry[]): Promise<'kept' | 'again' | 'gone'> {
  const first = entries[0];
  const last = entries.at(-1);
  if (first === undefined || last === undefined) return 'kept';
  const placed = await store.find(last.room, last.doc, last.sender, last.counter);
  // A batch is kept whole or not at all, and the head covers everything before it: the last one speaks for all.
  if (placed !== undefined) return placed.seq === last.seq && same(placed.head, last.head) ? 'kept' : 'gone';
  const end = await store.end(first.room, first.doc);
  return end.seq === first.seq - 1 ? 'again' : 'gone';
}

/** The batch's entries per (room, doc), in order. */
export function byLog(batch: readonly LogEntry[]): readonly (readonly LogEntry[])[] {
  const logs = new Map<string, LogEntry[]>();
  for (const entry of batch) {
    const key = entry.room + entry.doc;
    const known = logs.get(key);
    if (known === undefined) logs.set(key, [entry]);
    else known.push(entry);
  }
  return [...logs.values()];
}
