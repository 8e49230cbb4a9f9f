import { createPublicKey, hkdfSync, verify as nodeVerify } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { base64url, concat, equal, hex, utf8 } from '#crdt/base/bytes.ts';
import { uuidBytes } from '#crdt/base/ids.ts';
import { Secret } from '#crdt/base/secret.ts';
import { sha256 } from '#crdt/crypto/hash.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { encodeKeyring } from '#crdt/keys/keyring.ts';
import { kitQrText, kitWords, readKit, wordsBeginning } from '#crdt/keys/kit-words.ts';
import { createKit, kitProofPublic, proveFinish, proveOpening, unwrapByKit, wrapByKit } from '#crdt/keys/recovery-kit.ts';
import { createKitProofs } from '#server/access/kit-proof.ts';
import { ACCOUNT, OTHER_ACCOUNT, people } from '../people.ts';
import { deceivedBy, seededRandom } from '../seeded.ts';

const GOLDEN = {
  words:
    'alpha deal scrub asthma idea logic bright thought alpha deal scrub asthma idea logic bright thought alpha deal scrub asthma idea logic bright truly',
  keyring:
    '66f8a5ba94291ebda92c7df7a449a860c83119acd64b15e4c89d00e82fd0fe73b16f784ef223d218f9b9c6473086a9313997b0e96c64944cf1b54c44ace9477243e52193882ede363d9f7e258eda30bd4a38ab9cd26643c924e75110a8b00f0ff905e1a50a5e4605c229db0bb1f7d95d6410dcb273d2b1fdf17864e58bb4d439ac842cce924bde09d4dcb449490ce0f2eb5aa20db3631e196246f080186cbc328296638360d28671',
  proofPublic: 'c9ca342bc1ac9fcba53f5c0c64e79028d2cc0194a92c12111e4eeef798322bb8',
  opening:
    'eff5b3fa528e1514590b1ca293eb8ada822b54674fca765ef9cc4127c9f880b3b18594ee4d50d30a222147cc59d4300f36efd0a266a87abda6bb202faf21670e',
  finish:
    'cda7de8ce32f3563b164ff02af3cc13b001aa30fb505d16aed962082cc4f1e03f8529113a15148099567d78d43efb5f4ad0ae10356e319b6335cbd26767f7504',
};
const random = seededRandom('recovery kit');
const kitOf = (value: number): Secret => new Secret(new Uint8Array(32).fill(value));
const challenge = new Uint8Array(32).fill(3);
const place = () => ({ kit: kitOf(7), account: ACCOUNT });
const hexOf = (kit: Secret): string => hex(kit.reveal());

beforeAll(async () => void (await sodiumReady()));

/** The kit in a text, as hex; otherwise what the text is instead. */
const read = (text: string): string => {
  const reading = readKit(text);
  return reading.is === 'kit' ? hexOf(reading.kit) : reading.is;
};

test('[C9] words, wrapping, public key and proofs of a kit are these', () => {
  expect(kitWords(kitOf(7)).join(' ')).toBe(GOLDEN.words);
  expect(kitQrText(kitOf(7))).toBe(`HOLDSPACE KIT 1 ${GOLDEN.words.toUpperCase()}`);
  const wrapped = wrapByKit({ ...place(), keyring: people().guest, random: seededRandom('golden kit') });
  expect(hex(wrapped)).toBe(GOLDEN.keyring);
  expect(hex(kitProofPublic(place()))).toBe(GOLDEN.proofPublic);
  expect(hex(proveOpening(place(), challenge, 'the request'))).toBe(GOLDEN.opening);
  expect(hex(proveFinish(place(), challenge, 'the record', wrapped))).toBe(GOLDEN.finish);
});

test('[C9] the keys are what HKDF of another library gives, and the proofs verify elsewhere', () => {
  const derived = (purpose: string): Buffer => {
    const label = utf8(`holdspace/v1/key/${purpose}`);
    const info = concat(Uint8Array.of(label.length), label, uuidBytes(ACCOUNT));
    return Buffer.from(hkdfSync('sha256', kitOf(7).reveal(), new Uint8Array(), info, 32));
  };
  expect(derived('kit-keyring').equals(derived('kit-proof'))).toBe(false);
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: base64url(kitProofPublic(place())) }, format: 'jwk' });
  const label = utf8('holdspace/v1/sign/recovery-open');
  const message = concat(Uint8Array.of(label.length), label, uuidBytes(ACCOUNT), challenge, sha256(utf8('the request')));
  expect(nodeVerify(null, message, key, proveOpening(place(), challenge, 'the request'))).toBe(true);
});

test('[K20] 24 words are the kit, however they are written down; so is the text of the QR code', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      const words = kitWords(new Secret(bytes.slice()));
      expect(words).toHaveLength(24);
      const spelled = [
        words.join(' '),
        words.join('\n').toUpperCase(),
        words.map((word, i) => `${i + 1}. ${word}`).join(', '),
        `  ${kitQrText(new Secret(bytes.slice()))}\n`,
      ];
      for (const text of spelled) expect(read(text)).toBe(hex(bytes));
    }),
    { numRuns: 50, seed: 20 },
  );
});

