import { Buffer } from 'node:buffer';
import { createHash, createPublicKey, verify as nodeVerify } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { concat, fromHex, hex, utf8 } from '#crdt/base/bytes.ts';
import type { AccountId, RecordId } from '#crdt/base/ids.ts';
import type { Secret } from '#crdt/base/secret.ts';
import { sha256 } from '#crdt/crypto/hash.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { encodeRecord, NO_VERSION, readRecord, RECORD_KINDS, RECORD_SEALED_LIMIT, type RecordPlace } from '#crdt/keys/record-layout.ts';
import { grantRecordKey, openRecordGrant } from '#crdt/keys/record-grant.ts';
import {
  createRecordKey,
  isAsSeen,
  NEW_RECORD,
  openVersion,
  sealVersion,
  verifyChain,
  verifyNewest,
  verifyVersion,
  type RecordHead,
  type SealedVersion,
} from '#crdt/keys/record.ts';
import { ACCOUNT, OTHER_ACCOUNT, people } from '../people.ts';
import { seededRandom } from '../seeded.ts';

const PATIENT = '0e0e0e0e-0000-4000-8000-000000000001' as RecordId;
const NOTE = '0e0e0e0e-0000-4000-8000-000000000002' as RecordId;
const OTHER_NOTE = '0e0e0e0e-0000-4000-8000-000000000003' as RecordId;
const note: RecordPlace = { record: NOTE, kind: 'progress-note', owner: ACCOUNT, subject: PATIENT };
const patient: RecordPlace = { record: PATIENT, kind: 'patient', owner: ACCOUNT };

let at: ReturnType<typeof people>;
let key: Secret;
beforeAll(async () => {
  await sodiumReady();
  at = people();
  key = createRecordKey(seededRandom('record key'));
});
const signPublicOf = (account: AccountId) => (account === ACCOUNT ? at.host.signPublic : undefined);
const checking = (place = note) => ({ place, signPublicOf });

/** A chain with these words, the last one closing when said. */
function chain(words: readonly string[], { place = note, closing = false, by = 'a note' } = {}) {
  const random = seededRandom(by);
  const versions: SealedVersion[] = [];
  const heads: RecordHead[] = [];
  let head = NEW_RECORD;
  for (const [i, text] of words.entries()) {
    const writing = { place, head, content: utf8(text), closing: closing && i === words.length - 1, author: ACCOUNT, key, random };
    const next = sealVersion({ ...writing, signSecret: at.host.signSecret });
    versions.push(next.made);
    heads.push((head = next.head));
  }
  return { versions, heads, head };
}
const codeOf = (result: { ok: boolean; code?: string }) => (result.ok ? 'ok' : result.code);
const one = (versions: readonly SealedVersion[], i: number): SealedVersion => {
  const found = versions[i];
  if (found === undefined) throw new Error('no such version');
  return found;
};

test('[K60] a version opens as it was written, under the record’s own key alone', () => {
  const { versions, head } = chain(['first', 'second', '']);
  const read = verifyChain(versions, checking());
  expect(read.ok && read.value.head).toEqual(head);
  const opened = read.ok ? read.value.versions.map((verified, i) => openVersion(one(versions, i).sealed, verified, key)) : [];
  expect(opened.map((content) => content.ok && hex(content.value))).toEqual(['first', 'second', ''].map((text) => hex(utf8(text))));
  const verified = verifyVersion(one(versions, 0), checking());
  expect(codeOf(verified.ok ? openVersion(one(versions, 0).sealed, verified.value, at.roomKey) : verified)).toBe('does-not-open');
  expect(codeOf(verified.ok ? openVersion(one(versions, 1).sealed, verified.value, key) : verified)).toBe('changed');
});

