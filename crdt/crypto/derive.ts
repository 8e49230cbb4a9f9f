/**
 * One key per purpose: HKDF-SHA-256 (RFC 5869), no salt, info = one byte of length ‖ label ‖ context. The label table
 * is the list of everything that is ever derived; a label is never used for two things.
 */
import { expand, extract } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat } from '../base/bytes.ts';
import { Secret } from '../base/secret.ts';
import { labelBytes } from './label.ts';

export const KEY_BYTES = 32;

export const DERIVED = {
  /** From a room key; context: room ‖ epoch. */
  drawing: 'drawing',
  chat: 'chat',
  presence: 'presence',
  media: 'media',
  files: 'files',
  title: 'title',
  names: 'names',
  invites: 'invites',
  safetyWords: 'safety-words',
  previousKey: 'previous-key',
  /** From an invite's secret and a passcode; context: the invite's id ‖ scrypt of the passcode. */
  invitePasscode: 'invite-passcode',
  /** From an invite's root; context: the invite's id. */
  inviteProof: 'invite-proof',
  inviteMac: 'invite-mac',
  inviteName: 'invite-name',
  inviteCheckIn: 'invite-check-in',
  inviteAdmission: 'invite-admission',
  /** From OPAQUE's export key; context: the account's id. */
  keyring: 'keyring',
  /** From a passkey's PRF; context: the account's id ‖ the credential's. */
  passkeyKeyring: 'passkey-keyring',
  /** From a recovery kit; context: the account's id. */
  kitKeyring: 'kit-keyring',
  kitProof: 'kit-proof',
  /** From the keyring's X25519 secret; context: the account's id. */
  pins: 'pins',
  ownInvites: 'own-invites',
} as const;
export type DerivedKey = keyof typeof DERIVED;

/** The 32-byte key of one purpose. `context` says whose (a room's epoch, an invite, an account). */
export function deriveKey(secret: Secret, label: DerivedKey, context: Uint8Array): Secret {
  const root = extract(sha256, secret.reveal());
  const key = expand(sha256, root, concat(labelBytes(`key/${DERIVED[label]}`), context), KEY_BYTES);
  root.fill(0);
  return new Secret(key);
}

/** HMAC-SHA-256 (RFC 2104) of `bytes` under a key that was derived for nothing else. */
export const mac = (key: Secret, bytes: Uint8Array): Uint8Array => hmac(sha256, key.reveal(), bytes);