test('[K20] a slip is noticed, and said as far as it is known', () => {
  const words = kitWords(kitOf(7));
  const with_ = (at: number, word: string): string => words.map((one, i) => (i === at ? word : one)).join(' ');
  expect(readKit(with_(4, 'heronn'))).toEqual({ is: 'unknown-word', at: 5, word: 'heronn', last: false });
  expect(readKit('abandon abou')).toEqual({ is: 'unknown-word', at: 2, word: 'abou', last: true });
  expect(readKit(words.slice(0, 23).join(' '))).toEqual({ is: 'short', words: 23 });
  expect(read(`${words.join(' ')} abandon`)).toBe('long');
  expect(read('')).toBe('short');
  expect(read(kitQrText(kitOf(7)).replace('KIT 1', 'KIT 2'))).toBe('other-version');
  // 8 bits of checksum: of all single swaps of a word some 1 in 256 pass, and then open nothing.
  let passed = 0;
  for (let at = 0; at < 24; at++) for (const word of ['zoo', 'abandon', 'river']) if (read(with_(at, word)) === 'mistaken') passed++;
  expect(passed).toBeGreaterThan(65);
  // "kit" is itself one of the words.
  expect(read('kit')).toBe('short');
  expect(wordsBeginning('kit', 9)).toEqual(['kit', 'kitchen', 'kite', 'kitten']);
  expect(wordsBeginning('', 9)).toEqual([]);
});

test('[K20] whatever is pasted, it is read or refused, and quickly', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 3000, unit: 'binary' }), (text) => {
      expect(typeof readKit(text).is).toBe('string');
    }),
    { numRuns: 500, seed: 21 },
  );
  expect(read('abandon '.repeat(100_000))).toBe('long');
});

test('[K21] a keyring wrapped by a kit opens with that kit for that account, and is the same', () => {
  const { host } = people();
  const kit = createKit(random);
  const wrapped = wrapByKit({ kit, account: ACCOUNT, keyring: host, random });
  const opened = unwrapByKit({ kit, account: ACCOUNT, wrapped });
  expect(opened.ok && hexOf(encodeKeyring(opened.value))).toBe(hexOf(encodeKeyring(host)));
  const refused = { ok: false, code: 'does-not-open' };
  expect(unwrapByKit({ kit: createKit(random), account: ACCOUNT, wrapped })).toEqual(refused);
  expect(unwrapByKit({ kit, account: OTHER_ACCOUNT, wrapped })).toEqual(refused);
  const opens = (bytes: Uint8Array): boolean => unwrapByKit({ kit, account: ACCOUNT, wrapped: bytes }).ok;
  expect(deceivedBy(random, 2_000, wrapped, opens)).toEqual([]);
});

test('[K22] what the server checks by differs for each kit and account, and neither is a key', () => {
  const kit = createKit(random);
  const publics = [
    kitProofPublic({ kit, account: ACCOUNT }),
    kitProofPublic({ kit, account: OTHER_ACCOUNT }),
    kitProofPublic({ kit: createKit(random), account: ACCOUNT }),
  ];
  expect(new Set(publics.map(hex)).size).toBe(3);
  for (const one of publics) expect(equal(one, kit.reveal())).toBe(false);
});

test("[K22] the server's check takes a proof for its account, challenge, purpose and contents alone", () => {
  const proofs = createKitProofs();
  const wrapped = new Uint8Array(90).fill(1);
  const proofPublic = kitProofPublic(place());
  const [asked, signed] = [proveOpening(place(), challenge, 'request'), proveFinish(place(), challenge, 'record', wrapped)];
  const proof = { account: ACCOUNT, challenge: base64url(challenge), proofPublic };
  const opening = { ...proof, signature: base64url(asked) };
  const finish = { ...proof, signature: base64url(signed) };
  expect(proofs.opens(opening, 'request')).toBe(true);
  expect(proofs.finishes(finish, 'record', wrapped)).toBe(true);
  const other = base64url(new Uint8Array(32).fill(4));
  const wrong = [
    proofs.opens(opening, 'another request'),
    proofs.opens({ ...opening, challenge: other }, 'request'),
    proofs.opens({ ...opening, account: OTHER_ACCOUNT }, 'request'),
    proofs.opens({ ...opening, proofPublic: kitProofPublic({ kit: kitOf(8), account: ACCOUNT }) }, 'request'),
    proofs.opens({ ...opening, proofPublic: undefined }, 'request'),
    proofs.opens({ ...opening, signature: '' }, 'request'),
    proofs.opens(finish, 'record'),
    proofs.finishes(opening, 'request', wrapped),
    proofs.finishes(finish, 'another record', wrapped),
    proofs.finishes(finish, 'record', new Uint8Array(90).fill(2)),
    proofs.finishes({ ...finish, challenge: other }, 'record', wrapped),
    // No point of the curve.
    proofs.opens({ ...opening, proofPublic: new Uint8Array(32).fill(255) }, 'request'),
  ];
  expect(wrong).toEqual(wrong.map(() => false));
});
