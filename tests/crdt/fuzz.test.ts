/** Every decoder of this folder against hostile bytes: no throw, no hang, and nothing authenticated is believed once it was changed. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { base64url, fromBase64url, fromHex, fromUtf8, hex, utf8 } from '#crdt/base/bytes.ts';
import { ALL_RIGHTS, RIGHTS } from '#crdt/base/rights.ts';
import { isUuid } from '#crdt/base/ids.ts';
import type { AccountId, RecordId } from '#crdt/base/ids.ts';
import { Secret } from '#crdt/base/secret.ts';
import { decodeHeader, encodeHeader } from '#crdt/crypto/header.ts';
import { open, seal } from '#crdt/crypto/seal.ts';
import { openBytes, sealBytes } from '#crdt/crypto/seal-bytes.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { createReader } from '#crdt/docs/bytes.ts';
import { readPoints } from '#crdt/docs/points.ts';
import { decodeStroke, encodeStroke } from '#crdt/docs/stroke.ts';
import { decodeCheckIn, encodeCheckIn } from '#crdt/keys/check-in.ts';
import { signEpoch, verifyEpoch } from '#crdt/keys/epoch.ts';
import { grantRoomKey, openGrant } from '#crdt/keys/grant.ts';
import { openAdmission, sealAdmission } from '#crdt/keys/invite.ts';
import { inviteLink, parseInviteLink } from '#crdt/keys/invite-link.ts';
import { openInvite, sealInvite } from '#crdt/keys/invite-record.ts';
import { decodeKeyring, encodeKeyring } from '#crdt/keys/keyring.ts';
import { encodeEpoch, readEpoch, type EpochStatement } from '#crdt/keys/epoch-layout.ts';
import { encodeMember, readMember } from '#crdt/keys/member-layout.ts';
import { signMember, verifyMember } from '#crdt/keys/member.ts';
import { encodeRecord, readRecord } from '#crdt/keys/record-layout.ts';
import { grantRecordKey, openRecordGrant } from '#crdt/keys/record-grant.ts';
import { NEW_RECORD, openVersion, sealVersion, verifyVersion } from '#crdt/keys/record.ts';
import { roomKeys } from '#crdt/keys/room-key.ts';
import { unwrapKeyring, wrapKeyring } from '#crdt/keys/wrap-keyring.ts';
import { decodeCommitted, encodeCommitted } from '#crdt/sync/committed.ts';
import { decodeSnapshot, encodeSnapshot } from '#crdt/sync/snapshot.ts';
import { checkUpdate, isEmptyUpdate } from '#crdt/sync/yjs-bounds.ts';
import * as Y from 'yjs';
import { CHEAP, COSTLY, fuzzBytes, fuzzText } from '#tests/support/fuzz.ts';
import { ACCOUNT, GUEST, header, HOST, INVITE, people, ROOM } from './people.ts';
import { seededRandom } from './seeded.ts';

// A hundred thousand inputs take their time on a busy machine.
vi.setConfig({ testTimeout: 900_000 });

const before = process.memoryUsage().rss;
beforeAll(async () => await sodiumReady());
// Half a million inputs a file: whatever kept even a kilobyte of each would stand out.
afterAll(() => expect(process.memoryUsage().rss - before).toBeLessThan(512 << 20));

const random = () => seededRandom('fuzz');
const member = () => {
  const { guest } = people();
  return { room: ROOM, id: GUEST, role: 'participant', fromEpoch: 1, ...guest, sealedName: utf8('sealed name') } as const;
};
const epochSaid = (): EpochStatement => {
  const end = { seq: 3, head: new Uint8Array(32) };
  const members = [
    { member: HOST, role: 'therapist', rights: ALL_RIGHTS },
    { member: GUEST, role: 'participant', rights: RIGHTS.chat },
  ] as const;
  const sealed = { previous: new Uint8Array(32), previousKey: new Uint8Array(104) };
  return { room: ROOM, epoch: 2, newcomers: ALL_RIGHTS, ends: { drawing: end, chat: end }, members, ...sealed };
};
const RECORD = { record: '0e0e0e0e-0000-4000-8000-000000000001' as RecordId, kind: 'patient', owner: ACCOUNT } as const;
const recordSaid = () => ({ version: 1, closing: false, author: ACCOUNT, previous: new Uint8Array(32), sealedHash: new Uint8Array(32) });
const yjsUpdate = (): Uint8Array => {
  const doc = new Y.Doc();
  doc.clientID = 7;
  doc.getMap('strokes').set('a', new Uint8Array(40));
  doc.getArray('chat').push([{ text: 'hello' }]);
  return Y.encodeStateAsUpdate(doc);
};
const stroke = (): Uint8Array =>
  encodeStroke({
    tool: 'pen',
    author: GUEST,
    order: 3,
    at: 1_700_000_000_000,
    colour: 0x336699,
    width: 4,
    pressure: true,
    opacity: 1,
    filled: false,
    points: Float32Array.of(0, 0, 0.5, 10, 10, 0.5, 30, 5, 1),
  });

/** Layouts, without cryptography: whatever they take is then verified elsewhere. They give a value or undefined. */
const LAYOUTS: Readonly<Record<string, readonly [() => Uint8Array, (bytes: Uint8Array) => unknown]>> = {
  'the sealed header': [() => encodeHeader(header()), decodeHeader],
  'a member statement': [() => encodeMember(member()), readMember],
  'an epoch statement': [() => encodeEpoch(epochSaid()), readEpoch],
  'a record statement': [() => encodeRecord({ ...RECORD, ...recordSaid() }), readRecord],
  'a keyring': [() => encodeKeyring(people().guest).reveal(), decodeKeyring],
  'a check-in': [() => encodeCheckIn({ place: 'at home', phone: '+1 234 567 89', alone: true }), decodeCheckIn],
  'a committed notice': [
    () => encodeCommitted({ doc: 'drawing', firstSeq: 9, head: new Uint8Array(32), prefixes: [new Uint8Array(8), new Uint8Array(8)] }),
    decodeCommitted,
  ],
  'a snapshot': [
    () => encodeSnapshot({ reached: new Map([[hex(new Uint8Array(24)), { counter: 3, clock: 9 }]]), state: yjsUpdate() }),
    decodeSnapshot,
  ],
  'a Yjs update (its bounds)': [yjsUpdate, (bytes) => [checkUpdate(bytes, 7), isEmptyUpdate(bytes)]],
  'a stroke': [stroke, decodeStroke],
  points: [() => stroke().slice(30), (bytes) => readPoints(createReader(bytes), bytes.length, (bytes[0] ?? 0) % 2 === 0)],
  'UTF-8': [() => utf8('grüße 🌲'), fromUtf8],
};

