/** The formats as they are on servers and disks: whoever changes one of these has to raise a version and write a way over. */
import { Buffer } from 'node:buffer';
import { createHash, createPublicKey, hkdfSync, scryptSync, verify as nodeVerify } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { concat, fromHex, hex, utf8 } from '#crdt/base/bytes.ts';
import { uuidBytes } from '#crdt/base/ids.ts';
import { ALL_RIGHTS, RIGHTS } from '#crdt/base/rights.ts';
import { Secret } from '#crdt/base/secret.ts';
import { clientIdOf, EMPTY_HEAD, nextHead, sha256 } from '#crdt/crypto/hash.ts';
import { encodeHeader } from '#crdt/crypto/header.ts';
import { open, seal } from '#crdt/crypto/seal.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { hashEpoch, NO_STATEMENT, openPreviousKey, sealPreviousKey, signEpoch } from '#crdt/keys/epoch.ts';
import { openGrant } from '#crdt/keys/grant.ts';
import { macGuest, openCheckIn, sealCheckIn } from '#crdt/keys/invite.ts';
import { inviteKeys, inviteRoot } from '#crdt/keys/invite-keys.ts';
import { openInvite, sealInvite } from '#crdt/keys/invite-record.ts';
import { encodeKeyring } from '#crdt/keys/keyring.ts';
import { signMember } from '#crdt/keys/member.ts';
import { roomKeys, type RoomKeys } from '#crdt/keys/room-key.ts';
import { safetyWords } from '#crdt/keys/safety-words.ts';
import { DEVICE, GUEST, header, HOST, INVITE, people, ROOM } from '../people.ts';
import { seededRandom } from '../seeded.ts';

const HEADER =
  '01010100000000010a0a0a0a0000400080000000000000010b0b0b0b0000400080000000000000020102030405060708000000000000000700000000000000290909090909090909090909090909090909090909090909090909090909090909';
const SEALED_BODY =
  '786f0192f0b2091f460569c1063b7070750eb184a7c1b18caacb85e891c708ada0c24e7aa17302f56a6bed18c7d2ba92d994a747e259f0d26a032f133b2c1681c45eff9a9a4e9a3f71213a900800b0b3daae3a362c0bfdac1d7b211ef3e3903a05032fc2cbad9b5675a3f30cb16b761fd117ecf0e25e129b6bb8ebfcce3e54f6c9ecc4197c9d5191f4367daa88cf51c87861751408cbd5ab22067e2d5cb3d512085c79d7a1425b5f8a8c36f31ad34f7ed8e907a9ac93ee68af4d9811dec6c154b6e86fea927480a5c99e5dc845313cc1843f91b38de14060579c937c5686fa9266092d68a348c7a692e7be8a891c787edf46b72bea282a5d2cc3d5ca9094f39e6eab2b42405f1f79eeb2302213343390aebd1127eac2e715f6fd333ba6f434027d7d82677b88e7dc';
const HEAD = 'e6876be3ef1a76a1e1cdd127167ebfad88c62080f8f542f77fdde84254118de7';
const STATEMENT =
  '01020000000000010a0a0a0a0000400080000000000000010b0b0b0b00004000800000000000000265626a56d1679ad24cdd2de50b2e2033856491020e028184a729901f5959ece9f509822c01451dd4990fee921b49d610c0dce8de22c2672fd40c5cc162060f797365616c6564206e616d65';
const STATEMENT_SIGNATURE =
  '44fb54965f4fd9ff3fc0acafbf6a169ed3a44258d4dfe11a5134863ea864a7793100f69d4634acf6406ac8144c6d2ed8b9044436bebf90cc7198e3de75e9e907';
const GRANT =
  'a6e2093560b32f0781a994183bdb71cce6f4947ab521bb121d51a78813e42f5bf5714fad8b71098f2f584ccf110d10e5fd9a7afc06742645327c5a2c529b04c9ddeb8644f43a00bf06ebbff3eb571d27';
