/**
 * The keyring as the server keeps it: sealed under a key derived from OPAQUE's export key (RFC 9807, section 6.4), bound
 * to the account. The same encoding can be wrapped under any other 32-byte key (a recovery kit, a passkey's PRF).
 */
import { fromBase64url } from '../base/bytes.ts';
import { uuidBytes, type AccountId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { Secret } from '../base/secret.ts';
import { deriveKey } from '../crypto/derive.ts';
import { openBytes, sealBytes } from '../crypto/seal-bytes.ts';
import { decodeKeyring, encodeKeyring, type Keyring } from './keyring.ts';

/** OPAQUE's export key as the protocol's library gives it: base64url of 64 bytes. */
const EXPORT_KEY_BYTES = 64;

type Wrapping = { readonly keyring: Keyring; readonly exportKey: string; readonly account: AccountId; readonly random: Random };
/** Throws RangeError on an export key of another shape: that is a bug of the caller. */
export function wrapKeyring({ keyring, exportKey, account, random }: Wrapping): Uint8Array {
  const key = wrappingKey(exportKey, account);
  if (key === undefined) throw new RangeError('not an export key of OPAQUE');
  const encoded = encodeKeyring(keyring);
  const wrapped = sealBytes({ bytes: encoded.reveal(), key, label: 'keyring', context: uuidBytes(account), random });
  encoded.wipe();
  key.wipe();
  return wrapped;
}

type Unwrapping = { readonly wrapped: Uint8Array; readonly exportKey: string; readonly account: AccountId };
export function unwrapKeyring({ wrapped, exportKey, account }: Unwrapping): Result<Keyring, 'does-not-open'> {
  const key = wrappingKey(exportKey, account);
  if (key === undefined) return fail('does-not-open');
  const opened = openBytes({ sealed: wrapped, key, label: 'keyring', context: uuidBytes(account) });
  key.wipe();
  if (!opened.ok) return opened;
  const keyring = decodeKeyring(opened.value);
  opened.value.fill(0);
  return keyring === undefined ? fail('does-not-open') : ok(keyring);
}

function wrappingKey(exportKey: string, account: AccountId): Secret | undefined {
  const bytes = fromBase64url(exportKey);
  if (bytes?.length !== EXPORT_KEY_BYTES) return undefined;
  const secret = new Secret(bytes);
  const key = deriveKey(secret, 'keyring', uuidBytes(account));
  secret.wipe();
  return key;
}
