/**
 * Whose keys the host found right by reading the safety words out with them. Kept on this device, wrapped like a keyring, by the SHA-256 of
 * label ‖ room ‖ member ‖ Ed25519 ‖ X25519: a mark holds for those very keys in this very room, and for no others under the same name.
 */
import { concat, fromHex, hex } from '#crdt/base/bytes.ts';
import { uuidBytes, type MemberId, type RoomId } from '#crdt/base/ids.ts';
import { HASH_BYTES, sha256 } from '#crdt/crypto/hash.ts';
import { labelBytes } from '#crdt/crypto/label.ts';
import type { KeyringStorage } from '#client/net/storage.ts';
import type { KeyChest } from './key-chest.ts';
import type { Watched } from './types.ts';
import { createWatched } from './watched.ts';

export type Confirmed = {
  readonly members: Watched<ReadonlySet<MemberId>>;
  /** The words that these members see were read out and are the same. */
  confirm(members: readonly MemberId[]): Promise<void>;
  /** A member was added: perhaps one that was confirmed before a reload. */
  changed(): void;
};

const placeOf = (room: RoomId): string => `confirmed:${room}`;

export function createConfirmed(chest: KeyChest, keyrings: KeyringStorage): Confirmed {
  const { room } = chest;
  const marks = new Set<string>();
  const members = createWatched<ReadonlySet<MemberId>>(new Set());

  const markOf = (member: MemberId): string | undefined => {
    const known = chest.members.get(member);
    if (known === undefined) return undefined;
    const keys = concat(uuidBytes(room), uuidBytes(member), known.signPublic, known.boxPublic);
    return hex(sha256(concat(labelBytes('confirmed-words'), keys)));
  };
  const changed = (): void => {
    members.set(new Set([...chest.members.keys()].filter((member) => marks.has(markOf(member) ?? ''))));
  };
  const bytesOf = (): Uint8Array => concat(...[...marks].flatMap((mark) => fromHex(mark) ?? []));

  const loaded = keyrings.load(placeOf(room)).then(
    (kept) => {
      for (let at = 0; kept !== undefined && at + HASH_BYTES <= kept.length; at += HASH_BYTES)
        marks.add(hex(kept.subarray(at, at + HASH_BYTES)));
      changed();
    },
    () => undefined,
  );
  return {
    members,
    changed,
    async confirm(whom) {
      await loaded;
      for (const member of whom) {
        const mark = markOf(member);
        if (mark !== undefined) marks.add(mark);
      }
      changed();
      // A browser that keeps nothing asks again after a reload.
      await keyrings.save(placeOf(room), bytesOf()).catch(() => undefined);
    },
  };
}