test('[K60] the same sealed bytes open as no other record, kind or version, whatever a statement says', () => {
  const { versions } = chain(['first']);
  const verified = verifyVersion(one(versions, 0), checking());
  if (!verified.ok) throw new Error(verified.code);
  for (const other of [{ record: OTHER_NOTE }, { kind: 'psychotherapy-note' }, { version: 2 }] as const) {
    expect(codeOf(openVersion(one(versions, 0).sealed, { ...verified.value, ...other }, key))).toBe('does-not-open');
  }
});

test('[K61] flipped, dropped, reordered, repeated or moved versions are noticed', () => {
  const { versions } = chain(['1', '2', '3']);
  const [first, second, third] = [one(versions, 0), one(versions, 1), one(versions, 2)];
  const code = (...list: SealedVersion[]) => codeOf(verifyChain(list, checking()));
  expect(code(first, second, third)).toBe('ok');
  for (const list of [
    [second, third],
    [first, third],
    [first, third, second],
    [first, second, second],
  ])
    expect(code(...list)).toBe('does-not-follow');
  expect(code(first, { ...second, sealed: third.sealed })).toBe('changed');
  expect(code(first, { ...second, signature: third.signature })).toBe('bad-signature');
  for (const part of ['statement', 'signature', 'sealed'] as const) {
    for (let i = 0; i < second[part].length; i += part === 'sealed' ? 37 : 1) {
      const bytes = second[part].slice();
      bytes[i] = (bytes[i] ?? 0) ^ 1;
      expect(code(first, { ...second, [part]: bytes }, third)).not.toBe('ok');
    }
  }
  expect(codeOf(verifyChain(versions, checking({ ...note, record: OTHER_NOTE })))).toBe('other-record');
  expect(codeOf(verifyChain(versions, checking({ ...note, subject: undefined })))).toBe('other-record');
  expect(codeOf(verifyChain(versions, checking({ ...note, owner: OTHER_ACCOUNT })))).toBe('other-record');
  const [fork] = chain(['1', 'another'], { by: 'another' }).versions.slice(1);
  expect(code(first, ...(fork ? [fork] : []))).toBe('does-not-follow');
});

test('[K61] only who is believed writes: another’s signature or an unknown author is refused', () => {
  const made = (author: AccountId, signSecret: Secret) =>
    sealVersion({ place: note, head: NEW_RECORD, content: utf8('x'), author, signSecret, key, random: seededRandom('x') }).made;
  expect(codeOf(verifyVersion(made(ACCOUNT, at.guest.signSecret), checking()))).toBe('bad-signature');
  expect(codeOf(verifyVersion(made(OTHER_ACCOUNT, at.guest.signSecret), checking()))).toBe('unknown-author');
});

test('[K62] nothing follows the version that signs a note', () => {
  const { head, heads, versions } = chain(['draft', 'signed'], { closing: true });
  expect(head.closed).toBe(true);
  const more = { place: note, content: utf8('after'), author: ACCOUNT, signSecret: at.host.signSecret, key, random: seededRandom('y') };
  expect(() => sealVersion({ ...more, head })).toThrow(RangeError);
  const forced = sealVersion({ ...more, head: { ...head, closed: false } }).made;
  expect(codeOf(verifyChain([...versions, forced], checking()))).toBe('does-not-follow');
  expect(codeOf(verifyNewest(forced, { ...checking(), seen: heads[1] }))).toBe('does-not-follow');
});

