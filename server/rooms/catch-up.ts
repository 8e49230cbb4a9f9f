/** Streams a doc to somebody who opened it: the newest snapshot and what follows, or the tail after what they have. */
import type { DocName } from '#crdt/base/docs.ts';
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import { LIMITS } from '#server/contract/limits.ts';
import type { LogStore, StoredSnapshot } from './log-store.ts';
import type { Port } from './port.ts';
import type { Recent } from './recent.ts';

export type CatchUp = {
  readonly store: LogStore;
  readonly recent: Recent;
  readonly port: Pick<Port, 'send' | 'drained'>;
  readonly room: RoomId;
  readonly doc: DocName;
  /** The member who reads. */
  readonly by: MemberId;
  /** Null: from the newest snapshot. */
  readonly after: number | null;
  /** The durable end to stream up to. */
  readonly to: number;
};

/** Resolves when all has been handed to the port. Rejects when the store is away. */
export async function streamTail(catchUp: CatchUp): Promise<void> {
  const { store, recent, port, room, doc, by, after, to } = catchUp;
  // A snapshot written after `to` was read is newer than what we promised: then its tail is empty, and that is right.
  const snapshot = after === null && to > 0 ? await newestSnapshot(catchUp) : undefined;
  if (snapshot !== undefined) port.send('log/tail', { doc, kind: 'snapshot', from: snapshot.seq, to, items: [snapshot.sealed] });
  const start = snapshot?.seq ?? after ?? 0;
  const read: Uint8Array[] = [];
  for (let at = start; at < to;) {
    const known = recent.since(at, to);
    const items = known === undefined ? await store.tail(room, doc, at, to, LIMITS.tailChunkBytes, by) : portion(known);
    if (items.length === 0) return;
    if (known === undefined) read.push(...items);
    port.send('log/tail', { doc, kind: 'updates', from: at + 1, to, items: [...items] });
    at += items.length;
    await port.drained();
  }
  // Only what follows the snapshot is worth remembering: the next who joins will want it too.
  if (after === null) recent.addBefore(start + 1, read);
}

async function newestSnapshot({ store, recent, room, doc, by }: CatchUp): Promise<StoredSnapshot | undefined> {
  if (recent.snapshot !== 'unknown') return recent.snapshot;
  const snapshot = await store.newestSnapshot(room, doc, by);
  recent.setSnapshot(snapshot);
  return snapshot;
}

/** As many as one chunk may hold, at least one. */
function portion(items: readonly Uint8Array[]): readonly Uint8Array[] {
  let bytes = 0;
  const end = items.findIndex((item, i) => (bytes += item.length) > LIMITS.tailChunkBytes && i > 0);
  return end < 0 ? items : items.slice(0, end);
}
