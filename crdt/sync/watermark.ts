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
type MarkCheck = 'continues' | 'unasked' | SyncFailure;

async function checkWatermark(chain: Chain, mark: End, door: LogDoor): Promise<MarkCheck> {
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

/** The newest end of one log that this device saw kept: checked when the log is opened, then moved on, one write at a time. */
export function createWatermark(storage: WatermarkStorage, room: RoomId, doc: DocName) {
  let next: End | undefined;
  let writing = false;
  /** Until the old mark was checked it must not be overwritten: it is the only witness. */
  let isChecked = false;
  /** As it stood when it was first looked at. */
  let mark: End | undefined;

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

  function save(end: End): void {
    if (!isChecked) return;
    next = end;
    if (!writing) void write();
  }

  return {
    save,
    /**
     * Undefined when nothing speaks against the chain, also when the server could not be asked yet. `reread`: it ends before the mark, which was
     * looked at after the server had answered: another tab of this device may have seen more kept between. Read anew, it is known.
     */
    async check(chain: Chain, door: LogDoor): Promise<SyncFailure | 'reread' | undefined> {
      if (isChecked) return undefined;
      const before = mark;
      mark ??= await storage.load(room, doc).catch(() => undefined);
      if (before === undefined && mark !== undefined && mark.seq > chain.end.seq) return 'reread';
      const checked = mark === undefined ? 'continues' : await checkWatermark(chain, mark, door);
      if (checked === 'unasked') return undefined;
      if (checked !== 'continues') return checked;
      isChecked = true;
      save(chain.end);
      return undefined;
    },
  };
}
