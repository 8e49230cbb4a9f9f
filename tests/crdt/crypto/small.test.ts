import { beforeAll, expect, test } from 'vitest';
import { equal, hex, utf8 } from '#crdt/base/bytes.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import { Secret } from '#crdt/base/secret.ts';
import { DERIVED, deriveKey, type DerivedKey } from '#crdt/crypto/derive.ts';
import { clientIdOf, EMPTY_HEAD, nextHead, sha256 } from '#crdt/crypto/hash.ts';
import { paddedLength, unpaddedLength } from '#crdt/crypto/pad.ts';
import { openBytes, sealBytes } from '#crdt/crypto/seal-bytes.ts';
import { sign, SIGNED, verify, type Signed } from '#crdt/crypto/sign.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { GUEST, people } from '../people.ts';
import { below, deceivedBy, seededRandom } from '../seeded.ts';

const random = seededRandom('small');
const key = new Secret(random.bytes(32));
const context = utf8('here');

beforeAll(async () => {
  await sodiumReady();
});

test('[C5] a signature holds for one label, one key and the very bytes', () => {
  const { host, guest } = people();
  const parts = [utf8('a'), utf8('b')];
  const signature = sign({ label: 'member', parts, signSecret: host.signSecret });
  expect(verify({ label: 'member', parts, signature, signPublic: host.signPublic })).toBe(true);
  for (const label of Object.keys(SIGNED) as Signed[]) {
    expect(verify({ label, parts, signature, signPublic: host.signPublic })).toBe(label === 'member');
  }
  expect(verify({ label: 'member', parts, signature, signPublic: guest.signPublic })).toBe(false);
  expect(verify({ label: 'member', parts: [utf8('ac')], signature, signPublic: host.signPublic })).toBe(false);
  expect(verify({ label: 'member', parts, signature: signature.subarray(1), signPublic: host.signPublic })).toBe(false);
  expect(verify({ label: 'member', parts, signature, signPublic: new Uint8Array(32) })).toBe(false);
});

test('[C6] padding ends where it says, whatever the content', () => {
  for (let round = 0; round < 2000; round++) {
    const length = below(random, 10_000);
    const padded = new Uint8Array(paddedLength(length, 64));
    padded.set(round % 2 === 0 ? new Uint8Array(length) : new Uint8Array(length).fill(0x80));
    padded[length] = 0x80;
    expect(padded.length).toBeGreaterThan(length);
    expect(unpaddedLength(padded)).toBe(length);
    expect(paddedLength(padded.length - 1, 64)).toBe(padded.length);
  }
  expect(unpaddedLength(new Uint8Array(64))).toBeUndefined();
});

test('[C10] a head follows from the head before, the seq and the digest', () => {
  const [one, two] = [sha256(utf8('1')), sha256(utf8('2'))];
  const head = nextHead(nextHead(EMPTY_HEAD, 1, one), 2, two);
  expect(equal(head, nextHead(nextHead(EMPTY_HEAD, 1, two), 2, one))).toBe(false);
  expect(equal(head, nextHead(nextHead(EMPTY_HEAD, 2, one), 1, two))).toBe(false);
  expect(equal(head, nextHead(EMPTY_HEAD, 2, two))).toBe(false);
});

test('[C11] every purpose, context and secret has its own key', () => {
  const secrets = [key, new Secret(random.bytes(32))];
  const derived = secrets.flatMap((secret) =>
    [context, utf8('there')].flatMap((place) =>
      (Object.keys(DERIVED) as DerivedKey[]).map((label) => hex(deriveKey(secret, label, place).reveal())),
    ),
  );
  expect(new Set(derived).size).toBe(derived.length);
  expect(new Set(Object.values(DERIVED)).size).toBe(Object.keys(DERIVED).length);
});

test('[C12] something small opens only under its key, label and context', () => {
  const sealed = sealBytes({ bytes: utf8('Robin'), key, label: 'name', context, random });
  expect(openBytes({ sealed, key, label: 'name', context })).toEqual({ ok: true, value: utf8('Robin') });
  const refused = { ok: false, code: 'does-not-open' };
  expect(openBytes({ sealed, key, label: 'title', context })).toEqual(refused);
  expect(openBytes({ sealed, key, label: 'name', context: utf8('there') })).toEqual(refused);
  expect(openBytes({ sealed, key: new Secret(random.bytes(32)), label: 'name', context })).toEqual(refused);
  expect(() => sealBytes({ bytes: new Uint8Array(5000), key, label: 'name', context, random })).toThrow(RangeError);
});

test('[C8] hostile small bytes are refused, never thrown at', () => {
  const valid = sealBytes({ bytes: utf8('Robin'), key, label: 'name', context, random });
  expect(deceivedBy(random, 20_000, valid, (sealed) => openBytes({ sealed, key, label: 'name', context }).ok)).toEqual([]);
});

test('[C13] a sender writes under the one Yjs client id that follows from member and device', () => {
  const device = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const other = '0b0b0b0b-0000-4000-8000-00000000000e' as MemberId;
  const ids = [clientIdOf(GUEST, device), clientIdOf(GUEST, device.toReversed()), clientIdOf(other, device)];
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(id >>> 0).toBe(id);
});

test('the system’s randomness fills any length', () => {
  expect(systemRandom.bytes(0).length).toBe(0);
  const bytes = systemRandom.bytes(200_000);
  for (const at of [0, 65_536, 131_072, 199_900]) expect(bytes.subarray(at, at + 100).some((byte) => byte !== 0)).toBe(true);
});
