/** What the list of rooms opens of one: its keys, believed under whoever is its host. */
import { fromBase64url } from '#crdt/base/bytes.ts';
import type { Keyring } from '#crdt/keys/keyring.ts';
import type { RoomSummary } from '#server/contract/http.ts';
import { createKeyChest, type KeyChest } from './key-chest.ts';

export const bytesOf = (text: string): Uint8Array => fromBase64url(text) ?? new Uint8Array();

/** Undefined when no grant in the summary opens, or the host it names is not whose key is given. */
export function chestOf(
  { room, member, host, grants, from }: RoomSummary,
  keyring: Keyring,
  hostSignPublic: Uint8Array,
): KeyChest | undefined {
  if ((member === host) !== (from === undefined)) return undefined;
  const chest = createKeyChest({ room, you: member, host, hostSignPublic, keyring });
  for (const grant of grants) chest.addGrant({ ...grant, sealed: bytesOf(grant.sealed), signature: bytesOf(grant.signature) });
  return chest.newestGranted() === undefined ? undefined : chest;
}
