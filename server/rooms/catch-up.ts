/** Streams a doc to somebody who opened it: the newest snapshot and what follows, or the tail after what they have. */
import type { DocName } from '#crdt/base/docs.ts';
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import { LIMITS } from '#server/contract/limits.ts';
import type { LogStore } from './log-store.ts';
import type { Port } from './port.ts';

/** Up to and with the durable seq `to`. Read as `by`. `after` null: from the newest snapshot. Rejects when the store is away. */
export async function streamTail(
  store: LogStore,
  port: Pick<Port, 'send' | 'drained'>,
  room: RoomId,
  by: MemberId,
  doc: DocName,
  after: number | null,
  to: number,
): Promise<void> {
  let at = after ?? 0;
  if (after === null && to > 0) {
    const snapshot = await store.newestSnapshot(room, doc, by);
    // A snapshot written after `to` was read is newer than what we promised: then its tail is empty, and that is right.
    if (snapshot !== undefined) {
      port.send('log/tail', { doc, kind: 'snapshot', from: snapshot.seq, to, items: [snapshot.sealed] });
      at = snapshot.seq;
    }
  }
  while (at < to) {
    const items = await store.tail(room, doc, at, to, LIMITS.tailChunkBytes, by);
    if (items.length === 0) return;
    port.send('log/tail', { doc, kind: 'updates', from: at + 1, to, items: [...items] });
    at += items.length;
    await port.drained();
  }
}
