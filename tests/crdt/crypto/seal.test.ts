import { beforeAll, expect, test } from 'vitest';
import { concat, equal } from '#crdt/base/bytes.ts';
import type { Secret } from '#crdt/base/secret.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import { decodeHeader, encodeHeader, HEADER_BYTES, type Header } from '#crdt/crypto/header.ts';
import { open, seal, SEALED_LIMIT, sealedLength } from '#crdt/crypto/seal.ts';
import { sodium, sodiumReady } from '#crdt/crypto/sodium.ts';
import type { Keyring } from '#crdt/keys/keyring.ts';
import { createRoomKey, roomKeys, type RoomKeys } from '#crdt/keys/room-key.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { DEVICE, GUEST, header, HOST, OTHER_ROOM, people, ROOM } from '../people.ts';
import { deceivedBy, seededRandom } from '../seeded.ts';

const random = seededRandom('seal');
const content = random.bytes(150);
let host: Keyring;
let guest: Keyring;
let keys: RoomKeys;
let roomKey: Secret;
const signPublicOf = (member: MemberId): Uint8Array | undefined => ({ [HOST]: host, [GUEST]: guest })[member]?.signPublic;
const sealed = (change: Partial<Header> = {}, more: Partial<Parameters<typeof seal>[0]> = {}): Uint8Array =>
  seal({ header: header(change), content, key: keys.drawing, signSecret: guest.signSecret, random, ...more });
const opened = (bytes: Uint8Array, key: Secret = keys.drawing) => open({ sealed: bytes, key, signPublicOf });
/** The same body under another header. */
const reheaded = (bytes: Uint8Array, change: Partial<Header>): Uint8Array => {
  const copy = bytes.slice();
  copy.set(encodeHeader(header(change)));
  return copy;
};

beforeAll(async () => {
  await sodiumReady();
  ({ host, guest, roomKey } = people());
  keys = roomKeys(roomKey, ROOM, 1);
});

test('[C1] what is sealed opens, header and content as they were', () => {
  for (const length of [0, 1, 150, 191, 192, 4000, 100_000]) {
    const bytes = random.bytes(length);
    const result = opened(sealed({}, { content: bytes }));
    expect(result).toEqual({ ok: true, value: { header: header(), content: bytes } });
  }
});

test('[C2] a change of any bit anywhere is noticed', () => {
  const bytes = sealed();
  const codes = { header: new Set<string>(), body: new Set<string>() };
  for (let at = 0; at < bytes.length; at++) {
    const changed = bytes.slice();
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
    const result = opened(changed);
    codes[at < HEADER_BYTES ? 'header' : 'body'].add(result.ok ? 'opened' : result.code);
  }
  expect([...codes.body]).toEqual(['does-not-open']);
  // In the header a bit may also make another version or kind of it, or name another member.
  expect([...codes.header].toSorted()).toEqual(['does-not-open', 'malformed', 'not-a-member']);
});

test('[C2] a message cut or lengthened anywhere does not open', () => {
  const bytes = sealed();
  for (let length = 0; length < bytes.length; length += 5) expect(opened(bytes.subarray(0, length)).ok).toBe(false);
  expect(opened(Uint8Array.of(...bytes, 0)).ok).toBe(false);
});

test('[C3] a body opens under no header but its own', () => {
  const changes: Partial<Header>[] = [
    { room: OTHER_ROOM },
    { doc: 'chat' },
    { epoch: 2 },
    { member: HOST },
    { device: DEVICE.toReversed() },
    { counter: 8 },
    { seenSeq: 42 },
    { seenHead: new Uint8Array(32) },
    { kind: 'snapshot' },
    { kind: 'presence', doc: undefined },
  ];
  for (const change of changes) expect(opened(reheaded(sealed(), change))).toEqual({ ok: false, code: 'does-not-open' });
});

test('[C3] a key of another doc, epoch, room or room key opens nothing', () => {
  const bytes = sealed();
  const others = [
    keys.chat,
    keys.presence,
    roomKeys(roomKey, ROOM, 2).drawing,
    roomKeys(roomKey, OTHER_ROOM, 1).drawing,
    roomKeys(createRoomKey(random), ROOM, 1).drawing,
  ];
  for (const key of others) expect(opened(bytes, key)).toEqual({ ok: false, code: 'does-not-open' });
});

test('[C4] another member cannot speak in a member’s name, though they hold the room key', () => {
  expect(opened(sealed({ member: HOST }))).toEqual({ ok: false, code: 'bad-signature' });
  expect(opened(sealed({}, { signSecret: host.signSecret }))).toEqual({ ok: false, code: 'bad-signature' });
});

test('[C4] whoever is no member is not listened to', () => {
  const stranger = '0b0b0b0b-0000-4000-8000-00000000000f' as MemberId;
  expect(opened(sealed({ member: stranger }))).toEqual({ ok: false, code: 'not-a-member' });
});

test('[C5] a signature made for presence passes for no update, even when another member seals it anew', () => {
  const presence = sealed({ kind: 'presence', doc: undefined }, { key: keys.presence });
  expect(opened(presence, keys.presence).ok).toBe(true);
  expect(opened(reheaded(presence, {}), keys.presence)).toEqual({ ok: false, code: 'does-not-open' });
  const [head, nonce, box] = [presence.subarray(0, 96), presence.subarray(96, 120), presence.subarray(120)];
  const plain = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, box, head, nonce, keys.presence.reveal());
  const asUpdate = encodeHeader(header());
  const again = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, asUpdate, null, nonce, keys.drawing.reveal());
  expect(opened(concat(asUpdate, nonce, again))).toEqual({ ok: false, code: 'bad-signature' });
});

test('[C6] contents of nearly the same length have the same sealed length', () => {
  expect(new Set(Array.from({ length: 192 }, (_, length) => sealed({}, { content: new Uint8Array(length) }).length))).toEqual(
    new Set([392]),
  );
  for (let length = 0; length < 300_000; length = Math.ceil((length + 1) * 1.07)) {
    const overhead = sealedLength(length) - (HEADER_BYTES + 24 + 16 + 64 + 1) - length;
    expect(overhead).toBeGreaterThanOrEqual(0);
    expect(overhead).toBeLessThan(Math.max(192, length < 4000 ? length + 64 : 0.0625 * (length + 65)));
  }
});

test('[C7] the limits are those of the contract, and hold at sealing and at opening', () => {
  expect(SEALED_LIMIT).toEqual({
    update: LIMITS.sealedUpdateBytes,
    snapshot: LIMITS.sealedSnapshotBytes,
    presence: LIMITS.sealedPresenceBytes,
  });
  expect(() => sealed({ kind: 'presence', doc: undefined }, { content: new Uint8Array(17_000) })).toThrow(RangeError);
  const snapshot = sealed({ kind: 'snapshot' }, { content: new Uint8Array(300_000) });
  expect(opened(snapshot).ok).toBe(true);
  expect(opened(reheaded(snapshot, {}))).toEqual({ ok: false, code: 'malformed' });
});

test('[C8] hostile bytes are refused, never thrown at', () => {
  const valid = sealed();
  expect(deceivedBy(random, 20_000, valid, (bytes) => opened(bytes).ok)).toEqual([]);
  const rewritten = (bytes: Uint8Array): boolean => {
    const head = decodeHeader(bytes);
    return head !== undefined && !equal(encodeHeader(head), bytes.subarray(0, HEADER_BYTES));
  };
  expect(deceivedBy(random, 20_000, encodeHeader(header()), rewritten)).toEqual([]);
});