const GRANT_SIGNATURE =
  'd7781685f00c9bbbb9bebc124cce7ca5030b4281614af38e273b1baf7f19f0f41c3452178b6dd82d18b5884d55867a896f5d376d90bd2a5d0bb9cd61966cd304';
const EPOCH =
  '01040002000000020a0a0a0a0000400080000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000012c27f3282691613a41f159fe0fb8f3791f3b99fa00fc62df29edeeafe496eb0fdd000000000000000731e06f7d89feb99a0e6c0affe198748c3bb5bef5e3cc92d95cb9e996197d3fc36cef9b31b5bfbbba4cf4480ab093944010671a2205c15cc3328459b874a455363298b35828fe6d2c991bc7b3b9549d263f38fd8c74a6671f265f47c847675ff50fb6b0b466eee5336d6b4a8f7b6d99290c84132c88d8a56437659a8e9e0802c19ae06c06308d15770b0b0b0b000040008000000000000001010700000b0b0b0b00004000800000000000000202020000';
const EPOCH_SIGNATURE =
  'c82703d46ee5263037a8f766ccb0a9736f0471bf037c916e02c539034eb878915f1c4a297a22aa1a99aa264b25bf70165eb2022c814bab21e553eb0d66f90806';
const KEYRING =
  '012ec517817759167ca61a27f9907a3391060297e46fc282c46547c07eb7cd0dc48779fe91e44c2cd4e7f1f9eb8e20dbf1ed98d5cdd1a79d71491c62da7d42a999526f62696e';

const sealedName = utf8('sealed name');
const bytesOf = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array();
let at: ReturnType<typeof people>;
let keys: RoomKeys;

beforeAll(async () => {
  await sodiumReady();
  at = people();
  keys = roomKeys(at.roomKey, ROOM, 1);
});

test('[C9] the header and the sealed update are these bytes', () => {
  expect(hex(encodeHeader(header()))).toBe(HEADER);
  const what = { header: header(), content: utf8('a stroke'), key: keys.drawing, signSecret: at.guest.signSecret };
  expect(hex(seal({ ...what, random: seededRandom('golden') }))).toBe(HEADER + SEALED_BODY);
  const opened = open({ sealed: bytesOf(HEADER + SEALED_BODY), key: keys.drawing, signPublicOf: () => at.guest.signPublic });
  expect(opened.ok && opened.value.content).toEqual(utf8('a stroke'));
});

test('[C9] the head chain and the Yjs client id are these', () => {
  const first = nextHead(EMPTY_HEAD, 1, sha256(bytesOf(HEADER + SEALED_BODY)));
  expect(hex(nextHead(first, 2, sha256(utf8('second'))))).toBe(HEAD);
  expect(clientIdOf(GUEST, DEVICE)).toBe(1001394103);
});

test('[C9] the derived keys are those that HKDF of another library gives', () => {
  const label = utf8('holdspace/v1/key/drawing');
  const info = concat(Uint8Array.of(label.length), label, uuidBytes(ROOM), Uint8Array.of(0, 0, 0, 1));
  const other = new Uint8Array(hkdfSync('sha256', at.roomKey.reveal(), new Uint8Array(), info, 32));
  expect(hex(keys.drawing.reveal())).toBe(hex(other));
  const { previousKey, ...before } = keys;
  expect(hex(previousKey.reveal())).toBe('e1be575b939e5a30fbe183e69529f461f23c894f3dbbfc43e7aa41f2918fe91b');
  const all = concat(...Object.values(before).map((key) => key.reveal()));
  expect(hex(sha256(all))).toBe('b0eec65ee1c830a726337ecc0c19d154b1be0620a282074fc0e6bbc1ea7d70f3');
});

test('[C9] the member statement is these bytes, and its signature verifies elsewhere', () => {
  const { signPublic, boxPublic } = at.guest;
  const member = { room: ROOM, id: GUEST, role: 'participant', fromEpoch: 1, signPublic, boxPublic, sealedName } as const;
  const signed = signMember(member, at.host.signSecret);
  expect(hex(signed.statement)).toBe(STATEMENT);
  expect(hex(signed.signature)).toBe(STATEMENT_SIGNATURE);
  const label = utf8('holdspace/v1/sign/member');
  const x = Buffer.from(at.host.signPublic).toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const message = concat(Uint8Array.of(label.length), label, signed.statement);
  expect(nodeVerify(null, message, publicKey, signed.signature)).toBe(true);
});

