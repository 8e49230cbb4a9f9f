/**
 * The root of an invite's keys, as an account that came by it keeps it at the server: with it each of its devices opens the host's answer (invite.ts,
 * admission), now and when the room has ended. Sealed under a key derived from the keyring's X25519 secret, bound to account and invite.
 */
import { concat } from '../base/bytes.ts';
import { uuidBytes, type AccountId, type InviteId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import { Secret } from '../base/secret.ts';
import { deriveKey, KEY_BYTES } from '../crypto/derive.ts';
import { openBytes, sealBytes } from '../crypto/seal-bytes.ts';

type Place = { readonly account: AccountId; readonly invite: InviteId; readonly boxSecret: Secret };
const contextOf = ({ account, invite }: Place): Uint8Array => concat(uuidBytes(account), uuidBytes(invite));

/** `root` stays the caller's to wipe. */
export function sealOwnInvite(root: Secret, place: Place, random: Random): Uint8Array {
  const key = deriveKey(place.boxSecret, 'ownInvites', uuidBytes(place.account));
  const sealed = sealBytes({ bytes: root.reveal(), key, label: 'ownInvite', context: contextOf(place), random });
  key.wipe();
  return sealed;
}

/** Undefined when it was sealed by another keyring, for another account or invite, or was changed. */
export function openOwnInvite(sealed: Uint8Array, place: Place): Secret | undefined {
  const key = deriveKey(place.boxSecret, 'ownInvites', uuidBytes(place.account));
  const opened = openBytes({ sealed, key, label: 'ownInvite', context: contextOf(place) });
  key.wipe();
  return opened.ok && opened.value.length === KEY_BYTES ? new Secret(opened.value) : undefined;
}
