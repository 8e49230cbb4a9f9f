/** Seals what this device writes in one doc: its updates with the next counter, and snapshots. */
import { hex } from '../base/bytes.ts';
import type { DocName } from '../base/docs.ts';
import type { Random } from '../base/random.ts';
import { senderBytes } from '../crypto/hash.ts';
import { seal } from '../crypto/seal.ts';
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
    /** The next own update; the chain and the inbox know it from here on. Throws without a key: nothing is written before the room was entered. */
    update(content: Uint8Array, chain: Chain): Sealed {
      const key = keys.keyOf(doc, keys.epoch);
      if (key === undefined) throw new Error('no key of the current epoch');
      const seen = { seenSeq: chain.end.seq, seenHead: chain.end.head };
      const counter = inbox.lastOf(own) + 1;
      const header = { kind: 'update', doc, epoch: keys.epoch, room: keys.room, member, device, counter, ...seen } as const;
      const sealed = seal({ header, content, key, signSecret, random });
      const link = inbox.own(sealed, header, content);
      chain.offer(link);
      return { link, sealed };
    },
    /** The doc's state as it stands at the chain's end; undefined when it cannot be sealed. */
    snapshot(state: Uint8Array, chain: Chain): Uint8Array | undefined {
      const snapshot = { end: chain.end, reached: chain.reached, state };
      return sealSnapshot({ doc, keys, self, random, counter: ++snapshots, snapshot });
    },
  };
}