test('[C9] the epoch statement is these bytes, its signature verifies elsewhere, and the key in it opens', () => {
  const ends = { drawing: { seq: 300, head: sha256(utf8('drawing')) }, chat: { seq: 7, head: sha256(utf8('chat')) } };
  const members = [
    { member: GUEST, role: 'participant', rights: RIGHTS.chat },
    { member: HOST, role: 'therapist', rights: ALL_RIGHTS },
  ] as const;
  const place = { room: ROOM, epoch: 2, key: roomKeys(new Secret(sha256(utf8('second'))), ROOM, 2).previousKey };
  const previousKey = sealPreviousKey(at.roomKey, place, seededRandom('golden epoch'));
  const said = { room: ROOM, epoch: 2, previous: NO_STATEMENT, newcomers: RIGHTS.media, ends, previousKey, members };
  const signed = signEpoch(said, at.host.signSecret);
  expect(hex(signed.statement)).toBe(EPOCH);
  expect(hex(signed.signature)).toBe(EPOCH_SIGNATURE);
  expect(hex(hashEpoch(signed.statement))).toBe(hex(createHash('sha256').update(signed.statement).digest()));
  const label = utf8('holdspace/v1/sign/epoch');
  const x = Buffer.from(at.host.signPublic).toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  expect(nodeVerify(null, concat(Uint8Array.of(label.length), label, signed.statement), publicKey, signed.signature)).toBe(true);
  const opened = openPreviousKey(bytesOf(EPOCH).subarray(136, 240), place);
  expect(opened.ok && hex(opened.value.reveal())).toBe(hex(at.roomKey.reveal()));
});

test('[C9] a grant made earlier still opens', () => {
  const opened = openGrant({
    room: ROOM,
    epoch: 1,
    granter: HOST,
    reader: GUEST,
    readerBoxPublic: at.guest.boxPublic,
    readerBoxSecret: at.guest.boxSecret,
    granterSignPublic: at.host.signPublic,
    grant: { sealed: bytesOf(GRANT), signature: bytesOf(GRANT_SIGNATURE) },
  });
  expect(opened.ok && hex(opened.value.reveal())).toBe(hex(at.roomKey.reveal()));
});

test('[C9] the keyring, the invite’s proof and MAC, and the safety words are these', () => {
  expect(hex(encodeKeyring(at.guest).reveal())).toBe(KEYRING);
  const invite = inviteKeys(new Secret(new Uint8Array(32).fill(7)), INVITE);
  expect(hex(invite.proof)).toBe('6d3e775b747a1cc0a32d103a3530647f9e326be747f9a428b541e8250349db9e');
  const { signPublic, boxPublic } = at.guest;
  expect(hex(macGuest({ invite: INVITE, signPublic, boxPublic, sealedName }, invite.mac))).toBe(
    '63db8eae0a75d06e557d9f51a09c3f13324c4c36b5e6457aca35982d427e76ed',
  );
  const members = [
    { member: HOST, signPublic: at.host.signPublic, boxPublic: at.host.boxPublic },
    { member: GUEST, signPublic, boxPublic },
  ];
  expect(safetyWords({ room: ROOM, keys: members, safetyKey: keys.safetyWords }).join(' ')).toBe('casino crane cattle mesh powder');
});

const CHECK_IN = {
  place: '12 Heron Lane',
  phone: '+1 555 010 0199',
  contact: { name: 'Wren', phone: '555-0100' },
  alone: true,
  consent: { agreed: true, textHash: new Uint8Array(32).fill(4) },
} as const;

