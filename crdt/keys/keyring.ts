/**
 * What an account (or a guest, for one room) holds: an X25519 pair to receive grants, an Ed25519 pair to sign, and the
 * holder's display name, which is content and so may not lie readable on the server. Encoded: version (1) ‖ X25519
 * secret (32) ‖ Ed25519 seed (32) ‖ name in UTF-8. The public halves are computed anew at decoding: a stored pair that
 * does not fit would make Ed25519 leak its secret.
 */
import { concat, fromUtf8, utf8 } from '../base/bytes.ts';
import type { Random } from '../base/random.ts';
import { Secret } from '../base/secret.ts';
import { sodium } from '../crypto/sodium.ts';

const VERSION = 1;
const SEED_BYTES = 32;
const NAME_AT = 1 + 2 * SEED_BYTES;
/** 200 UTF-16 units take at most 600 bytes. */
export const NAME_LIMIT_BYTES = 600;

export type Keyring = {
  readonly boxPublic: Uint8Array;
  /** X25519, 32 bytes. */
  readonly boxSecret: Secret;
  readonly signPublic: Uint8Array;
  /** Ed25519 as libsodium keeps it: seed ‖ public key, 64 bytes. */
  readonly signSecret: Secret;
  /** The holder's display name. */
  readonly name: string;
};

/** A fresh keyring. Throws RangeError when the name is longer than NAME_LIMIT_BYTES of UTF-8. */
export function createKeyring(random: Random, name: string): Keyring {
  if (utf8(name).length > NAME_LIMIT_BYTES) throw new RangeError(`a name has at most ${NAME_LIMIT_BYTES} bytes`);
  return keyringOf(random.bytes(SEED_BYTES), random.bytes(SEED_BYTES), name);
}

/** The keyring's bytes, secret whole: to be wrapped under a key at once, and wiped. */
export const encodeKeyring = (keyring: Keyring): Secret =>
  new Secret(
    concat(Uint8Array.of(VERSION), keyring.boxSecret.reveal(), keyring.signSecret.reveal().subarray(0, SEED_BYTES), utf8(keyring.name)),
  );

/** The keyring in those bytes; undefined when they are none of this version. Keeps nothing of `bytes`. */
export function decodeKeyring(bytes: Uint8Array): Keyring | undefined {
  if (bytes.length < NAME_AT || bytes.length > NAME_AT + NAME_LIMIT_BYTES || bytes[0] !== VERSION) return undefined;
  const name = fromUtf8(bytes.subarray(NAME_AT));
  return name === undefined ? undefined : keyringOf(bytes.slice(1, 1 + SEED_BYTES), bytes.slice(1 + SEED_BYTES, NAME_AT), name);
}

/** Overwrites the secrets; idempotent. */
export function wipeKeyring(keyring: Keyring): void {
  keyring.boxSecret.wipe();
  keyring.signSecret.wipe();
}

function keyringOf(boxSecret: Uint8Array, signSeed: Uint8Array, name: string): Keyring {
  const signing = sodium.crypto_sign_seed_keypair(signSeed);
  signSeed.fill(0);
  return {
    boxPublic: sodium.crypto_scalarmult_base(boxSecret),
    boxSecret: new Secret(boxSecret),
    signPublic: signing.publicKey,
    signSecret: new Secret(signing.privateKey),
    name,
  };
}