test.each(Object.entries(LAYOUTS))('[H33] %s: 100,000 hostile inputs give a value or none', (name, [valid, decode]) => {
  fuzzBytes(name, [valid()], CHEAP, (bytes) => decode(bytes) !== undefined);
});

test('[H33] text: what is read back is what was written, and nothing else is read', () => {
  const sample = random().bytes(40);
  const reads = {
    base64url: (text: string) => fromBase64url(text),
    hex: (text: string) => fromHex(text),
  };
  const writes = { base64url, hex };
  for (const kind of ['base64url', 'hex'] as const) {
    fuzzText(kind, [writes[kind](sample)], CHEAP, (text) => {
      const bytes = reads[kind](text);
      // One spelling each: otherwise one thing would have two names.
      if (bytes !== undefined && writes[kind](bytes) !== text) throw new Error(`${text} is another spelling`);
      return bytes !== undefined;
    });
  }
  const link = inviteLink('https://practice.example', INVITE, new Secret(random().bytes(32)));
  fuzzText('link', [link], CHEAP, (text) => parseInviteLink(text).ok);
  fuzzText('uuid', [ROOM], CHEAP, isUuid);
});

test('[H33] nothing sealed or signed opens once it was changed', () => {
  const { host, guest, roomKey } = people();
  const keys = roomKeys(roomKey, ROOM, 1);
  const sealed = seal({ header: header(), content: utf8('a stroke'), key: keys.drawing, signSecret: guest.signSecret, random: random() });
  const opens = (bytes: Uint8Array): boolean => open({ sealed: bytes, key: keys.drawing, signPublicOf: () => guest.signPublic }).ok;
  expect(opens(sealed)).toBe(true);
  // Poly1305 refuses before anything is verified: cheap enough for all of them.
  expect(fuzzBytes('a sealed update', [sealed], 50_000, opens)).toEqual([]);

  const place = { key: keys.drawing, label: 'name', context: utf8('whose') } as const;
  const small = sealBytes({ bytes: utf8('Robin'), ...place, random: random() });
  expect(fuzzBytes('sealed bytes', [small], CHEAP, (bytes) => openBytes({ sealed: bytes, ...place }).ok)).toEqual([]);

  const invitePlace = { invite: INVITE, room: ROOM, invitesKey: keys.drawing };
  const record = sealInvite({ root: roomKey, role: 'observer', asks: [] }, invitePlace, random());
  expect(fuzzBytes('an invite record', [record], 50_000, (bytes) => openInvite(bytes, invitePlace).ok)).toEqual([]);

  const admissionPlace = { invite: INVITE, admissionKey: keys.drawing, guest };
  const admission = sealAdmission({ room: ROOM, host: HOST, hostSignPublic: host.signPublic, member: GUEST }, admissionPlace, random());
  expect(fuzzBytes('an admission', [admission], 50_000, (bytes) => openAdmission(bytes, admissionPlace).ok)).toEqual([]);

  const exportKey = base64url(random().bytes(64));
  const wrapped = wrapKeyring({ keyring: guest, exportKey, account: ACCOUNT, random: random() });
  const unwraps = (bytes: Uint8Array): boolean => unwrapKeyring({ wrapped: bytes, exportKey, account: ACCOUNT as AccountId }).ok;
  expect(unwraps(wrapped)).toBe(true);
  expect(fuzzBytes('a wrapped keyring', [wrapped], 20_000, unwraps)).toEqual([]);
});

