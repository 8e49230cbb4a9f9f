/**
 * The keyring as one passkey unwraps it: sealed under a key derived from what the passkey's PRF extension gives for our one input
 * (WebAuthn Level 3, section 10.1.4), bound to the account and the credential.
 */
import { concat, utf8 } from '../base/bytes.ts';
import { uuidBytes, type AccountId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';
import { deriveKey } from '../crypto/derive.ts';
import { openBytes, sealBytes } from '../crypto/seal-bytes.ts';
import { decodeKeyring, encodeKeyring, type Keyring } from './keyring.ts';

/** What every passkey is asked to evaluate. One input for all: which passkey will answer is not known beforehand. */
export const PASSKEY_PRF_INPUT = utf8('holdspace/v1/prf/keyring');

type Place = {
  /** The PRF's output, 32 bytes. Stays the caller's to wipe. */
  readonly prf: Secret;
  readonly account: AccountId;
  /** The credential's id, raw. */
  readonly credential: Uint8Array;
};
const contextOf = ({ account, credential }: Place): Uint8Array => concat(uuidBytes(account), credential);

export function wrapByPasskey({ keyring, random, ...place }: Place & { readonly keyring: Keyring; readonly random: Random }): Uint8Array {
  const context = contextOf(place);
  const key = deriveKey(place.prf, 'passkeyKeyring', context);
  const encoded = encodeKeyring(keyring);
  const wrapped = sealBytes({ bytes: encoded.reveal(), key, label: 'passkeyKeyring', context, random });
  encoded.wipe();
  key.wipe();
  return wrapped;
}

/** `does-not-open`: another passkey, another account, or changed bytes. */
export function unwrapByPasskey({ wrapped, ...place }: Place & { readonly wrapped: Uint8Array }): Result<Keyring, 'does-not-open'> {
  const context = contextOf(place);
  const key = deriveKey(place.prf, 'passkeyKeyring', context);
  const opened = openBytes({ sealed: wrapped, key, label: 'passkeyKeyring', context });
  key.wipe();
  if (!opened.ok) return opened;
  const keyring = decodeKeyring(opened.value);
  opened.value.fill(0);
  return keyring === undefined ? fail('does-not-open') : ok(keyring);
}
