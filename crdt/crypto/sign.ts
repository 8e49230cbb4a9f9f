/** Ed25519 (RFC 8032) over label ‖ parts. A signature made for one purpose verifies for no other. */
import { concat } from '../base/bytes.ts';
import type { Secret } from '../base/secret.ts';
import { labelBytes } from './label.ts';
import { sodium } from './sodium.ts';

export const SIGNATURE_BYTES = 64;
export const SIGN_PUBLIC_BYTES = 32;

/** Everything that is ever signed. */
export const SIGNED = {
  update: labelBytes('sign/update'),
  snapshot: labelBytes('sign/snapshot'),
  presence: labelBytes('sign/presence'),
  member: labelBytes('sign/member'),
  grant: labelBytes('sign/grant'),
  recoveryOpen: labelBytes('sign/recovery-open'),
  recoveryFinish: labelBytes('sign/recovery-finish'),
  epoch: labelBytes('sign/epoch'),
  recordVersion: labelBytes('sign/record-version'),
  recordGrant: labelBytes('sign/record-grant'),
  directoryEntry: labelBytes('sign/directory-entry'),
  directoryRotation: labelBytes('sign/directory-rotation'),
  directoryCheckpoint: labelBytes('sign/directory-checkpoint'),
} as const;
export type Signed = keyof typeof SIGNED;

type Signing = { readonly label: Signed; readonly parts: readonly Uint8Array[]; readonly signSecret: Secret };
/** `signSecret` is libsodium's 64-byte form: seed ‖ public key. All `parts` but the last must be of a length that the label fixes. */
export const sign = ({ label, parts, signSecret }: Signing): Uint8Array =>
  sodium.crypto_sign_detached(concat(SIGNED[label], ...parts), signSecret.reveal());

type Verifying = {
  readonly label: Signed;
  readonly parts: readonly Uint8Array[];
  readonly signature: Uint8Array;
  readonly signPublic: Uint8Array;
};
/** False also for keys and signatures of a wrong length, and for keys of small order (libsodium refuses them). */
export function verify({ label, parts, signature, signPublic }: Verifying): boolean {
  if (signature.length !== SIGNATURE_BYTES || signPublic.length !== SIGN_PUBLIC_BYTES) return false;
  return sodium.crypto_sign_verify_detached(signature, concat(SIGNED[label], ...parts), signPublic);
}
