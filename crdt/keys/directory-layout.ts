/**
 * The key directory's layouts, without any cryptography: the server signs and hashes the same bytes (db/directory.ts, and the database itself in
 * migrations/0007-directory.sql). Integers big-endian; every field but the labels has a fixed length.
 *
 *   change      account 16 ‖ kind 1 ‖ Ed25519 32 ‖ X25519 32 ‖ chain hash of the account's entry before, or zeros 32
 *   entry       label ‖ change ‖ at, ms since the Unix epoch, u64 ‖ signature by the new key 64 ‖ signature by the old key 64 (zeros where there is none)
 *   link        chain hash before ‖ seq u64 ‖ tag 32 ‖ digest 32, where tag = SHA-256(label ‖ account) and digest = SHA-256(entry)
 *   checkpoint  label ‖ seq u64 ‖ chain hash 32 ‖ at u64
 *
 * The chain shows others an entry's tag and digest alone: who was where in it can be checked without being told who the others are.
 */
import { concat, u64 } from '../base/bytes.ts';
import { uuidBytes, type AccountId } from '../base/ids.ts';
import { labelBytes } from '../crypto/label.ts';

/** Why an account has the keys that an entry names, and the number of it. A number is never reused. */
export const DIRECTORY_KINDS = {
  /** Made with the account. */
  made: 1,
  /** Made anew without the old ones: nothing links it to them but the server. */
  reset: 2,
  /** Made anew by whoever held the old ones: signed by both. */
  rotated: 3,
  /** The account was there before there was a directory: signed by nobody. Only at the beginning of the chain. */
  before: 4,
} as const;
export type DirectoryKind = keyof typeof DIRECTORY_KINDS;

/** hash(0): of a directory that holds nothing; also "no entry before" of an account. */
export const NO_ENTRY: Uint8Array = new Uint8Array(32);
const NO_SIGNATURE = new Uint8Array(64);

export const DIRECTORY_LABELS = {
  /** Signed by the new key. */
  change: labelBytes('sign/directory-entry'),
  /** Signed by the old key, over the same change. */
  rotation: labelBytes('sign/directory-rotation'),
  checkpoint: labelBytes('sign/directory-checkpoint'),
} as const;
const ENTRY = labelBytes('hash/directory-entry');
const TAG = labelBytes('hash/directory-account');

export type KeyChange = {
  readonly account: AccountId;
  readonly kind: DirectoryKind;
  readonly signPublic: Uint8Array;
  readonly boxPublic: Uint8Array;
  /** Chain hash of the account's entry before this one, or NO_ENTRY. */
  readonly previous: Uint8Array;
};
export type DirectoryEntry = KeyChange & {
  readonly seq: number;
  /** Milliseconds since the Unix epoch, by the server's clock. */
  readonly at: number;
  readonly selfSignature?: Uint8Array | undefined;
  readonly oldSignature?: Uint8Array | undefined;
};

const exactly = (bytes: Uint8Array, length: number): Uint8Array => {
  if (bytes.length !== length) throw new RangeError(`not ${length} bytes`);
  return bytes;
};

/** Throws RangeError on keys or a hash that have not 32 bytes. */
export const changeBytes = ({ account, kind, signPublic, boxPublic, previous }: KeyChange): Uint8Array =>
  concat(uuidBytes(account), Uint8Array.of(DIRECTORY_KINDS[kind]), exactly(signPublic, 32), exactly(boxPublic, 32), exactly(previous, 32));

/** To be hashed. Throws RangeError on a field of another length. */
export const entryBytes = ({ at, selfSignature = NO_SIGNATURE, oldSignature = NO_SIGNATURE, ...change }: DirectoryEntry): Uint8Array =>
  concat(ENTRY, changeBytes(change), u64(at), exactly(selfSignature, 64), exactly(oldSignature, 64));

/** To be hashed: stands for an account in the chain that everybody sees. */
export const tagBytes = (account: AccountId): Uint8Array => concat(TAG, uuidBytes(account));

/** To be hashed: the chain's hash after this entry. */
export const linkBytes = (before: Uint8Array, seq: number, tag: Uint8Array, digest: Uint8Array): Uint8Array =>
  concat(exactly(before, 32), u64(seq), exactly(tag, 32), exactly(digest, 32));

export type Checkpoint = { readonly seq: number; readonly hash: Uint8Array; readonly at: number };

/** What follows the label in what the server signs. */
export const checkpointBytes = ({ seq, hash, at }: Checkpoint): Uint8Array => concat(u64(seq), exactly(hash, 32), u64(at));