const WITHOUT_ROLE =
  '16ad12d751ca3adacc03a1784d60b8c42702c91e339fbfb45d09b4a1946525f5fffcd7a6dd817dae094ad2b02e0c3142abfe8dfcf133c6e133361ef39de17efcd84816237d1818babb7a09a2be6188781a3d836809fa31ffb3bd1c9d4fdc6e1e9ecff26fc9843816825d8df02d4322de15157b67506d48d17694993719a0ce8b14497b6c7ca910d8b32e45803a55e1cc1bb305e237d32983f37ce105002c5edbf0dabe27b6cc5d5d';

test('[C9] the check-in, the MAC over it and the invite’s record are these', () => {
  const invite = inviteKeys(new Secret(new Uint8Array(32).fill(7)), INVITE);
  const place = { invite: INVITE, checkInKey: invite.checkIn, guest: at.guest };
  const sealedCheckIn = sealCheckIn(CHECK_IN, place, seededRandom('golden check-in'));
  expect(sealedCheckIn.length).toBe(24 + 1024 + 16);
  expect(hex(sha256(sealedCheckIn))).toBe('0d84b486776fe3077c5fdfdbb3912377fca50ec0aab5bd927564529b854346f6');
  expect(openCheckIn(sealedCheckIn, place)).toEqual({ ok: true, value: CHECK_IN });
  const { signPublic, boxPublic } = at.guest;
  expect(hex(macGuest({ invite: INVITE, signPublic, boxPublic, sealedName, sealedCheckIn: utf8('sealed') }, invite.mac))).toBe(
    '94aabf339557d04e1fa9a5b8ab504b4821cded3c2bfb9cb5adf2687f42fd543b',
  );
  const recordPlace = { invite: INVITE, room: ROOM, invitesKey: keys.invites };
  const record = {
    root: new Secret(new Uint8Array(32).fill(9)),
    role: 'observer',
    asks: ['place', 'consent'],
    consentHash: new Uint8Array(32).fill(5),
  } as const;
  const sealed = sealInvite(record, recordPlace, seededRandom('golden record'));
  expect(hex(sealed)).toBe(
    '16ad12d751ca3adacc03a1784d60b8c42702c91e339fbfb45e09b9a1946525f5fffcd7a6dd817dae094ad2b02e0c3142abfe8dfcf133c6e1333612f39de17efcd84816237d1818babb7a09a2be6188781a3d836809fa31ffb3bd991d4fdc6e1e9ecff26fc9843816825d8df02d4322de15157b67506d48d17694993719a0ce8b14497b6c7ca910d8b32e45803a55e1cc1bb305e237d32983722fb2b121e5b758409c2ccf5e8c5d79',
  );
  const readable = { ...record, root: '09'.repeat(32) };
  const read = (bytes: Uint8Array) => {
    const opened = openInvite(bytes, recordPlace);
    return opened.ok && { ...opened.value, root: hex(opened.value.root.reveal()) };
  };
  expect(read(sealed)).toEqual(readable);
  // As it was sealed while every link was for a participant: such invites still lie on servers.
  expect(read(fromHex(WITHOUT_ROLE) ?? new Uint8Array())).toEqual({ ...readable, role: 'participant' });
});

test('[C9] the root of an invite with a passcode is what scrypt and HKDF of another library give', async () => {
  const secret = new Secret(new Uint8Array(32).fill(7));
  const root = await inviteRoot({ secret, invite: INVITE, passcode: ' 48-15 Ab' });
  const slowLabel = utf8('holdspace/v1/slow/passcode');
  const salt = concat(Uint8Array.of(slowLabel.length), slowLabel, uuidBytes(INVITE));
  const slow = new Uint8Array(scryptSync('4815ab', salt, 32, { N: 2 ** 16, r: 8, p: 1, maxmem: 2 ** 27 }));
  const label = utf8('holdspace/v1/key/invite-passcode');
  const info = concat(Uint8Array.of(label.length), label, uuidBytes(INVITE), slow);
  expect(hex(root.reveal())).toBe(hex(new Uint8Array(hkdfSync('sha256', secret.reveal(), new Uint8Array(), info, 32))));
  expect(hex(root.reveal())).toBe('340824444ad8950e005e052eb2dbe65b3922b97ff6a0dc6292f74e69c16aa7ee');
});