test('[K63] an end before what this device saw, or another in its place, is a roll-back', () => {
  const { versions, heads, head } = chain(['1', '2', '3']);
  const other = chain(['1', '2', '3'], { by: 'another' });
  for (const seen of [NEW_RECORD, ...heads]) expect(codeOf(verifyChain(versions, { ...checking(), seen }))).toBe('ok');
  expect(codeOf(verifyChain(versions.slice(0, 2), { ...checking(), seen: head }))).toBe('rolled-back');
  expect(codeOf(verifyChain([], { ...checking(), seen: heads[0] }))).toBe('rolled-back');
  // Longer than what was seen, and yet not it.
  expect(codeOf(verifyChain(other.versions, { ...checking(), seen: heads[1] }))).toBe('rolled-back');
  const newest = (from: readonly SealedVersion[], i: number, seen?: RecordHead) =>
    codeOf(verifyNewest(one(from, i), { ...checking(), seen }));
  expect(newest(versions, 2)).toBe('ok');
  expect(heads.map((seen) => newest(versions, 2, seen))).toEqual(['ok', 'ok', 'ok']);
  expect(newest(versions, 1, head)).toBe('rolled-back');
  expect(newest(other.versions, 2, head)).toBe('rolled-back');
  expect(newest(other.versions, 2, heads[1])).toBe('does-not-follow');
  expect(isAsSeen(head, other.head)).toBe(false);
});

test('[K66] a copy is of something of a patient’s, and signed shut by its first version', () => {
  const place = { ...note, parent: NOTE, closing: true, kind: 'copy', record: OTHER_NOTE } as const;
  const whole = { ...place, version: 1, author: ACCOUNT, previous: NO_VERSION, sealedHash: new Uint8Array(32) };
  expect(readRecord(encodeRecord(whole))).toEqual(whole);
  for (const change of [{ closing: false }, { subject: undefined }, { parent: undefined }])
    expect(() => encodeRecord({ ...whole, ...change })).toThrow(RangeError);
});

test('[K64] a layout says only what can be: kinds, what they belong to, where a chain begins', () => {
  const said = { ...note, version: 1, closing: false, author: ACCOUNT, previous: NO_VERSION, sealedHash: new Uint8Array(32).fill(3) };
  const read = readRecord(encodeRecord(said));
  expect(read).toEqual({ ...said, parent: undefined });
  const refused = [
    { version: 0 },
    { version: 2 },
    { previous: new Uint8Array(32).fill(1) },
    { previous: new Uint8Array(31) },
    { subject: NOTE },
    { parent: NOTE },
    { kind: 'addendum' },
    { kind: 'patient' },
    { kind: 'patient', subject: undefined, closing: true },
    { kind: 'appointment', closing: true },
    { kind: 'appointment', parent: OTHER_NOTE },
    { record: '00000000-0000-0000-0000-000000000000' as RecordId },
  ] as const;
  for (const change of refused) expect(() => encodeRecord({ ...said, ...change })).toThrow(RangeError);
  expect(encodeRecord({ ...said, kind: 'addendum', parent: OTHER_NOTE, closing: true })).toHaveLength(150);
  const bytes = encodeRecord(said);
  for (let kind = 0; kind < 256; kind++) {
    bytes[16] = kind;
    // A patient's file has no subject, an addendum a parent: these bytes are what may have a subject alone.
    const free: number[] = (['progress-note', 'psychotherapy-note', 'artwork', 'picture', 'appointment'] as const).map(
      (one) => RECORD_KINDS[one],
    );
    expect(readRecord(bytes) !== undefined).toBe(free.includes(kind));
  }
});

test('[C6] [C7] a version’s length tells a bucket, and its limit holds', () => {
  const lengthOf = (length: number) => {
    const content = new Uint8Array(length);
    const writing = { place: patient, head: NEW_RECORD, content, author: ACCOUNT, signSecret: at.host.signSecret, key };
    return sealVersion({ ...writing, random: seededRandom('length') }).made.sealed.length;
  };
  expect(new Set([0, 1, 500, 1022].map(lengthOf))).toEqual(new Set([24 + 1024 + 16]));
  expect(lengthOf(1023)).toBe(24 + 2048 + 16);
  expect(lengthOf(240_000)).toBeLessThanOrEqual(RECORD_SEALED_LIMIT);
  expect(() => lengthOf(RECORD_SEALED_LIMIT)).toThrow(RangeError);
});

