/**
 * What is sealed in a room: header (96) ‖ nonce (24) ‖ XChaCha20-Poly1305-IETF of pad(signature (64) ‖ content), with the
 * header as associated data. The Ed25519 signature covers label(kind) ‖ header ‖ content. The nonce is random: 192
 * bits make a repetition under one key out of the question (draft-irtf-cfrg-xchacha-03, section 2). What is sealed anew for another epoch gets its
 * nonce from itself instead: the first 24 bytes of SHA-256(label ‖ header ‖ signature), so that two tabs that both seal the same thing anew make the
 * same bytes. It repeats only with header and content, whose ciphertext may repeat; and who has no signing key can make no guess at it.
 */
import type { MemberId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';
import { concat } from '../base/bytes.ts';
import { sha256 } from './hash.ts';
import { labelBytes } from './label.ts';
import { decodeHeader, encodeHeader, HEADER_BYTES, NONCE_BYTES, type Header, type Kind } from './header.ts';
import { paddedLength, unpaddedLength } from './pad.ts';
import { SIGNATURE_BYTES, SIGNED } from './sign.ts';
import { sodium } from './sodium.ts';

export const TAG_BYTES = 16;
const BODY_AT = HEADER_BYTES + NONCE_BYTES;
const NONCE_LABEL = labelBytes('nonce/sealed-anew');
/** The smallest plaintext: a signature and 191 bytes of content at most, which most strokes and messages keep to. */
const FLOOR_BYTES = 256;
/** What is refused unopened; the contract's limits are the same (a test compares them). */
export const SEALED_LIMIT = { update: 256 * 1024, snapshot: 32 * 1024 * 1024, presence: 16 * 1024 } as const satisfies Record<Kind, number>;

export type OpenFailure = 'does-not-open' | 'bad-signature' | 'not-a-member' | 'malformed';
export type Opened = { readonly header: Header; readonly content: Uint8Array };

/** Bytes of the sealed form of `contentLength` bytes; compare it with SEALED_LIMIT before sealing what may be large. */
export const sealedLength = (contentLength: number): number =>
  BODY_AT + paddedLength(SIGNATURE_BYTES + contentLength, FLOOR_BYTES) + TAG_BYTES;

type Sealing = {
  readonly header: Header;
  readonly content: Uint8Array;
  /** The derived key of the header's doc (or presence) and epoch. */
  readonly key: Secret;
  /** The sender's, in libsodium's 64-byte form. */
  readonly signSecret: Secret;
  /** `itself`: the nonce follows from header and content, for what is sealed anew. */
  readonly random: Random | 'itself';
};

/** Throws RangeError when the sealed form would exceed its limit: the caller has to split or refuse before. */
export function seal({ header, content, key, signSecret, random }: Sealing): Uint8Array {
  const length = sealedLength(content.length);
  if (length > SEALED_LIMIT[header.kind]) throw new RangeError(`a sealed ${header.kind} has at most ${SEALED_LIMIT[header.kind]} bytes`);
  const headerBytes = encodeHeader(header);
  const signature = sodium.crypto_sign_detached(signedBytes(header.kind, headerBytes, content), signSecret.reveal());
  const nonce = random === 'itself' ? sha256(concat(NONCE_LABEL, headerBytes, signature)).slice(0, NONCE_BYTES) : random.bytes(NONCE_BYTES);
  const plain = new Uint8Array(length - BODY_AT - TAG_BYTES);
  plain.set(signature);
  plain.set(content, SIGNATURE_BYTES);
  plain[SIGNATURE_BYTES + content.length] = 0x80;
  const sealed = new Uint8Array(length);
  sealed.set(headerBytes);
  sealed.set(nonce, HEADER_BYTES);
  sealed.set(sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, headerBytes, null, nonce, key.reveal()), BODY_AT);
  return sealed;
}

type Opening = {
  readonly sealed: Uint8Array;
  /** What decodeHeader read from these very bytes, if the caller has read it already. */
  readonly header?: Header;
  readonly key: Secret;
  /** The signing key of a member who had the right to send this, in this epoch; undefined: there is no such member. */
  readonly signPublicOf: (member: MemberId) => Uint8Array | undefined;
};

/**
 * Opens and verifies. That the room, doc, epoch and counter are those expected is the caller's to check: they are
 * authentic, not necessarily right. `does-not-open`: not of this key, or changed on the way.
 */
export function open({ sealed, header = decodeHeader(sealed), key, signPublicOf }: Opening): Result<Opened, OpenFailure> {
  if (header === undefined || sealed.length < sealedLength(0) || sealed.length > SEALED_LIMIT[header.kind]) return fail('malformed');
  const signPublic = signPublicOf(header.member);
  if (signPublic === undefined) return fail('not-a-member');
  const headerBytes = sealed.subarray(0, HEADER_BYTES);
  const plain = decrypt(sealed, headerBytes, key);
  if (plain === undefined) return fail('does-not-open');
  const end = unpaddedLength(plain);
  if (end === undefined || end < SIGNATURE_BYTES || sealedLength(end - SIGNATURE_BYTES) !== sealed.length) return fail('malformed');
  const content = plain.subarray(SIGNATURE_BYTES, end);
  const signed = signedBytes(header.kind, headerBytes, content);
  const signature = plain.subarray(0, SIGNATURE_BYTES);
  return sodium.crypto_sign_verify_detached(signature, signed, signPublic) ? ok({ header, content }) : fail('bad-signature');
}

function decrypt(sealed: Uint8Array, headerBytes: Uint8Array, key: Secret): Uint8Array | undefined {
  const nonce = sealed.subarray(HEADER_BYTES, BODY_AT);
  const keyBytes = key.reveal();
  try {
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, sealed.subarray(BODY_AT), headerBytes, nonce, keyBytes);
  } catch {
    return undefined;
  }
}

function signedBytes(kind: Kind, headerBytes: Uint8Array, content: Uint8Array): Uint8Array {
  const label = SIGNED[kind];
  const bytes = new Uint8Array(label.length + HEADER_BYTES + content.length);
  bytes.set(label);
  bytes.set(headerBytes, label.length);
  bytes.set(content, label.length + HEADER_BYTES);
  return bytes;
}
