/**
 * Seals something small that is no message of the log: a title, a name, an invite's secret, a keyring.
 * nonce (24) ‖ XChaCha20-Poly1305-IETF of pad(bytes), associated data = label ‖ context. The context says whose it
 * is, so that a server cannot show one room's title on another.
 */
import { concat } from '../base/bytes.ts';
import type { Random } from '../base/random.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';
import { NONCE_BYTES } from './header.ts';
import { labelBytes } from './label.ts';
import { paddedLength, unpaddedLength } from './pad.ts';
import { sodium } from './sodium.ts';

const TAG_BYTES = 16;
const FLOOR_BYTES = 64;
/** The most that is sealed, and opened, this way; as the contract's limit for sealed texts. */
export const SEALED_BYTES_LIMIT = 4096;

/** Everything that is ever sealed this way. */
const LABELS = {
  title: labelBytes('seal/title'),
  name: labelBytes('seal/name'),
  guestName: labelBytes('seal/guest-name'),
  checkIn: labelBytes('seal/check-in'),
  inviteSecret: labelBytes('seal/invite-secret'),
  admission: labelBytes('seal/admission'),
  keyring: labelBytes('seal/keyring'),
  previousKey: labelBytes('seal/previous-key'),
  passkeyKeyring: labelBytes('seal/passkey-keyring'),
  kitKeyring: labelBytes('seal/kit-keyring'),
  pins: labelBytes('seal/pins'),
  ownInvite: labelBytes('seal/own-invite'),
  record: labelBytes('seal/record'),
  recordDraft: labelBytes('seal/record-draft'),
} as const;
export type SealedLabel = keyof typeof LABELS;

type Place = {
  readonly key: Secret;
  readonly label: SealedLabel;
  readonly context: Uint8Array;
  /** The most that the sealed form may be long; SEALED_BYTES_LIMIT unless said. */
  readonly limit?: number;
};

type Sealing = Place & {
  readonly bytes: Uint8Array;
  readonly random: Random;
  /** Padded to at least this many bytes, where lengths from there on would tell too much. */
  readonly floor?: number;
};
/** Throws RangeError when the sealed form would be longer than `limit`. */
export function sealBytes({ bytes, key, label, context, random, floor = FLOOR_BYTES, limit = SEALED_BYTES_LIMIT }: Sealing): Uint8Array {
  const length = paddedLength(bytes.length, floor);
  if (NONCE_BYTES + length + TAG_BYTES > limit) throw new RangeError('too long to be sealed this way');
  const plain = new Uint8Array(length);
  plain.set(bytes);
  plain[bytes.length] = 0x80;
  const nonce = random.bytes(NONCE_BYTES);
  const place = concat(LABELS[label], context);
  const sealed = concat(nonce, sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, place, null, nonce, key.reveal()));
  plain.fill(0);
  return sealed;
}

/** The bytes, or `does-not-open`: sealed under another key, for another purpose or place, or changed. */
export function openBytes({
  sealed,
  key,
  label,
  context,
  limit = SEALED_BYTES_LIMIT,
}: Place & { readonly sealed: Uint8Array }): Result<Uint8Array, 'does-not-open'> {
  if (sealed.length < NONCE_BYTES + FLOOR_BYTES + TAG_BYTES || sealed.length > limit) return fail('does-not-open');
  const keyBytes = key.reveal();
  const place = concat(LABELS[label], context);
  try {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const plain = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, sealed.subarray(NONCE_BYTES), place, nonce, keyBytes);
    const end = unpaddedLength(plain);
    return end === undefined ? fail('does-not-open') : ok(plain.subarray(0, end));
  } catch {
    return fail('does-not-open');
  }
}
