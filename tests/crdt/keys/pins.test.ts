import { beforeAll, expect, test } from 'vitest';
import fc from 'fast-check';
import { hex } from '#crdt/base/bytes.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { accountWords } from '#crdt/keys/account-words.ts';
import { createKeyring, type Keyring } from '#crdt/keys/keyring.ts';
import { decodePins, encodePins, NO_PINS, openPins, pin, sealPins, standingOf, unpin, type Pins } from '#crdt/keys/pins.ts';
import { ACCOUNT, OTHER_ACCOUNT } from '../people.ts';
import { seededRandom } from '../seeded.ts';

const random = seededRandom('pins');
const keys = (seed: string): Keyring => createKeyring(seededRandom(seed), seed);
let ada: Keyring;
let tom: Keyring;
let eve: Keyring;
let pins: Pins;
beforeAll(async () => {
  await sodiumReady();
  [ada, tom, eve] = [keys('ada'), keys('tom'), keys('eve')];
  const seen = { place: { seq: 7, hash: new Uint8Array(32).fill(3) }, serverPublic: eve.signPublic };
  pins = pin({ people: [], seen }, { account: OTHER_ACCOUNT, keys: tom, at: 5, name: 'töm@example.org' });
});

test('[K39] keys are confirmed or changed or unknown, both of the pair counting; confirming again takes the place', () => {
  expect(standingOf(NO_PINS, OTHER_ACCOUNT, tom)).toBe('unknown');
  expect(standingOf(pins, ACCOUNT, tom)).toBe('unknown');
  expect(standingOf(pins, OTHER_ACCOUNT, tom)).toBe('confirmed');
  expect(standingOf(pins, OTHER_ACCOUNT, eve)).toBe('changed');
  expect(standingOf(pins, OTHER_ACCOUNT, { ...tom, boxPublic: eve.boxPublic })).toBe('changed');
  expect(standingOf(pins, OTHER_ACCOUNT, { ...tom, signPublic: eve.signPublic })).toBe('changed');
  const again = pin(pins, { account: OTHER_ACCOUNT, keys: eve, at: 9, name: 'tom' });
  expect(again.people).toHaveLength(1);
  expect(standingOf(again, OTHER_ACCOUNT, tom)).toBe('changed');
  expect(standingOf(unpin(again, OTHER_ACCOUNT), OTHER_ACCOUNT, eve)).toBe('unknown');
});

test('[K39] sealed pins open for their account, keyring and version alone', () => {
  const place = { account: ACCOUNT, version: 3, boxSecret: ada.boxSecret };
  const sealed = sealPins(pins, place, random);
  expect(openPins(sealed, place)).toEqual(pins);
  expect(openPins(sealed, { ...place, version: 4 })).toBe(undefined);
  expect(openPins(sealed, { ...place, account: OTHER_ACCOUNT })).toBe(undefined);
  expect(openPins(sealed, { ...place, boxSecret: tom.boxSecret })).toBe(undefined);
  sealed[40]! ^= 1;
  expect(openPins(sealed, place)).toBe(undefined);
  expect(openPins(new Uint8Array(), place)).toBe(undefined);
});

test('[K39] their length does not tell how many are confirmed, up to a dozen; hundreds fit, and more are refused aloud', () => {
  const place = { account: ACCOUNT, version: 1, boxSecret: ada.boxSecret };
  const many = (count: number): Pins => ({
    ...pins,
    people: Array.from({ length: count }, () => ({ ...pins.people[0]!, name: 'a@b.example' })),
  });
  expect(sealPins(many(12), place, random)).toHaveLength(sealPins(NO_PINS, place, random).length);
  expect(openPins(sealPins(many(400), place, random), place)).toEqual(many(400));
  expect(() => sealPins(many(600), place, random)).toThrow(RangeError);
  expect(() => pin(pins, { account: ACCOUNT, keys: ada, at: 1, name: 'x'.repeat(256) })).toThrow(RangeError);
});

test('[K3] what are no pins is refused as a value', () => {
  const bytes = encodePins(pins);
  expect(decodePins(bytes)).toEqual(pins);
  for (let length = 0; length < bytes.length; length++) expect(decodePins(bytes.subarray(0, length))).toBe(undefined);
  expect(decodePins(new Uint8Array([...bytes, 0]))).toBe(undefined);
  expect(decodePins(bytes.with(0, 2))).toBe(undefined);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (hostile) => void decodePins(hostile)));
});

test('[K40] two accounts see the same eight words whoever is named first; any other key or account has others', () => {
  const a = { account: ACCOUNT, signPublic: ada.signPublic, boxPublic: ada.boxPublic };
  const t = { account: OTHER_ACCOUNT, signPublic: tom.signPublic, boxPublic: tom.boxPublic };
  const words = accountWords([a, t]);
  expect(words).toHaveLength(8);
  expect(accountWords([t, a])).toEqual(words);
  const others = [
    [a],
    [t],
    [a, { ...t, signPublic: eve.signPublic }],
    [a, { ...t, boxPublic: eve.boxPublic }],
    [
      { ...a, account: OTHER_ACCOUNT },
      { ...t, account: ACCOUNT },
    ],
  ].map((of) => accountWords(of).join(' '));
  expect(new Set([words.join(' '), ...others]).size).toBe(others.length + 1);
});

test('[C9] pins and words are these', () => {
  expect(hex(encodePins(pins)).slice(0, 18)).toBe('010000000000000007');
  expect(encodePins(pins)).toHaveLength(77 + 57 + 16);
  expect(accountWords([{ account: ACCOUNT, signPublic: new Uint8Array(32), boxPublic: new Uint8Array(32) }])).toEqual(GOLDEN_WORDS);
});
const GOLDEN_WORDS = ['island', 'twice', 'lab', 'end', 'gold', 'airport', 'version', 'swarm'];
