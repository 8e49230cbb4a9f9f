import { beforeAll, expect, test } from 'vitest';
import { equal, hex } from '#crdt/base/bytes.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { grantRoomKey, GRANT_BYTES, isBoxPublic, openGrant, type GrantPlace } from '#crdt/keys/grant.ts';
import type { Keyring } from '#crdt/keys/keyring.ts';
import { encodeMember, readMember, STATEMENT_LIMIT_BYTES, type MemberStatement } from '#crdt/keys/member-layout.ts';
import { openName, sealName, signMember, verifyMember } from '#crdt/keys/member.ts';
import { createRoomKey, openTitle, roomKeys, sealTitle, wipeRoomKeys } from '#crdt/keys/room-key.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { GUEST, HOST, OTHER_ROOM, people, ROOM } from '../people.ts';
import { deceivedBy, hostile, seededRandom } from '../seeded.ts';

const random = seededRandom('membership');
let at: ReturnType<typeof people>;
const statement = (keys: Keyring): MemberStatement => ({
  room: ROOM,
  id: GUEST,
  role: 'participant',
  fromEpoch: 1,
  signPublic: keys.signPublic,
  boxPublic: keys.boxPublic,
  sealedName: sealName('Robin', { room: ROOM, member: GUEST, namesKey: roomKeys(at.roomKey, ROOM, 1).names }, random),
});
const place = (): GrantPlace => ({ room: ROOM, epoch: 1, granter: HOST, reader: GUEST, readerBoxPublic: at.guest.boxPublic });
const openingWith = (change: Partial<Parameters<typeof openGrant>[0]>) => {
  const grant = grantRoomKey({ ...place(), roomKey: at.roomKey, signSecret: at.host.signSecret });
  return openGrant({ ...place(), grant, readerBoxSecret: at.guest.boxSecret, granterSignPublic: at.host.signPublic, ...change });
};

beforeAll(async () => {
  await sodiumReady();
  at = people();
});

test('[K4] a room key gives other keys for every room, epoch and purpose', () => {
  const sets = [roomKeys(at.roomKey, ROOM, 1), roomKeys(at.roomKey, ROOM, 2), roomKeys(at.roomKey, OTHER_ROOM, 1)];
  const keys = sets.flatMap((set) => Object.values(set).map((key) => hex(key.reveal())));
  expect(keys.length).toBe(30);
  expect(new Set([...keys, hex(at.roomKey.reveal())]).size).toBe(31);
  const made = roomKeys(createRoomKey(random), ROOM, 1);
  wipeRoomKeys(made);
  wipeRoomKeys(made);
  expect(Object.values(made).every((key) => key.wiped)).toBe(true);
});

test('[K5] a member is who the host signed, for this room', () => {
  const signed = signMember(statement(at.guest), at.host.signSecret);
  const verified = verifyMember(signed, at.host.signPublic, ROOM);
  expect(verified.ok && verified.value).toEqual(readMember(signed.statement));
  const refused = { ok: false, code: 'bad-signature' };
  expect(verifyMember(signed, at.guest.signPublic, ROOM)).toEqual(refused);
  expect(verifyMember(signed, at.host.signPublic, OTHER_ROOM)).toEqual(refused);
  expect(verifyMember({ ...signed, statement: encodeMember(statement(at.host)) }, at.host.signPublic, ROOM)).toEqual(refused);
  const raised = signed.statement.slice();
  raised[1] = 1;
  expect(verifyMember({ ...signed, statement: raised }, at.host.signPublic, ROOM)).toEqual(refused);
});

test('[K5] the layout without cryptography reads what was signed, within the contract’s bounds', () => {
  const bytes = encodeMember(statement(at.guest));
  const read = readMember(bytes);
  expect(read && hex(encodeMember(read))).toBe(hex(bytes));
  expect(STATEMENT_LIMIT_BYTES).toBe(LIMITS.sealedTextBytes);
  expect(readMember(new Uint8Array(STATEMENT_LIMIT_BYTES + 1).fill(1))).toBeUndefined();
  expect(() => encodeMember({ ...statement(at.guest), sealedName: new Uint8Array(5000) })).toThrow(RangeError);
  expect(() => encodeMember({ ...statement(at.guest), signPublic: new Uint8Array(31) })).toThrow(RangeError);
  expect(() => encodeMember({ ...statement(at.guest), fromEpoch: 0 })).toThrow(RangeError);
});

