/** Seals what this device writes in one doc: its updates with the next counter, snapshots, and anew what an epoch's end left unkept. */
import { hex } from '../base/bytes.ts';
import type { DocName } from '../base/docs.ts';
import type { Random } from '../base/random.ts';
import { senderBytes } from '../crypto/hash.ts';
import { decodeHeader } from '../crypto/header.ts';
import { open, seal } from '../crypto/seal.ts';
import type { Chain } from './chain.ts';
import type { Inbox } from './inbox.ts';
import type { Sealed } from './outbox.ts';
import type { RoomKeys, Self } from './ports.ts';
import { sealSnapshot } from './snapshot.ts';

type Deps = { readonly doc: DocName; readonly keys: RoomKeys; readonly self: Self; readonly random: Random; readonly inbox: Inbox };

export function createSealer({ doc, keys, self, random, inbox }: Deps) {
  const { member, device, signSecret } = self;
  const own = hex(senderBytes(member, device));
  let snapshots = 0;

  return {
    /** This device as a sender: the hex of its 24 bytes. */
    own,
    /**
     * The next own update; the chain and the inbox know it from here on. Undefined when it was written into a copy that had not read this
     * device's own earlier updates yet. Throws without a key: nothing is written before the room was entered.
     */
    update(content: Uint8Array, chain: Chain): Sealed | undefined {
      const key = keys.keyOf(doc, keys.epoch);
      if (key === undefined) throw new Error('no key of the current epoch');
      const seen = { seenSeq: chain.end.seq, seenHead: chain.end.head };
      const counter = inbox.lastOf(own) + 1;
      const header = { kind: 'update', doc, epoch: keys.epoch, room: keys.room, member, device, counter, ...seen } as const;
      const clock = inbox.clockAfter(content, header);
      if (clock === undefined) return undefined;
      const sealed = seal({ header, content, key, signSecret, random });
      const link = inbox.own(sealed, header, clock);
      chain.offer(link);
      return { link, sealed };
    },
    /**
     * The same update, of the same sender and counter, under the current epoch; itself where it is under it. What it names as seen is where
     * the epoch began, which every device knows alike: so all tabs of this member make the same bytes of it. Throws when it does not open.
     */
    anew({ link, sealed }: Sealed, chain: Chain): Sealed {
      if (link.epoch === keys.epoch) return { link, sealed };
      const header = decodeHeader(sealed);
      const begin = keys.places(doc).endBefore(keys.epoch);
      const [before, key] = [keys.keyOf(doc, link.epoch), keys.keyOf(doc, keys.epoch)];
      const opened = header && before && open({ sealed, header, key: before, signPublicOf: (one) => keys.writerKey(one, header.epoch) });
      if (opened?.ok !== true || key === undefined || begin === undefined) throw new Error('what lies in the outbox does not open');
      const next = { ...opened.value.header, epoch: keys.epoch, seenSeq: begin.seq, seenHead: begin.head };
      const again = seal({ header: next, content: opened.value.content, key, signSecret, random: 'itself' });
      const nextLink = inbox.resealed(link, again, keys.epoch);
      chain.replace(link, nextLink);
      return { link: nextLink, sealed: again };
    },
    /** The doc's state as it stands at the chain's end; undefined when it cannot be sealed. */
    snapshot(state: Uint8Array, chain: Chain): Uint8Array | undefined {
      const snapshot = { end: chain.end, reached: chain.reached, state };
      return sealSnapshot({ doc, keys, self, random, counter: ++snapshots, snapshot });
    },
  };
}
