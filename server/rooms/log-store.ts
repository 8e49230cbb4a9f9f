/**
 * Where the sealed log is kept, as its one writer (the group committer) and its readers see it. Two implementations:
 * PostgreSQL (db/log.ts) and memory (memory-log-store.ts); both pass tests/server/rooms/log-store-contract.ts.
 * A store never opens anything; it trusts that the rooms checked what they hand over.
 */
import type { DocName } from '#crdt/base/docs.ts';
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import type { LogEntry } from '#server/contract/log-entry.ts';

/** Where an entry stands and what it is; `digest` is the SHA-256 of its sealed bytes. */
export type Placed = { readonly seq: number; readonly head: Uint8Array; readonly digest: Uint8Array };
/** The durable end of a doc's log: seq 0 and 32 zero bytes when there is nothing yet. */
export type LogEnd = { readonly seq: number; readonly head: Uint8Array };
export type StoredSnapshot = { readonly seq: number; readonly sealed: Uint8Array };
export type NewSnapshot = {
  /** The seq of the newest snapshot that the writer knows; 0: there is none. */
  readonly replaces: number;
  /** The seq and head it stands at, as its sealed header says. */
  readonly seq: number;
  readonly head: Uint8Array;
  readonly sender: Uint8Array;
  readonly epoch: number;
  readonly sealed: Uint8Array;
};

/** Every method rejects (throws) when the storage is away; then nothing is known of what it did. */
export interface LogStore {
  /**
   * Keeps the whole batch (many rooms, ascending seq within each doc) or nothing; durable once it resolves. `conflict`: a
   * (room, doc, seq) or (room, doc, sender, counter) of it is taken already, nothing was kept. When it rejects, the batch may
   * or may not have been kept: the caller reads `end` and finds out. `refused`: one of it is by somebody who may not write that in the current
   * epoch, and nothing was kept; rooms ask before, so it says that a room and the store disagree.
   */
  commit(batch: readonly LogEntry[]): Promise<Result<undefined, 'conflict' | 'refused'>>;
  end(room: RoomId, doc: DocName): Promise<LogEnd>;
  /** The newest durable counter of a sender (24 bytes) in a doc; 0: none. One index look-up: it is asked per sender, not per update. */
  counter(room: RoomId, doc: DocName, sender: Uint8Array): Promise<number>;
  /** Where that counter of that sender stands, to answer an append that was sent twice. */
  find(room: RoomId, doc: DocName, sender: Uint8Array, counter: number): Promise<Placed | undefined>;
  /**
   * Sealed updates after seq `after`, up to and with `to`, in order: as many as fit into `maxBytes`, at least one if there is one.
   * `by` is the member who reads: PostgreSQL gives sealed bytes only to those with a grant. Joining reads thousands: an implementation should aggregate them in the database rather than row by row.
   */
  tail(room: RoomId, doc: DocName, after: number, to: number, maxBytes: number, by: MemberId): Promise<readonly Uint8Array[]>;
  /** 32-byte SHA-256 of each sealed update from+1..to, back to back; shorter when the log ends before. */
  digests(room: RoomId, doc: DocName, from: number, to: number): Promise<Uint8Array>;
  newestSnapshot(room: RoomId, doc: DocName, by: MemberId): Promise<StoredSnapshot | undefined>;
  /**
   * Compare-and-swap: kept only if the newest snapshot stands at `replaces` (else `snapshot_stale`), and `head` is the log's
   * head at `seq` and seq > replaces (else `snapshot_mismatch`).
   */
  putSnapshot(room: RoomId, doc: DocName, snapshot: NewSnapshot): Promise<Result<undefined, 'snapshot_stale' | 'snapshot_mismatch'>>;
}
