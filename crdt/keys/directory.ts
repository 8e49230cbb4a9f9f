/**
 * The key directory as a client checks it (layouts: directory-layout.ts). A server can withhold entries, but what it once showed under a signed
 * checkpoint it cannot change, drop, reorder, roll back or show otherwise later without being noticed, and it cannot put keys in
 * somebody's place without their own browser seeing the entry.
 */
import { concat, equal } from '../base/bytes.ts';
import type { AccountId } from '../base/ids.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';
import { HASH_BYTES, sha256 } from '../crypto/hash.ts';
import { labelBytes } from '../crypto/label.ts';
import { sign, SIGN_PUBLIC_BYTES, SIGNATURE_BYTES, verify } from '../crypto/sign.ts';
import {
  changeBytes,
  checkpointBytes,
  entryBytes,
  linkBytes,
  NO_ENTRY,
  tagBytes,
  type Checkpoint,
  type DirectoryEntry,
  type KeyChange,
} from './directory-layout.ts';
import { isBoxPublic } from './grant.ts';

const FINGERPRINT = labelBytes('hash/fingerprint');

export type PublicKeys = { readonly signPublic: Uint8Array; readonly boxPublic: Uint8Array };
export const sameKeys = (a: PublicKeys, b: PublicKeys): boolean => equal(a.signPublic, b.signPublic) && equal(a.boxPublic, b.boxPublic);

/** By the new key: whoever makes an entry holds the keys that it names, and saw the account's entry before. */
export const signChange = (change: KeyChange, signSecret: Secret): Uint8Array =>
  sign({ label: 'directoryEntry', parts: [changeBytes(change)], signSecret });

/** By the old key, for an entry of the kind 'rotated'. */
export const signRotation = (change: KeyChange, oldSignSecret: Secret): Uint8Array =>
  sign({ label: 'directoryRotation', parts: [changeBytes(change)], signSecret: oldSignSecret });

export const entryDigest = (entry: DirectoryEntry): Uint8Array => sha256(entryBytes(entry));
export const accountTag = (account: AccountId): Uint8Array => sha256(tagBytes(account));

/** What the chain shows of every entry to everybody. */
export type Link = { readonly tag: Uint8Array; readonly digest: Uint8Array };
/** The chain up to an entry: how many there are, and its hash. */
export type Place = { readonly seq: number; readonly hash: Uint8Array };
export const START: Place = { seq: 0, hash: NO_ENTRY };

/**
 * Follows the chain from `from` over `links`: the place after each. Undefined when a link is of another shape. What is reached has to be held
 * against a checkpoint by whoever follows.
 */
export function followChain(from: Place, links: readonly Link[]): readonly Place[] | undefined {
  const places: Place[] = [];
  let { seq, hash } = from;
  for (const { tag, digest } of links) {
    if (tag.length !== HASH_BYTES || digest.length !== HASH_BYTES) return undefined;
    seq += 1;
    hash = sha256(linkBytes(hash, seq, tag, digest));
    places.push({ seq, hash });
  }
  return places;
}

/** Whether the server's key signed that the directory stood there. */
export const verifyCheckpoint = (checkpoint: Checkpoint & { readonly signature: Uint8Array }, serverPublic: Uint8Array): boolean =>
  checkpoint.hash.length === HASH_BYTES &&
  verify({
    label: 'directoryCheckpoint',
    parts: [checkpointBytes(checkpoint)],
    signature: checkpoint.signature,
    signPublic: serverPublic,
  });

/** What is wrong with what a server shows. */
export type DirectoryFault =
  /** No directory at all, or not in its layout. */
  | 'malformed'
  /** The server's signature does not stand under it. */
  | 'bad-checkpoint'
  /** It ends before a place that this account saw. */
  | 'rolled-back'
  /** It has another entry where this account saw one. */
  | 'forked'
  /** An entry of this account is kept from it, is made up or is in another place. */
  | 'hidden-entry'
  /** An entry is not signed by the keys that it names, or not by those that it says it follows. */
  | 'bad-signature';

