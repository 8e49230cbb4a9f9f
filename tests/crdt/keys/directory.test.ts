import { createPublicKey, verify as nodeVerify } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { concat, hex, utf8 } from '#crdt/base/bytes.ts';
import type { AccountId } from '#crdt/base/ids.ts';
import { sign } from '#crdt/crypto/sign.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import {
  accountTag,
  entryDigest,
  fingerprint,
  followChain,
  foreignEntry,
  signChange,
  signRotation,
  START,
  verifyCheckpoint,
  verifyHistory,
  type Link,
  type Place,
} from '#crdt/keys/directory.ts';
import {
  changeBytes,
  checkpointBytes,
  entryBytes,
  NO_ENTRY,
  type DirectoryEntry,
  type DirectoryKind,
} from '#crdt/keys/directory-layout.ts';
import { createKeyring, type Keyring } from '#crdt/keys/keyring.ts';
import { ACCOUNT, OTHER_ACCOUNT } from '../people.ts';
import { seededRandom } from '../seeded.ts';

const keys = (seed: string): Keyring => createKeyring(seededRandom(seed), seed);

/** A directory as an honest server keeps it. */
function createDirectoryOf() {
  const entries: DirectoryEntry[] = [];
  const links: Link[] = [];
  let end: Place = START;
  const lastHash = new Map<AccountId, Uint8Array>();
  return {
    entries,
    links,
    get end() {
      return end;
    },
    add(account: AccountId, kind: DirectoryKind, keyring: Keyring, old?: Keyring): DirectoryEntry {
      const { signPublic, boxPublic } = keyring;
      const change = { account, kind, signPublic, boxPublic, previous: lastHash.get(account) ?? NO_ENTRY };
      const entry: DirectoryEntry = {
        ...change,
        seq: end.seq + 1,
        at: 1_700_000_000_000 + end.seq,
        ...(kind === 'before' ? {} : { selfSignature: signChange(change, keyring.signSecret) }),
        ...(old === undefined ? {} : { oldSignature: signRotation(change, old.signSecret) }),
      };
      this.put(entry);
      return entry;
    },
    put(entry: DirectoryEntry): void {
      entries.push(entry);
      links.push({ tag: accountTag(entry.account), digest: entryDigest(entry) });
      end = followChain(end, links.slice(-1))?.[0] ?? end;
      lastHash.set(entry.account, end.hash);
    },
    of: (account: AccountId) => entries.filter((entry) => entry.account === account),
  };
}

let ada: Keyring;
let tom: Keyring;
let eve: Keyring;
beforeAll(async () => {
  await sodiumReady();
  [ada, tom, eve] = [keys('Ada'), keys('Tom'), keys('Eve')];
});

/** Ada, Tom; then Ada rotates her keys and loses them. */
function story() {
  const directory = createDirectoryOf();
  const [second, third] = [keys('Ada again'), keys('Ada after a reset')];
  directory.add(ACCOUNT, 'made', ada);
  directory.add(OTHER_ACCOUNT, 'made', tom);
  directory.add(ACCOUNT, 'rotated', second, ada);
  directory.add(ACCOUNT, 'reset', third);
  return { directory, second, third };
}
const check = (entries: readonly DirectoryEntry[], links: readonly Link[], from = START) => {
  const result = verifyHistory({ account: ACCOUNT, entries, from, links });
  return result.ok ? 'fits' : result.code;
};

test('[K35] a history fits the chain: from its beginning, and from any place that was seen before', () => {
  const { directory } = story();
  const places = [START, ...(followChain(START, directory.links) ?? [])];
  for (const place of places) expect(check(directory.of(ACCOUNT), directory.links.slice(place.seq), place)).toBe('fits');
  expect(places.at(-1)).toEqual(directory.end);
});

