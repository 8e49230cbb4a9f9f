import { wordlist } from '@scure/bip39/wordlists/english.js';
import { beforeAll, expect, test } from 'vitest';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { roomKeys } from '#crdt/keys/room-key.ts';
import { safetyWords, type MemberKeys } from '#crdt/keys/safety-words.ts';
import { GUEST, HOST, OTHER_ROOM, people, ROOM } from '../people.ts';
import { seededRandom } from '../seeded.ts';

let at: ReturnType<typeof people>;
const keys = (): MemberKeys[] => [
  { member: HOST, signPublic: at.host.signPublic, boxPublic: at.host.boxPublic },
  { member: GUEST, signPublic: at.guest.signPublic, boxPublic: at.guest.boxPublic },
];
const wordsOf = (change: Partial<Parameters<typeof safetyWords>[0]> = {}) =>
  safetyWords({ room: ROOM, keys: keys(), safetyKey: roomKeys(at.roomKey, ROOM, 1).safetyWords, ...change });

beforeAll(async () => {
  await sodiumReady();
  at = people();
});

test('[K13] every member sees the same five words, in whatever order they know each other', () => {
  expect(wordsOf()).toEqual(wordsOf({ keys: keys().toReversed() }));
  expect(wordsOf().length).toBe(5);
  for (const word of wordsOf()) expect(wordlist).toContain(word);
});

test('[K13] another key, member, room or room key gives other words', () => {
  const [host, guest] = keys();
  if (host === undefined || guest === undefined) throw new Error('two members');
  const other = seededRandom('other');
  const changed = [
    wordsOf({ keys: [host, { ...guest, boxPublic: other.bytes(32) }] }),
    wordsOf({ keys: [host, { ...guest, signPublic: other.bytes(32) }] }),
    wordsOf({ keys: [{ ...host, signPublic: other.bytes(32) }, guest] }),
    wordsOf({
      keys: [
        { ...host, member: GUEST },
        { ...guest, member: HOST },
      ],
    }),
    wordsOf({ keys: [host] }),
    wordsOf({ room: OTHER_ROOM }),
    wordsOf({ safetyKey: roomKeys(at.roomKey, ROOM, 2).safetyWords }),
  ].map((words) => words.join(' '));
  expect(new Set([wordsOf().join(' '), ...changed]).size).toBe(changed.length + 1);
});

test('[K13] all words of the list occur', () => {
  const seen = new Set<string>();
  const random = seededRandom('many');
  for (let round = 0; round < 4_000; round++) {
    const member = { member: HOST, signPublic: random.bytes(32), boxPublic: random.bytes(32) };
    for (const word of wordsOf({ keys: [member], safetyKey: at.roomKey })) seen.add(word);
  }
  expect(seen.size).toBeGreaterThan(2040);
});
