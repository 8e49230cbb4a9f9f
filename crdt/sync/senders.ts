/**
 * Who writes under which Yjs client id, of all senders that were heard authentically in one room, in both docs and in presence.
 * A client id is 32 bits of a hash: a member can search a device that gives somebody else's, and would then write in
 * their place. So an id belongs to the first sender heard under it, and any other is refused.
 */
import { fromHex } from '../base/bytes.ts';
import { uuidFrom, type MemberId } from '../base/ids.ts';
import { clientIdOf } from '../crypto/hash.ts';

const MEMBER_BYTES = 16;
const SENDER_BYTES = 24;

export type Senders = {
  /** Hears of a sender (hex of its 24 bytes); false when its client id is another's, or it names none. */
  hear(sender: string): boolean;
  memberOf(client: number): MemberId | undefined;
};

export function createSenders(): Senders {
  const known = new Map<number, MemberId>();
  const heard = new Set<string>();
  return {
    hear(sender) {
      if (heard.has(sender)) return true;
      const bytes = fromHex(sender);
      if (bytes?.length !== SENDER_BYTES) return false;
      const member = uuidFrom<MemberId>(bytes.subarray(0, MEMBER_BYTES));
      const client = clientIdOf(member, bytes.subarray(MEMBER_BYTES));
      if (known.has(client)) return false;
      known.set(client, member);
      heard.add(sender);
      return true;
    },
    memberOf: (client) => known.get(client),
  };
}
