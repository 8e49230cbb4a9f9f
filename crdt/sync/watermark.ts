/** Compares what the server shows with the newest end that this device has seen kept (rules S11, S12). */
import { equal } from '../base/bytes.ts';
import type { DocName } from '../base/docs.ts';
import type { RoomId } from '../base/ids.ts';
import { HASH_BYTES, nextHead } from '../crypto/hash.ts';
import type { Chain } from './chain.ts';
import type { SyncFailure } from './failure.ts';
import type { End, LogDoor, WatermarkStorage } from './ports.ts';

/** What one log/digests answers at most. */
const MOST_DIGESTS = 4096;

/** `continues`: the chain goes on from what `mark` says. `unasked`: the server could not be asked now, so the mark must stay. */
export type MarkCheck = 'continues' | 'unasked' | SyncFailure;

export async function checkWatermark(chain: Chain, mark: End, door: LogDoor): Promise<MarkCheck> {
  if (mark.seq > chain.end.seq) return 'rolled-back';
  const head = chain.headAt(mark.seq);
  if (head !== undefined) return equal(head, mark.head) ? 'continues' : 'forked';
  return checkAcross(chain, mark, door);
}

/** The mark lies before the snapshot that this device began at: the digests between must lead from the one to the other. */
async function checkAcross(chain: Chain, mark: End, door: LogDoor): Promise<MarkCheck> {
  const base = chain.headAt(chain.base);
  let { seq, head } = mark;
  while (seq < chain.base) {
    const to = Math.min(chain.base, seq + MOST_DIGESTS);
    const reply = await door.digests(seq, to);
    if (!reply.ok) return 'unasked';
    if (reply.value.length !== (to - seq) * HASH_BYTES) return 'chain-broken';
    for (let at = 0; at < reply.value.length; at += HASH_BYTES) head = nextHead(head, ++seq, reply.value.subarray(at, at + HASH_BYTES));
  }
  return base !== undefined && equal(head, base) ? 'continues' : 'forked';
}

/** Lays down the newest end, one write at a time: the last one wins. */
export function createWatermark(storage: WatermarkStorage, room: RoomId, doc: DocName) {
  let next: End | undefined;
  let writing = false;

  async function write(): Promise<void> {
    writing = true;
    while (next !== undefined) {
      const end = next;
      next = undefined;
      // A device that cannot keep the mark only loses this one check.
      await storage.save(room, doc, end).catch(() => undefined);
    }
    writing = false;
  }

  return {
    load: (): Promise<End | undefined> => storage.load(room, doc).catch(() => undefined),
    forget: (): Promise<void> => storage.forget(room, doc).catch(() => undefined),
    save(end: End): void {
      next = end;
      if (!writing) void write();
    },
  };
}