const isSigned = (entry: DirectoryEntry, before: DirectoryEntry | undefined): boolean => {
  const { kind, selfSignature, oldSignature, signPublic } = entry;
  if (kind === 'before') return selfSignature === undefined && oldSignature === undefined;
  const bytes = changeBytes(entry);
  const self = selfSignature !== undefined && verify({ label: 'directoryEntry', parts: [bytes], signature: selfSignature, signPublic });
  if (kind !== 'rotated') return self && oldSignature === undefined;
  if (before === undefined || oldSignature === undefined) return false;
  return self && verify({ label: 'directoryRotation', parts: [bytes], signature: oldSignature, signPublic: before.signPublic });
};

const hasShape = (entry: DirectoryEntry): boolean =>
  Number.isSafeInteger(entry.seq) &&
  Number.isSafeInteger(entry.at) &&
  entry.at >= 0 &&
  entry.previous.length === HASH_BYTES &&
  entry.signPublic.length === SIGN_PUBLIC_BYTES &&
  isBoxPublic(entry.boxPublic) &&
  (entry.selfSignature === undefined || entry.selfSignature.length === SIGNATURE_BYTES) &&
  (entry.oldSignature === undefined || entry.oldSignature.length === SIGNATURE_BYTES);

type History = {
  readonly account: AccountId;
  /** All that the server shows of the account, the oldest first. */
  readonly entries: readonly DirectoryEntry[];
  /** Where the following began, and what was followed from there, to the checkpoint. */
  readonly from: Place;
  readonly links: readonly Link[];
};
/**
 * Whether the account's entries are exactly those that the chain has for it after `from`, each signed as its kind says and following on the one
 * before. Entries up to `from` are only held to their own signatures: whoever followed the chain to there has checked them.
 */
export function verifyHistory({ account, entries, from, links }: History): Result<undefined, DirectoryFault> {
  const places = followChain(from, links);
  if (places === undefined || !entries.every(hasShape)) return fail('malformed');
  const tag = accountTag(account);
  const own = new Map(links.flatMap((link, i) => (equal(link.tag, tag) ? [[from.seq + i + 1, link.digest] as const] : [])));
  const hashAt = (seq: number): Uint8Array | undefined => (seq === from.seq ? from.hash : places[seq - from.seq - 1]?.hash);
  let before: DirectoryEntry | undefined;
  for (const entry of entries) {
    const { seq, kind, previous } = entry;
    if (entry.account !== account || seq <= (before?.seq ?? 0)) return fail('hidden-entry');
    const isFirst = before === undefined;
    if (isFirst !== (kind === 'made' || kind === 'before')) return fail('hidden-entry');
    const expected = before === undefined ? NO_ENTRY : hashAt(before.seq);
    if (expected !== undefined && !equal(previous, expected)) return fail('hidden-entry');
    if (!isSigned(entry, before)) return fail('bad-signature');
    if (seq > from.seq) {
      const digest = own.get(seq);
      if (digest === undefined || !equal(digest, entryDigest(entry))) return fail('hidden-entry');
      own.delete(seq);
    }
    before = entry;
  }
  return own.size === 0 ? ok(undefined) : fail('hidden-entry');
}

/**
 * The entry that puts somebody else's keys in the place of `mine`, or undefined: every entry since the first that names mine has to name them,
 * and one does.
 */
export function foreignEntry(entries: readonly DirectoryEntry[], mine: PublicKeys): DirectoryEntry | 'missing' | undefined {
  const first = entries.findIndex((entry) => sameKeys(entry, mine));
  if (first < 0) return entries.at(-1) ?? 'missing';
  return entries.slice(first).find((entry) => !sameKeys(entry, mine));
}

/** What stands for a pair of keys where they are remembered. */
export const fingerprint = ({ signPublic, boxPublic }: PublicKeys): Uint8Array => sha256(concat(FINGERPRINT, signPublic, boxPublic));