test('[K65] a record’s key opens for the reader it was granted to, of that record, and from that granter', () => {
  const place = { record: NOTE, granter: ACCOUNT, reader: OTHER_ACCOUNT, readerBoxPublic: at.guest.boxPublic };
  const grant = grantRecordKey({ ...place, key, signSecret: at.host.signSecret });
  const reading = { ...place, grant, readerBoxSecret: at.guest.boxSecret, granterSignPublic: at.host.signPublic };
  const opened = openRecordGrant(reading);
  expect(opened.ok && opened.value.reveal()).toEqual(key.reveal());
  for (const change of [
    { record: OTHER_NOTE },
    { granter: OTHER_ACCOUNT },
    { reader: ACCOUNT },
    { readerBoxPublic: at.host.boxPublic },
    { granterSignPublic: at.guest.signPublic },
  ]) {
    expect(codeOf(openRecordGrant({ ...reading, ...change }))).toBe('bad-signature');
  }
  expect(codeOf(openRecordGrant({ ...reading, readerBoxSecret: at.host.boxSecret }))).toBe('does-not-open');
  expect(codeOf(openRecordGrant({ ...reading, grant: { ...grant, sealed: grant.sealed.slice(1) } }))).toBe('malformed');
});

const STATEMENT =
  '0e0e0e0e000040008000000000000002020d0d0d0d0000400080000000000000010e0e0e0e0000400080000000000000010000000000000000000000000000000000000002010d0d0d0d0000400080000000000000015af2f1e93fea7924a6488835186487c3f93e903c7557d230df6c47ec9b1592976cc0e4353080492bcc5f9d8bc9bca2a6700b7ccefff7f1c18aeb861a17819a5f';
const SIGNATURE =
  'ac266f1c08a1665ef4a8df78220922235be484d6c041c6f59782e7942a77e712965f84b24cc60e4ff7feceba2600d8805740a62cce768bfeaf3e7e6a431e7b02';

test('[C9] [K60] a version, its digest and a grant made earlier are these bytes', () => {
  const { versions, head } = chain(['first', 'signed'], { closing: true });
  const made = one(versions, 1);
  expect(hex(made.statement)).toBe(STATEMENT);
  expect(hex(made.signature)).toBe(SIGNATURE);
  expect(hex(sha256(made.sealed))).toBe(STATEMENT.slice(-64));
  expect(hex(head.digest)).toBe('643d0afba92c8777357ad26f7f742e45193a87126d4b9a0af694abf41038adb5');
  // Said by another library too, with the labels spelled out.
  const label = (text: string) => concat(Uint8Array.of(text.length), utf8(text));
  const x = Buffer.from(at.host.signPublic).toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const signed = concat(label('holdspace/v1/sign/record-version'), made.statement);
  expect(nodeVerify(null, signed, publicKey, made.signature)).toBe(true);
  const digested = concat(label('holdspace/v1/hash/record-version'), made.statement, made.signature);
  expect(hex(head.digest)).toBe(createHash('sha256').update(digested).digest('hex'));
  const old = {
    sealed:
      fromHex(
        'df94bb7736692d97940aba41a2bc607b7be828043f136a59a31b5cd82717080bfff0309996344f562bd1cc42dbe4a91d2bd353823df944e8129dacdb843477eea2eedd31adec72b32e4dd882498007f0',
      ) ?? NO_VERSION,
    signature:
      fromHex(
        '3b5f58421213d88c27644b3ead8219721bda9e89c508fb5a892b9167c78c47aa5ebc23ec21a68da164691cf6d75cb7c124ee3d7ff2496616a89f763f9daf4e0c',
      ) ?? NO_VERSION,
  };
  const place = { record: NOTE, granter: ACCOUNT, reader: ACCOUNT, readerBoxPublic: at.host.boxPublic };
  const opened = openRecordGrant({ ...place, grant: old, readerBoxSecret: at.host.boxSecret, granterSignPublic: at.host.signPublic });
  expect(opened.ok && opened.value.reveal()).toEqual(key.reveal());
});
