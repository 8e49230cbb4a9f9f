/**
 * The sealed record: one thing, a patient's file or a note, as a chain of versions that nobody changes. Each version is sealed under the record's
 * own key and signed by its author over what it is, what it stands upon and the hash of the sealed bytes (record-layout.ts): a server that swaps,
 * drops, reorders or makes up a version is found out by whoever reads the chain, and one that shows an older end by whoever has seen a newer one.
 * Sealed: sealBytes of format 1 ‖ content, in the place record ‖ kind ‖ version.
 */
import { concat, equal, u32 } from '../base/bytes.ts';
import { uuidBytes, type AccountId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { Secret } from '../base/secret.ts';
import { KEY_BYTES } from '../crypto/derive.ts';
import { sha256 } from '../crypto/hash.ts';
import { openBytes, sealBytes } from '../crypto/seal-bytes.ts';
import { sign, verify } from '../crypto/sign.ts';
import {
  encodeRecord,
  isSameRecord,
  NO_VERSION,
  readRecord,
  RECORD_KINDS,
  RECORD_SEALED_LIMIT,
  recordDigestBytes,
  type RecordPlace,
  type RecordStatement,
} from './record-layout.ts';

const FORMAT = 1;
/** A note of one line and one of ten look alike. */
const FLOOR_BYTES = 1024;

/** As it travels and is kept. */
export type SealedVersion = { readonly statement: Uint8Array; readonly signature: Uint8Array; readonly sealed: Uint8Array };
/** Where a chain ends, or how far a device has seen it. */
export type RecordHead = { readonly version: number; readonly digest: Uint8Array; readonly closed: boolean };
/** A version whose signature and sealed bytes were checked. */
export type VerifiedVersion = RecordStatement & { readonly digest: Uint8Array };
/** Why a record is damaged. */
export type RecordDamage =
  'malformed' | 'other-record' | 'unknown-author' | 'bad-signature' | 'changed' | 'does-not-follow' | 'rolled-back';

/** The end of a record that has no version yet. */
export const NEW_RECORD: RecordHead = { version: 0, digest: NO_VERSION, closed: false };

/** A record's own key; to be granted at once, to oneself (record-grant.ts). */
export const createRecordKey = (random: Random): Secret => new Secret(random.bytes(KEY_BYTES));

type Writing = {
  readonly place: RecordPlace;
  /** The end that this version stands upon, NEW_RECORD for the first. */
  readonly head: RecordHead;
  readonly content: Uint8Array;
  /** Signs the note: nothing may follow. */
  readonly closing?: boolean;
  readonly author: AccountId;
  readonly signSecret: Secret;
  readonly key: Secret;
  readonly random: Random;
};
/** The next version and the end after it. Throws RangeError after a closing version, and when the content is too long for RECORD_SEALED_LIMIT. */
export function sealVersion({ place, head, content, closing = false, author, signSecret, key, random }: Writing): {
  readonly made: SealedVersion;
  readonly head: RecordHead;
} {
  if (head.closed) throw new RangeError('nothing follows a closing version');
  const version = head.version + 1;
  const plain = concat(Uint8Array.of(FORMAT), content);
  const where = { key, label: 'record', context: contextOf(place, version), limit: RECORD_SEALED_LIMIT } as const;
  const sealed = sealBytes({ bytes: plain, ...where, random, floor: FLOOR_BYTES });
  plain.fill(0);
  const statement = encodeRecord({ ...place, version, closing, author, previous: head.digest, sealedHash: sha256(sealed) });
  const signature = sign({ label: 'recordVersion', parts: [statement], signSecret });
  return { made: { statement, signature, sealed }, head: { version, digest: digestOf(statement, signature), closed: closing } };
}

/** Who may be believed as an author of this record, and the key; the caller's knowledge, never the server's word. */
export type SignPublicOf = (author: AccountId) => Uint8Array | undefined;
type Checking = { readonly place: RecordPlace; readonly signPublicOf: SignPublicOf };

/** One version by itself: of this record, by an author who is believed, with these sealed bytes. What it stands upon is `follow`'s to check. */
export function verifyVersion(
  { statement, signature, sealed }: SealedVersion,
  { place, signPublicOf }: Checking,
): Result<VerifiedVersion, RecordDamage> {
  const said = readRecord(statement);
  if (said === undefined) return fail('malformed');
  if (!isSameRecord(said, place)) return fail('other-record');
  const signPublic = signPublicOf(said.author);
  if (signPublic === undefined) return fail('unknown-author');
  if (!verify({ label: 'recordVersion', parts: [statement], signature, signPublic })) return fail('bad-signature');
  if (!equal(sha256(sealed), said.sealedHash)) return fail('changed');
  return ok({ ...said, digest: digestOf(statement, signature) });
}

/** The end after `next`, when it stands upon `head`. */
export function follow(head: RecordHead, next: VerifiedVersion): Result<RecordHead, RecordDamage> {
  if (head.closed || next.version !== head.version + 1 || !equal(next.previous, head.digest)) return fail('does-not-follow');
  return ok({ version: next.version, digest: next.digest, closed: next.closing });
}

/** All versions, oldest first, from the first on, and the end. `seen`: how far this device saw it; an end before it, or another chain there, is a roll-back. */
export function verifyChain(
  versions: readonly SealedVersion[],
  { seen = NEW_RECORD, ...checking }: Checking & { readonly seen?: RecordHead | undefined },
): Result<{ readonly versions: readonly VerifiedVersion[]; readonly head: RecordHead }, RecordDamage> {
  const verified: VerifiedVersion[] = [];
  let head = NEW_RECORD;
  for (const version of versions) {
    const one = verifyVersion(version, checking);
    if (!one.ok) return one;
    const next = follow(head, one.value);
    if (!next.ok) return next;
    head = next.value;
    verified.push(one.value);
    if (!isAsSeen(head, seen)) return fail('rolled-back');
  }
  return head.version < seen.version ? fail('rolled-back') : ok({ versions: verified, head });
}

/** Whether an end that a server shows can come after what this device saw: not before it, and not another one in its place. */
export const isAsSeen = (head: RecordHead, seen: RecordHead): boolean => head.version !== seen.version || equal(head.digest, seen.digest);

/** The newest version without those before it, as a list shows it: an end before `seen`, another in its place, or one after a closed note is a roll-back. */
export function verifyNewest(
  newest: SealedVersion,
  { seen = NEW_RECORD, ...checking }: Checking & { readonly seen?: RecordHead | undefined },
): Result<VerifiedVersion, RecordDamage> {
  const one = verifyVersion(newest, checking);
  if (!one.ok) return one;
  const { version, digest, closing } = one.value;
  if (version < seen.version || !isAsSeen({ version, digest, closed: closing }, seen)) return fail('rolled-back');
  // The very next one names what it stands upon, so that it needs no history to be checked.
  return version > seen.version && (seen.closed || (version === seen.version + 1 && !equal(one.value.previous, seen.digest)))
    ? fail('does-not-follow')
    : one;
}

/** What a version holds. Nothing is opened before it was verified: the argument is what `verifyVersion` gave for these sealed bytes. */
export function openVersion(
  sealed: Uint8Array,
  verified: VerifiedVersion,
  key: Secret,
): Result<Uint8Array, 'changed' | 'does-not-open' | 'unknown-format'> {
  if (!equal(sha256(sealed), verified.sealedHash)) return fail('changed');
  const context = contextOf(verified, verified.version);
  const opened = openBytes({ sealed, key, label: 'record', context, limit: RECORD_SEALED_LIMIT });
  if (!opened.ok) return opened;
  return opened.value[0] === FORMAT ? ok(opened.value.subarray(1)) : fail('unknown-format');
}

const digestOf = (statement: Uint8Array, signature: Uint8Array): Uint8Array => sha256(recordDigestBytes(statement, signature));
const contextOf = ({ record, kind }: RecordPlace, version: number): Uint8Array =>
  concat(uuidBytes(record), Uint8Array.of(RECORD_KINDS[kind]), u32(version));