test('[H33] no statement and no grant is believed once it was changed', () => {
  const { host, guest, roomKey } = people();
  const signed = signMember(member(), host.signSecret);
  const believed = (bytes: Uint8Array, signature = signed.signature): boolean =>
    verifyMember({ statement: bytes, signature }, host.signPublic, ROOM).ok;
  expect(believed(signed.statement)).toBe(true);
  expect(fuzzBytes('a signed statement', [signed.statement], COSTLY, (bytes) => believed(bytes))).toEqual([]);
  expect(fuzzBytes('its signature', [signed.signature], COSTLY, (bytes) => believed(signed.statement, bytes))).toEqual([]);

  const turned = signEpoch(epochSaid(), host.signSecret);
  const holds = (statement: Uint8Array): boolean => verifyEpoch({ ...turned, statement }, host.signPublic, ROOM).ok;
  expect(holds(turned.statement)).toBe(true);
  expect(fuzzBytes('a signed epoch', [turned.statement], COSTLY, holds)).toEqual([]);

  const place = { room: ROOM, epoch: 1, granter: HOST, reader: GUEST, readerBoxPublic: guest.boxPublic };
  const grant = grantRoomKey({ ...place, roomKey, signSecret: host.signSecret });
  const reading = { ...place, readerBoxSecret: guest.boxSecret, granterSignPublic: host.signPublic };
  const opens = (change: Partial<typeof grant>): boolean => openGrant({ ...reading, grant: { ...grant, ...change } }).ok;
  expect(opens({})).toBe(true);
  expect(fuzzBytes('a grant', [grant.sealed], COSTLY, (sealed) => opens({ sealed }))).toEqual([]);
  expect(fuzzBytes("a grant's signature", [grant.signature], COSTLY, (signature) => opens({ signature }))).toEqual([]);
});

test('[H33] no version of a record and no grant of its key is believed once it was changed', () => {
  const { host, roomKey: key } = people();
  const writing = { place: RECORD, head: NEW_RECORD, content: utf8('a patient'), author: ACCOUNT, signSecret: host.signSecret };
  const { made } = sealVersion({ ...writing, key, random: random() });
  const read = (change: Partial<typeof made>) =>
    verifyVersion({ ...made, ...change }, { place: RECORD, signPublicOf: () => host.signPublic });
  const verified = read({});
  if (!verified.ok) throw new Error(verified.code);
  for (const part of ['statement', 'signature', 'sealed'] as const) {
    expect(fuzzBytes(`a version's ${part}`, [made[part]], COSTLY, (bytes) => read({ [part]: bytes }).ok)).toEqual([]);
  }
  expect(openVersion(made.sealed, verified.value, key).ok).toBe(true);
  expect(fuzzBytes('what a version holds', [made.sealed], COSTLY, (bytes) => openVersion(bytes, verified.value, key).ok)).toEqual([]);

  const place = { record: RECORD.record, granter: ACCOUNT, reader: ACCOUNT, readerBoxPublic: host.boxPublic };
  const grant = grantRecordKey({ ...place, key, signSecret: host.signSecret });
  const reading = { ...place, readerBoxSecret: host.boxSecret, granterSignPublic: host.signPublic };
  const opens = (change: Partial<typeof grant>): boolean => openRecordGrant({ ...reading, grant: { ...grant, ...change } }).ok;
  expect(opens({})).toBe(true);
  expect(fuzzBytes("a record's grant", [grant.sealed], COSTLY, (sealed) => opens({ sealed }))).toEqual([]);
  expect(fuzzBytes('its signature', [grant.signature], COSTLY, (signature) => opens({ signature }))).toEqual([]);
});

test('[H34] no other version is read, older or newer: nobody can be talked down', () => {
  const versioned = { 'the sealed header': 0, 'a member statement': 0, 'a keyring': 0 } as const;
  for (const [name, at] of Object.entries(versioned)) {
    const [valid, decode] = LAYOUTS[name] ?? [];
    const bytes = Uint8Array.from(valid?.() ?? []);
    expect(decode?.(bytes)).toBeDefined();
    expect(bytes[at]).toBe(1);
    for (let version = 0; version < 256; version++) {
      bytes[at] = version;
      expect(`${name} ${version} ${decode?.(bytes) !== undefined}`).toBe(`${name} ${version} ${version === 1}`);
    }
  }
});
