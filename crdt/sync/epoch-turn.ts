/** What becomes, in one doc, of what was under way when the room's epoch turned (rules S20 to S24). */
import { hex } from '../base/bytes.ts';
import type { DocName } from '../base/docs.ts';
import { senderBytes } from '../crypto/hash.ts';
import { decodeHeader } from '../crypto/header.ts';
import type { Chain } from './chain.ts';
import type { SyncFailure } from './failure.ts';
import { linkOf, type Inbox } from './inbox.ts';
import type { Outbox, Sealed } from './outbox.ts';
import type { RoomKeys, Self } from './ports.ts';

/**
 * `void`: this copy holds what no log will ever hold (relayed by a server that died before it was kept, or written here without the right
 * to), so the doc has to be read anew. `behind`: not all that belongs to earlier epochs is here yet.
 */
type Found = SyncFailure | 'void';
type Deps = {
  readonly doc: DocName;
  readonly keys: RoomKeys;
  readonly self: Self;
  readonly outbox: Outbox;
  /** This device as a sender. */ readonly own: string;
};

export function createEpochTurn({ doc, keys, self, outbox, own }: Deps) {
  const places = keys.places(doc);
  /** The newest epoch whose begin the chain was held against. */
  let known = keys.epoch;
  /** The newest epoch for which what waits for its commit was looked through. */
  let sorted = keys.epoch;

  /** The chain as it stands, against the begin of an epoch that this device learnt of after it had come here. */
  function meet(chain: Chain | undefined): SyncFailure | undefined {
    const reason = chain?.turned(known);
    known = keys.epoch;
    return reason;
  }

  return {
    meet,
    /** The log is read on from where the chain stands. What waits for its commit might come under another epoch by now, sealed anew, or never. */
    beforeReading(chain: Chain | undefined): Found | undefined {
      if (sorted < keys.epoch && chain !== undefined && chain.stale(keys.epoch).length > 0) return 'void';
      sorted = keys.epoch;
      return meet(chain);
    },
    /** Once all that belongs to earlier epochs is read: what of it is not kept never will be, and one's own goes out anew. */
    settle(chain: Chain): 'behind' | 'void' | undefined {
      if (chain.end.seq < (places.endBefore(keys.epoch)?.seq ?? 0)) return 'behind';
      if (chain.stale(keys.epoch).some((link) => link.sender !== own && !outbox.has(link))) return 'void';
      if (outbox.unkept > 0 && !keys.may(self.member, doc, keys.epoch)) return 'void';
      outbox.turned();
      sorted = keys.epoch;
      return undefined;
    },
  };
}

type Taking = {
  readonly doc: DocName;
  readonly keys: RoomKeys;
  readonly inbox: Inbox;
  readonly chain: Chain;
  deliver(update: Uint8Array): void;
  /** It need not be laid down any more. */
  forget(device: Uint8Array, counter: number): void;
};

/** What earlier page loads (or this doc, before it was read anew) laid down and the log does not hold; `dropped` are those that may not be written any more. */
export function takeLeft(left: readonly Uint8Array[], { doc, keys, inbox, chain, deliver, forget }: Taking) {
  const entries: Sealed[] = [];
  let dropped = 0;
  for (const sealed of left) {
    const header = decodeHeader(sealed);
    if (header === undefined) continue;
    const isKept = header.counter <= chain.counterOf(hex(senderBytes(header.member, header.device)));
    const mayBe = [header.epoch, keys.epoch].every((epoch) => keys.may(header.member, doc, epoch));
    if (isKept || !mayBe) {
      if (!isKept) dropped++;
      forget(header.device, header.counter);
      continue;
    }
    const accepted = inbox.accept(sealed, 1);
    if (!accepted.ok) continue;
    const link = linkOf(accepted.value);
    chain.offer(link);
    if (accepted.value.update !== undefined) deliver(accepted.value.update);
    entries.push({ link, sealed });
  }
  return { entries, dropped };
}