test('[K35] an entry that is changed, left out, made up, moved or given to another account is noticed', () => {
  const { directory } = story();
  const own = directory.of(ACCOUNT);
  const changed = (at: number, change: Partial<DirectoryEntry>) => own.map((entry, i) => (i === at ? { ...entry, ...change } : entry));
  expect(check(own.slice(0, -1), directory.links)).toBe('hidden-entry');
  expect(check(own.slice(1), directory.links)).toBe('hidden-entry');
  expect(check(changed(0, { at: 5 }), directory.links)).toBe('hidden-entry');
  expect(check(changed(2, { signPublic: eve.signPublic }), directory.links)).toBe('bad-signature');
  expect(check(changed(2, { boxPublic: eve.boxPublic }), directory.links)).toBe('bad-signature');
  expect(check(changed(1, { previous: NO_ENTRY }), directory.links)).toBe('hidden-entry');
  expect(check(changed(1, { seq: 2 }), directory.links)).toBe('hidden-entry');
  expect(check(changed(2, { account: OTHER_ACCOUNT }), directory.links)).toBe('hidden-entry');
  expect(check([...own].reverse(), directory.links)).toBe('hidden-entry');
  expect(check([...own, { ...own[2]!, seq: 5 }], directory.links)).toBe('hidden-entry');
});

test('[K35] an entry of one’s own that the server shows others, and oneself not, is noticed', () => {
  const { directory } = story();
  const shown = directory.of(ACCOUNT);
  directory.add(ACCOUNT, 'reset', eve);
  expect(check(shown, directory.links)).toBe('hidden-entry');
  expect(check(shown, directory.links.slice(3), followChain(START, directory.links)?.[2])).toBe('hidden-entry');
  // Under another account's tag it would be of no use to whoever looks for this account.
  expect(verifyHistory({ account: OTHER_ACCOUNT, entries: directory.of(OTHER_ACCOUNT), from: START, links: directory.links }).ok).toBe(
    true,
  );
});

test('[K36] an entry stands only under a signature by the keys it names; a rotation also by those before', () => {
  const noKey = story().directory;
  const { signPublic, boxPublic } = eve;
  const stolen = { account: ACCOUNT, kind: 'reset' as const, signPublic, boxPublic, previous: noKey.end.hash };
  const put = (entry: Omit<DirectoryEntry, 'seq' | 'at'>) => {
    const { directory } = story();
    directory.put({ ...entry, seq: 5, at: 0 });
    return check(directory.of(ACCOUNT), directory.links);
  };
  expect(put({ ...stolen, selfSignature: signChange(stolen, eve.signSecret) })).toBe('fits');
  expect(put({ ...stolen, selfSignature: signChange(stolen, tom.signSecret) })).toBe('bad-signature');
  expect(put(stolen)).toBe('bad-signature');
  const rotated = { ...stolen, kind: 'rotated' as const };
  const self = signChange(rotated, eve.signSecret);
  expect(put({ ...rotated, selfSignature: self })).toBe('bad-signature');
  expect(put({ ...rotated, selfSignature: self, oldSignature: signRotation(rotated, eve.signSecret) })).toBe('bad-signature');
  // The key of two entries ago has no say any more.
  expect(put({ ...rotated, selfSignature: self, oldSignature: signRotation(rotated, ada.signSecret) })).toBe('bad-signature');
  // A signature for one kind, or for one purpose, is none for the other.
  expect(put({ ...rotated, selfSignature: signChange(stolen, eve.signSecret), oldSignature: self })).toBe('bad-signature');
  expect(put({ ...stolen, kind: 'made', selfSignature: signChange({ ...stolen, kind: 'made' }, eve.signSecret) })).toBe('hidden-entry');
  expect(put({ ...stolen, kind: 'before' })).toBe('hidden-entry');
});

test('[K36] an account from before the directory begins with an entry that nobody signed, and goes on like every other', () => {
  const directory = createDirectoryOf();
  directory.add(ACCOUNT, 'before', ada);
  directory.add(ACCOUNT, 'rotated', eve, ada);
  expect(check(directory.of(ACCOUNT), directory.links)).toBe('fits');
});