test('[K3] hostile bytes are no statement, and never throw', () => {
  const signed = signMember(statement(at.guest), at.host.signSecret);
  const { statement: valid, signature } = signed;
  const rewritten = (bytes: Uint8Array): boolean => {
    const read = readMember(bytes);
    return read !== undefined && !equal(encodeMember(read), bytes);
  };
  expect(deceivedBy(random, 20_000, valid, rewritten)).toEqual([]);
  const verifies = (change: Partial<typeof signed>): boolean => verifyMember({ ...signed, ...change }, at.host.signPublic, ROOM).ok;
  expect(deceivedBy(random, 2_000, valid, (bytes) => verifies({ statement: bytes }))).toEqual([]);
  expect(deceivedBy(random, 1_000, signature, (bytes) => verifies({ signature: bytes }))).toEqual([]);
});

test('[K6] a name or a title opens only where it belongs', () => {
  const { names, title } = roomKeys(at.roomKey, ROOM, 1);
  const here = { room: ROOM, member: GUEST, namesKey: names };
  const sealed = sealName('Robin', here, random);
  expect(openName(sealed, here)).toEqual({ ok: true, value: 'Robin' });
  for (const elsewhere of [{ room: OTHER_ROOM }, { member: HOST }, { namesKey: title }]) {
    expect(openName(sealed, { ...here, ...elsewhere })).toEqual({ ok: false, code: 'does-not-open' });
  }
  const sealedTitle = sealTitle({ title: 'Monday', room: ROOM, titleKey: title, random });
  expect(openTitle({ sealed: sealedTitle, room: ROOM, titleKey: title })).toEqual({ ok: true, value: 'Monday' });
  expect(openTitle({ sealed: sealedTitle, room: OTHER_ROOM, titleKey: title }).ok).toBe(false);
  expect(sealName('A', here, random).length).toBe(sealName('A much longer name', here, random).length);
});

test('[K7] a grant opens for its reader and gives the room key', () => {
  const opened = openingWith({});
  expect(opened.ok && opened.value.reveal()).toEqual(at.roomKey.reveal());
  expect(grantRoomKey({ ...place(), roomKey: at.roomKey, signSecret: at.host.signSecret }).sealed.length).toBe(GRANT_BYTES);
});

test('[K7] a grant of another place, reader or granter does not verify', () => {
  const mallory = people().host;
  const changes: Parameters<typeof openingWith>[0][] = [
    { room: OTHER_ROOM },
    { epoch: 2 },
    { granter: GUEST },
    { reader: HOST },
    { readerBoxPublic: mallory.boxPublic, readerBoxSecret: mallory.boxSecret },
    { granterSignPublic: at.guest.signPublic },
  ];
  for (const change of changes) expect(openingWith(change)).toEqual({ ok: false, code: 'bad-signature' });
  const theirs = { ...place(), roomKey: createRoomKey(random), signSecret: at.guest.signSecret };
  expect(openingWith({ grant: grantRoomKey(theirs) })).toEqual({ ok: false, code: 'bad-signature' });
});

test('[K7] a grant sealed to a substituted key does not verify under the reader’s own', () => {
  const mallory = people().host;
  const grant = grantRoomKey({ ...place(), readerBoxPublic: mallory.boxPublic, roomKey: at.roomKey, signSecret: at.host.signSecret });
  expect(openingWith({ grant })).toEqual({ ok: false, code: 'bad-signature' });
});

test('[K7] a box that does not open, and bytes that are no grant, are values', () => {
  expect(openingWith({ readerBoxSecret: at.host.boxSecret })).toEqual({ ok: false, code: 'does-not-open' });
  const empty = { sealed: new Uint8Array(79), signature: new Uint8Array(64) };
  expect(openingWith({ grant: empty })).toEqual({ ok: false, code: 'malformed' });
  for (const sealed of hostile(random, 1_000, random.bytes(80))) {
    expect(openingWith({ grant: { sealed, signature: random.bytes(64) } }).ok).toBe(false);
  }
});

test('[K7] a key of small order or wrong length is nothing to seal to', () => {
  expect(isBoxPublic(at.guest.boxPublic)).toBe(true);
  const one = new Uint8Array(32);
  one[0] = 1;
  for (const bad of [new Uint8Array(32), one, new Uint8Array(31), new Uint8Array(0)]) expect(isBoxPublic(bad)).toBe(false);
});
