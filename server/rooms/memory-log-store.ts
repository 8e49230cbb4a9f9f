/** The sealed log in memory, for tests and for reading as the contract's plainest statement: nothing here is durable. */
import { createHash } from 'node:crypto';
import type { DocName } from '#crdt/base/docs.ts';
import type { RoomId } from '#crdt/base/ids.ts';
import { fail, ok } from '#crdt/base/result.ts';
import type { LogEntry } from '#server/contract/log-entry.ts';
import type { LogEnd, LogStore, StoredSnapshot } from './log-store.ts';

type Log = { readonly entries: LogEntry[]; readonly snapshots: StoredSnapshot[] };
const START: LogEnd = { seq: 0, head: new Uint8Array(32) };
const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

export function createMemoryLogStore(): LogStore {
  const logs = new Map<string, Log>();
  const logOf = (room: RoomId, doc: DocName): Log => {
    const known = logs.get(`${room}/${doc}`);
    if (known !== undefined) return known;
    const made: Log = { entries: [], snapshots: [] };
    logs.set(`${room}/${doc}`, made);
    return made;
  };
  const endOf = (log: Log): LogEnd => log.entries.at(-1) ?? START;
  const placed = (log: Log, sender: Uint8Array, counter: number): LogEntry | undefined =>
    log.entries.find((entry) => entry.counter === counter && equal(entry.sender, sender));
  const isTaken = (entry: LogEntry): boolean => {
    const log = logOf(entry.room, entry.doc);
    return entry.seq <= endOf(log).seq || placed(log, entry.sender, entry.counter) !== undefined;
  };
  const between = (room: RoomId, doc: DocName, from: number, to: number): readonly LogEntry[] =>
    logOf(room, doc).entries.slice(Math.max(from, 1) - 1, to);

  return {
    commit: async (batch) => {
      if (batch.some(isTaken)) return fail('conflict');
      // Copies: what came from a socket is a view of a larger buffer.
      for (const entry of batch) logOf(entry.room, entry.doc).entries.push({ ...entry, sealed: new Uint8Array(entry.sealed) });
      return ok(undefined);
    },
    end: async (room, doc) => {
      const { seq, head } = endOf(logOf(room, doc));
      return { seq, head };
    },
    counter: async (room, doc, sender) => logOf(room, doc).entries.findLast((entry) => equal(entry.sender, sender))?.counter ?? 0,
    find: async (room, doc, sender, counter) => {
      const entry = placed(logOf(room, doc), sender, counter);
      return entry === undefined ? undefined : { seq: entry.seq, head: entry.head, digest: entry.digest };
    },
    tail: async (room, doc, after, to, maxBytes) => {
      const items: Uint8Array[] = [];
      let size = 0;
      for (const { sealed } of between(room, doc, after + 1, to)) {
        size += sealed.length;
        if (items.length > 0 && size > maxBytes) break;
        items.push(sealed);
      }
      return items;
    },
    digests: async (room, doc, from, to) =>
      Buffer.concat(between(room, doc, from + 1, to).map(({ sealed }) => createHash('sha256').update(sealed).digest())),
    newestSnapshot: async (room, doc) => logOf(room, doc).snapshots.at(-1),
    putSnapshot: async (room, doc, { replaces, seq, head, sealed }) => {
      const log = logOf(room, doc);
      if ((log.snapshots.at(-1)?.seq ?? 0) !== replaces) return fail('snapshot_stale');
      const at = log.entries[seq - 1];
      if (seq <= replaces || at === undefined || !equal(at.head, head)) return fail('snapshot_mismatch');
      log.snapshots.push({ seq, sealed: new Uint8Array(sealed) });
      return ok(undefined);
    },
  };
}
