import { inspect } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { base64url, equal, hex, utf8 } from '#crdt/base/bytes.ts';
import { sodium, sodiumReady } from '#crdt/crypto/sodium.ts';
import { createKeyring, decodeKeyring, encodeKeyring, NAME_LIMIT_BYTES, wipeKeyring, type Keyring } from '#crdt/keys/keyring.ts';
import { unwrapKeyring, wrapKeyring } from '#crdt/keys/wrap-keyring.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { ACCOUNT, OTHER_ACCOUNT, people } from '../people.ts';
import { deceivedBy, seededRandom } from '../seeded.ts';

const random = seededRandom('keyring');
const exportKey = base64url(random.bytes(64));
const plain = (keyring: Keyring) => ({
  ...keyring,
  boxSecret: hex(keyring.boxSecret.reveal()),
  signSecret: hex(keyring.signSecret.reveal()),
});

beforeAll(async () => {
  await sodiumReady();
});

test('[K1] a wrapped keyring opens with the export key of its account, and is the same', () => {
  const { host } = people();
  const wrapped = wrapKeyring({ keyring: host, exportKey, account: ACCOUNT, random });
  const unwrapped = unwrapKeyring({ wrapped, exportKey, account: ACCOUNT });
  expect(unwrapped.ok && plain(unwrapped.value)).toEqual(plain(host));
  expect(wrapped.length).toBeLessThan(LIMITS.sealedTextBytes);
});

test('[K1] another export key or another account opens nothing', () => {
  const wrapped = wrapKeyring({ keyring: people().host, exportKey, account: ACCOUNT, random });
  const refused = { ok: false, code: 'does-not-open' };
  expect(unwrapKeyring({ wrapped, exportKey: base64url(random.bytes(64)), account: ACCOUNT })).toEqual(refused);
  expect(unwrapKeyring({ wrapped, exportKey, account: OTHER_ACCOUNT })).toEqual(refused);
  expect(unwrapKeyring({ wrapped, exportKey: 'not an export key', account: ACCOUNT })).toEqual(refused);
  expect(() => wrapKeyring({ keyring: people().host, exportKey: 'short', account: ACCOUNT, random })).toThrow(RangeError);
});

test('[K2] an encoded keyring reads back, its public keys computed from the secret ones', () => {
  const keyring = createKeyring(random, 'Zoë 🎨');
  const encoded = encodeKeyring(keyring);
  const decoded = decodeKeyring(encoded.reveal());
  expect(decoded && plain(decoded)).toEqual(plain(keyring));
  expect(encoded.reveal().length).toBe(65 + utf8('Zoë 🎨').length);
  const box = sodium.crypto_box_seal(utf8('hello'), keyring.boxPublic);
  expect(sodium.crypto_box_seal_open(box, keyring.boxPublic, keyring.boxSecret.reveal())).toEqual(utf8('hello'));
});

test('[K2] the name is bounded and may hold anything', () => {
  expect(createKeyring(random, 'x'.repeat(NAME_LIMIT_BYTES)).name.length).toBe(NAME_LIMIT_BYTES);
  expect(() => createKeyring(random, 'x'.repeat(NAME_LIMIT_BYTES + 1))).toThrow(RangeError);
});

test('[K3] hostile bytes are no keyring, and never throw', () => {
  const valid = encodeKeyring(people().host).reveal();
  const wrapped = wrapKeyring({ keyring: people().host, exportKey, account: ACCOUNT, random });
  const rewritten = (bytes: Uint8Array): boolean => {
    const decoded = decodeKeyring(bytes);
    return decoded !== undefined && !equal(encodeKeyring(decoded).reveal(), bytes);
  };
  expect(deceivedBy(random, 4_000, valid, rewritten)).toEqual([]);
  const unwraps = (bytes: Uint8Array): boolean => unwrapKeyring({ wrapped: bytes, exportKey, account: ACCOUNT }).ok;
  expect(deceivedBy(random, 2_000, wrapped, unwraps)).toEqual([]);
});

test('[B3] no secret of a keyring prints; wiping leaves none', () => {
  const { host } = people();
  const secrets = [host.boxSecret.reveal(), host.signSecret.reveal()];
  const printed = inspect(host, { depth: 9, showHidden: true }) + JSON.stringify(host);
  for (const secret of secrets) {
    expect(printed).not.toContain(hex(secret).slice(0, 16));
    expect(printed).not.toContain(base64url(secret).slice(0, 16));
    expect(printed).not.toContain([...secret].slice(0, 8).join(','));
  }
  wipeKeyring(host);
  wipeKeyring(host);
  for (const secret of secrets) expect(secret.every((byte) => byte === 0)).toBe(true);
});
