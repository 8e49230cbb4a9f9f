/**
 * What follows from a recovery kit (256 random bits) for one account: the key that wraps its keyring, and an Ed25519 pair by which its holder
 * shows the server that they hold it. The server keeps the public half alone. It signs the server's challenge each time, together with
 * what is asked for: what was recorded once is worth nothing again, and nobody between can put another password in its place.
 *
 * Signed when the wrapped keyring is asked for: account (16) ‖ challenge (32) ‖ SHA-256 of OPAQUE's registration request (32).
 * Signed when the password is replaced: account (16) ‖ challenge (32) ‖ SHA-256 of OPAQUE's record (32) ‖ SHA-256 of the wrapped keyring (32).
 * Of OPAQUE's messages the text is hashed, as it is sent (base64url). server/access/kit-proof.ts verifies the same bytes.
 */
import { concat, utf8 } from '../base/bytes.ts';
import { uuidBytes, type AccountId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { Secret } from '../base/secret.ts';
import { deriveKey } from '../crypto/derive.ts';
import { sha256 } from '../crypto/hash.ts';
import { openBytes, sealBytes } from '../crypto/seal-bytes.ts';
import { sign } from '../crypto/sign.ts';
import { sodium } from '../crypto/sodium.ts';
import { decodeKeyring, encodeKeyring, type Keyring } from './keyring.ts';
import { KIT_BYTES } from './kit-words.ts';

export const createKit = (random: Random): Secret => new Secret(random.bytes(KIT_BYTES));

type Place = {
  /** Stays the caller's to wipe. */
  readonly kit: Secret;
  readonly account: AccountId;
};

export function wrapByKit({ kit, account, keyring, random }: Place & { readonly keyring: Keyring; readonly random: Random }): Uint8Array {
  const context = uuidBytes(account);
  const key = deriveKey(kit, 'kitKeyring', context);
  const encoded = encodeKeyring(keyring);
  const wrapped = sealBytes({ bytes: encoded.reveal(), key, label: 'kitKeyring', context, random });
  encoded.wipe();
  key.wipe();
  return wrapped;
}

/** `does-not-open`: another kit, another account, or changed bytes. */
export function unwrapByKit({ kit, account, wrapped }: Place & { readonly wrapped: Uint8Array }): Result<Keyring, 'does-not-open'> {
  const context = uuidBytes(account);
  const key = deriveKey(kit, 'kitKeyring', context);
  const opened = openBytes({ sealed: wrapped, key, label: 'kitKeyring', context });
  key.wipe();
  if (!opened.ok) return opened;
  const keyring = decodeKeyring(opened.value);
  opened.value.fill(0);
  return keyring === undefined ? fail('does-not-open') : ok(keyring);
}

/** What the server keeps to check proofs by. */
export function kitProofPublic(place: Place): Uint8Array {
  const pair = proofPair(place);
  pair.secret.wipe();
  return pair.publicKey;
}

/** The proof with which the wrapped keyring is asked for. */
export const proveOpening = (place: Place, challenge: Uint8Array, request: string): Uint8Array =>
  proof('recoveryOpen', place, [challenge, sha256(utf8(request))]);

/** The proof with which the password is replaced. */
export const proveFinish = (place: Place, challenge: Uint8Array, record: string, wrapped: Uint8Array): Uint8Array =>
  proof('recoveryFinish', place, [challenge, sha256(utf8(record)), sha256(wrapped)]);

function proof(label: 'recoveryOpen' | 'recoveryFinish', place: Place, parts: readonly Uint8Array[]): Uint8Array {
  const { secret } = proofPair(place);
  const signature = sign({ label, parts: [uuidBytes(place.account), concat(...parts)], signSecret: secret });
  secret.wipe();
  return signature;
}

function proofPair({ kit, account }: Place): { readonly publicKey: Uint8Array; readonly secret: Secret } {
  const seed = deriveKey(kit, 'kitProof', uuidBytes(account));
  const { publicKey, privateKey } = sodium.crypto_sign_seed_keypair(seed.reveal());
  seed.wipe();
  return { publicKey, secret: new Secret(privateKey) };
}
