/**
 * The layouts of sealed records, without any cryptography: the server checks and hashes the same bytes. Integers big-endian, every field of a
 * fixed length; the version of the layout stands in the labels.
 *
 *   statement  record 16 ‖ kind 1 ‖ owner 16 ‖ subject 16 (a patient's record, or zeros) ‖ parent 16 (a record, or zeros) ‖ version u32, from 1 ‖
 *              closing 1 (1: signs the note, nothing follows) ‖ author's account 16 ‖ digest of the version before, or zeros 32 ‖ SHA-256(sealed) 32
 *   signed     label ‖ statement, by the author's Ed25519 key
 *   digest     SHA-256(label ‖ statement ‖ signature): what the next version stands upon
 */
import { concat, equal, u32 } from '../base/bytes.ts';
import { uuidBytes, uuidFrom, type AccountId, type RecordId } from '../base/ids.ts';
import { labelBytes } from '../crypto/label.ts';

/** The byte of each kind. A number is never reused. */
export const RECORD_KINDS = {
  patient: 1,
  'progress-note': 2,
  'psychotherapy-note': 3,
  addendum: 4,
  artwork: 5,
  picture: 6,
  appointment: 7,
  copy: 8,
} as const;
export type RecordKind = keyof typeof RECORD_KINDS;
/** In the order of their numbers. */
export const RECORD_KIND_NAMES = Object.keys(RECORD_KINDS) as [RecordKind, ...RecordKind[]];

/** The most that one version's sealed bytes may be: 256 KiB. */
export const RECORD_SEALED_LIMIT: number = 1 << 18;
export const RECORD_STATEMENT_BYTES = 150;
/** Where a record's chain begins: the digest that version 1 stands upon. */
export const NO_VERSION: Uint8Array = new Uint8Array(32);

export const RECORD_LABELS = { version: labelBytes('sign/record-version'), digest: labelBytes('hash/record-version') } as const;

/** What a record is, from its first version to its last. */
export type RecordPlace = {
  readonly record: RecordId;
  readonly kind: RecordKind;
  readonly owner: AccountId;
  /** The patient's record that it is about. */
  readonly subject?: RecordId | undefined;
  /** The record that it belongs to: an addendum's note. */
  readonly parent?: RecordId | undefined;
};
/** What the author of one version says of it. */
export type RecordStatement = RecordPlace & {
  readonly version: number;
  readonly closing: boolean;
  readonly author: AccountId;
  /** Digest of the version before, NO_VERSION for the first. */
  readonly previous: Uint8Array;
  /** SHA-256 of the sealed bytes. */
  readonly sealedHash: Uint8Array;
};

const NOBODY = new Uint8Array(16);
const AT = { kind: 16, owner: 17, subject: 33, parent: 49, version: 65, closing: 69, author: 70, previous: 86, sealedHash: 118 } as const;
const KIND_NUMBERED: ReadonlyMap<number, RecordKind> = new Map(RECORD_KIND_NAMES.map((kind) => [RECORD_KINDS[kind], kind]));
/** Undefined for a number that no kind has. */
export const recordKindOf = (number: number): RecordKind | undefined => KIND_NUMBERED.get(number);

/** The 150 bytes. Throws RangeError on what would not be read back, as an addendum to nothing or a closed patient's file. */
export function encodeRecord(said: RecordStatement): Uint8Array {
  if (said.previous.length !== 32 || said.sealedHash.length !== 32) throw new RangeError('a digest has 32 bytes');
  const bytes = concat(
    ...[uuidBytes(said.record), Uint8Array.of(RECORD_KINDS[said.kind]), uuidBytes(said.owner)],
    ...[idOrZeros(said.subject), idOrZeros(said.parent), u32(said.version), Uint8Array.of(said.closing ? 1 : 0)],
    ...[uuidBytes(said.author), said.previous, said.sealedHash],
  );
  if (readRecord(bytes) === undefined) throw new RangeError('not a record statement');
  return bytes;
}

/** What a statement says, unverified; undefined when it is none. Keeps nothing of `bytes`. */
export function readRecord(bytes: Uint8Array): RecordStatement | undefined {
  if (bytes.length !== RECORD_STATEMENT_BYTES) return undefined;
  const id = <Id extends string>(at: number): Id | undefined => {
    const sixteen = bytes.subarray(at, at + 16);
    return equal(sixteen, NOBODY) ? undefined : uuidFrom<Id>(sixteen);
  };
  const [record, owner, author] = [id<RecordId>(0), id<AccountId>(AT.owner), id<AccountId>(AT.author)];
  const kind = recordKindOf(bytes[AT.kind] ?? 0);
  const closing = bytes[AT.closing] ?? 0;
  if (record === undefined || owner === undefined || author === undefined || kind === undefined || closing > 1) return undefined;
  const version = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(AT.version);
  const previous = bytes.slice(AT.previous, AT.sealedHash);
  // The first stands upon nothing, and every other one upon something.
  if (version === 0 || (version === 1) !== equal(previous, NO_VERSION)) return undefined;
  const [subject, parent] = [id<RecordId>(AT.subject), id<RecordId>(AT.parent)];
  const said = { record, kind, owner, subject, parent, version, closing: closing === 1, author, previous };
  return fitsKind(said) ? { ...said, sealedHash: bytes.slice(AT.sealedHash) } : undefined;
}

/** To be hashed: gives the digest of a version. */
export const recordDigestBytes = (statement: Uint8Array, signature: Uint8Array): Uint8Array =>
  concat(RECORD_LABELS.digest, statement, signature);

/** Whether both are one record: a version may not change what the record is. */
export const isSameRecord = (a: RecordPlace, b: RecordPlace): boolean =>
  a.record === b.record && a.kind === b.kind && a.owner === b.owner && a.subject === b.subject && a.parent === b.parent;

const idOrZeros = (id: RecordId | undefined): Uint8Array => (id === undefined ? NOBODY : uuidBytes(id));

/**
 * A patient's file is about nobody else, belongs to nothing and is never signed shut, nor does or is an appointment; an addendum has its note; nothing
 * is its own. A copy, made to be
 * given to somebody, is of something of a patient's, and signed shut as it is made: whoever has its key learns nothing of what comes after.
 */
function fitsKind({ record, kind, subject, parent, closing }: RecordPlace & { readonly closing: boolean }): boolean {
  if (subject === record || parent === record) return false;
  if (kind === 'patient') return subject === undefined && parent === undefined && !closing;
  if (kind === 'appointment') return parent === undefined && !closing;
  if (kind === 'copy') return subject !== undefined && parent !== undefined && closing;
  return kind !== 'addendum' || parent !== undefined;
}