test('[K37] another’s keys in one’s place are found, now and between; one’s own history is none', () => {
  const { directory, second, third } = story();
  const own = () => directory.of(ACCOUNT);
  expect(foreignEntry(own(), third)).toBe(undefined);
  expect(foreignEntry([], ada)).toBe('missing');
  // The keys from before the reset are not the account's any more: whoever still holds them is told.
  expect(foreignEntry(own(), second)).toMatchObject({ seq: 4, kind: 'reset' });
  const mallory = directory.add(ACCOUNT, 'reset', eve);
  expect(foreignEntry(own(), third)).toBe(mallory);
  directory.add(ACCOUNT, 'reset', third);
  expect(foreignEntry(own(), third)).toBe(mallory);
  expect(foreignEntry(own(), tom)).toMatchObject({ seq: 6 });
  expect(foreignEntry(own(), { ...third, boxPublic: eve.boxPublic })).toMatchObject({ seq: 6 });
});

test('[K38] a checkpoint counts under the server’s key alone, for its place, and for nothing else that key signs', () => {
  const server = keys('server');
  const place = { ...story().directory.end, at: 7 };
  const signature = sign({ label: 'directoryCheckpoint', parts: [checkpointBytes(place)], signSecret: server.signSecret });
  const holds = (change: object, key = server.signPublic) => verifyCheckpoint({ ...place, signature, ...change }, key);
  expect(holds({})).toBe(true);
  expect(holds({}, eve.signPublic)).toBe(false);
  expect(holds({ seq: 3 })).toBe(false);
  expect(holds({ at: 8 })).toBe(false);
  expect(holds({ hash: NO_ENTRY })).toBe(false);
  expect(holds({ hash: new Uint8Array(31) })).toBe(false);
  expect(holds({ signature: sign({ label: 'member', parts: [checkpointBytes(place)], signSecret: server.signSecret }) })).toBe(false);
});

test('[K3] what is no entry is refused as a value', () => {
  const { directory } = story();
  const own = directory.of(ACCOUNT);
  const broken: Partial<DirectoryEntry>[] = [
    { signPublic: new Uint8Array(31) },
    { boxPublic: new Uint8Array(32) },
    { previous: new Uint8Array(33) },
    { selfSignature: new Uint8Array(63) },
    { oldSignature: new Uint8Array(0) },
    { at: -1 },
    { seq: 1.5 },
  ];
  for (const change of broken) expect(check([{ ...own[0]!, ...change }, ...own.slice(1)], directory.links)).toBe('malformed');
  expect(check(own, [{ tag: new Uint8Array(31), digest: new Uint8Array(32) }])).toBe('malformed');
});

const GOLDEN = {
  length: 283,
  digest: '4583febed4f655aae5e95acfef9907403e748f0b264f601e5015f1739dcaa843',
  tag: '44b04be4584a91e88362bb4e726bcfd959869c4c84dd77aa830398ad9f8c92bb',
  end: 'fd0dc471bab1144c92d13917b78ed30b3cb25b9e30aea95f44be611d69a1c135',
  fingerprint: '7825378c2643f1f4d25b2ee821aac138cf1f4a04c6b7c987854416bb174eb661',
};

test('[C9] entry, tag, chain and fingerprint are these bytes, and the signature verifies elsewhere', () => {
  const { directory } = story();
  const entry = directory.entries[2]!;
  expect({
    length: entryBytes(entry).length,
    digest: hex(entryDigest(entry)),
    tag: hex(accountTag(ACCOUNT)),
    end: hex(directory.end.hash),
    fingerprint: hex(fingerprint(ada)),
  }).toEqual(GOLDEN);
  const label = utf8('holdspace/v1/sign/directory-rotation');
  const x = Buffer.from(ada.signPublic).toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const message = concat(Uint8Array.of(label.length), label, changeBytes(entry));
  expect(nodeVerify(null, message, publicKey, entry.oldSignature ?? new Uint8Array())).toBe(true);
});
