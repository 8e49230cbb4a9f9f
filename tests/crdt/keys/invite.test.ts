import { beforeAll, expect, test } from 'vitest';
import { hex, utf8 } from '#crdt/base/bytes.ts';
import { sha256 } from '#crdt/crypto/hash.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { INVITED_ROLES } from '#crdt/base/roles.ts';
import { ASKS, type Ask } from '#crdt/base/asks.ts';
import type { CheckIn } from '#crdt/keys/check-in.ts';
import {
  macGuest,
  openAdmission,
  openCheckIn,
  openGuestName,
  sealAdmission,
  sealCheckIn,
  sealGuestName,
  verifyGuest,
} from '#crdt/keys/invite.ts';
import { createInviteSecret, inviteKeys, inviteRoot, linkProof, normalPasscode, wipeInviteKeys } from '#crdt/keys/invite-keys.ts';
import { openInvite, sealInvite } from '#crdt/keys/invite-record.ts';
import { inviteLink, parseInviteLink } from '#crdt/keys/invite-link.ts';
import { roomKeys } from '#crdt/keys/room-key.ts';
import { GUEST, HOST, INVITE, OTHER_INVITE, OTHER_ROOM, people, ROOM } from '../people.ts';
import { below, deceivedBy, seededRandom } from '../seeded.ts';

const random = seededRandom('invite');
const secret = createInviteSecret(random);
const keys = inviteKeys(secret, INVITE);
const refused = { ok: false, code: 'does-not-open' };
let at: ReturnType<typeof people>;
const claim = () => {
  const { signPublic, boxPublic } = at.guest;
  return { invite: INVITE, signPublic, boxPublic, sealedName: sealGuestName('Robin', INVITE, keys.name, random) };
};

beforeAll(async () => {
  await sodiumReady();
  at = people();
});

test('[K8] a link reads back', () => {
  for (const origin of ['https://practice.example', 'http://localhost:3000', 'http://[::1]:3000']) {
    const parsed = parseInviteLink(` ${inviteLink(origin, INVITE, secret)}\n`);
    expect(parsed.ok && { ...parsed.value, secret: hex(parsed.value.secret.reveal()) }).toEqual({
      origin,
      invite: INVITE,
      secret: hex(secret.reveal()),
    });
  }
});

test('[K8] what is no whole link is refused, whatever was pasted', () => {
  const link = inviteLink('https://practice.example', INVITE, secret);
  const wrong = [
    '',
    link.slice(0, -1),
    `${link}A`,
    link.replace('#', '?'),
    link.replace('/join/', '/other/'),
    link.replace('https:', 'javascript:'),
    link.replace(INVITE, INVITE.toUpperCase()),
    `${link.slice(0, -1)}B`,
    'x'.repeat(1_000_000),
  ];
  for (const text of wrong) expect(parseInviteLink(text)).toEqual({ ok: false, code: 'malformed' });
  for (let round = 0; round < 20_000; round++) {
    const cut = below(random, link.length);
    const text = link.slice(0, cut) + String.fromCharCode(below(random, 0x300)) + link.slice(cut + below(random, 3));
    const parsed = parseInviteLink(text);
    const back = parsed.ok ? inviteLink(parsed.value.origin, parsed.value.invite, parsed.value.secret) : text.trim();
    expect(back).toBe(text.trim());
  }
});

test('[K9] the server’s share of an invite is a hash, and each use has its own key', () => {
  expect(keys.proofHash).toEqual(sha256(keys.proof));
  const { proof, mac, name, checkIn, admission, proofHash } = keys;
  const all = [proof, mac.reveal(), name.reveal(), checkIn.reveal(), admission.reveal(), secret.reveal(), proofHash].map(hex);
  expect(new Set(all).size).toBe(7);
  expect(inviteKeys(secret, OTHER_INVITE).proof).not.toEqual(keys.proof);
  const gone = inviteKeys(secret, INVITE);
  wipeInviteKeys(gone);
  expect(gone.mac.wiped && gone.name.wiped && gone.checkIn.wiped && gone.admission.wiped && gone.proof.every((byte) => byte === 0)).toBe(
    true,
  );
});

test('[K10] the server cannot put another key, name or invite in the guest’s place', () => {
  const made = claim();
  const mac = macGuest(made, keys.mac);
  expect(verifyGuest({ ...made, mac }, keys.mac)).toBe(true);
  const { signPublic, boxPublic } = at.host;
  const changes = [
    { signPublic },
    { boxPublic },
    { signPublic, boxPublic },
    { signPublic: made.boxPublic, boxPublic: made.signPublic },
    { invite: OTHER_INVITE },
    { sealedName: sealGuestName('Mallory', INVITE, keys.name, random) },
    { mac: random.bytes(32) },
    { mac: mac.subarray(1) },
  ];
  for (const change of changes) expect(verifyGuest({ ...made, mac, ...change }, keys.mac)).toBe(false);
  expect(verifyGuest({ ...made, mac }, inviteKeys(createInviteSecret(random), INVITE).mac)).toBe(false);
});

test('[K10] bytes cannot be moved between the fields that the MAC covers', () => {
  const made = claim();
  const mac = macGuest(made, keys.mac);
  const moved = {
    ...made,
    boxPublic: Uint8Array.of(...made.boxPublic, made.sealedName[0] ?? 0),
    sealedName: made.sealedName.subarray(1),
  };
  expect(macGuest(moved, keys.mac)).toEqual(mac);
  expect(verifyGuest({ ...moved, mac }, keys.mac)).toBe(false);
});

test('[K10] a key that anybody could open for is refused, though its maker holds the link', () => {
  const made = { ...claim(), boxPublic: new Uint8Array(32) };
  expect(verifyGuest({ ...made, mac: macGuest(made, keys.mac) }, keys.mac)).toBe(false);
});

test('[K10] the guest’s name opens only under its own invite', () => {
  const { sealedName } = claim();
  expect(openGuestName(sealedName, INVITE, keys.name)).toEqual({ ok: true, value: 'Robin' });
  expect(openGuestName(sealedName, OTHER_INVITE, keys.name)).toEqual(refused);
  expect(openGuestName(sealedName, INVITE, inviteKeys(secret, OTHER_INVITE).name)).toEqual(refused);
});

test('[K11] an admission tells the guest whose signature counts, and opens only for the keys admitted', () => {
  const admission = { room: ROOM, host: HOST, hostSignPublic: at.host.signPublic, member: GUEST };
  const place = { invite: INVITE, admissionKey: keys.admission, guest: at.guest };
  const sealed = sealAdmission(admission, place, random);
  expect(openAdmission(sealed, place)).toEqual({ ok: true, value: admission });
  expect(openAdmission(sealed, { ...place, guest: at.host })).toEqual(refused);
  expect(openAdmission(sealed, { ...place, invite: OTHER_INVITE })).toEqual(refused);
  expect(openAdmission(sealed, { ...place, admissionKey: keys.name })).toEqual(refused);
  expect(deceivedBy(random, 5_000, sealed, (bytes) => openAdmission(bytes, place).ok)).toEqual([]);
});

test('[K12] the invite on the server opens only under the room’s key, for that invite and room, and says for whom it is and what was asked', () => {
  const { invites, names } = roomKeys(at.roomKey, ROOM, 1);
  const place = { invite: INVITE, room: ROOM, invitesKey: invites };
  for (const asks of [[], ['place'], ['alone', 'consent'], ASKS] as const satisfies readonly (readonly Ask[])[]) {
    const consentHash = asks.some((ask: Ask) => ask === 'consent') ? { consentHash: sha256(utf8('words')) } : {};
    const role = INVITED_ROLES[asks.length % INVITED_ROLES.length] ?? 'participant';
    const sealed = sealInvite({ root: secret, role, asks, ...consentHash }, place, random);
    const opened = openInvite(sealed, place);
    expect(opened.ok && { ...opened.value, root: hex(opened.value.root.reveal()) }).toEqual({
      root: hex(secret.reveal()),
      role,
      asks,
      ...consentHash,
    });
    expect(sealed.length).toBeLessThanOrEqual(256);
    for (const elsewhere of [{ invite: OTHER_INVITE }, { room: OTHER_ROOM }, { invitesKey: names }]) {
      expect(openInvite(sealed, { ...place, ...elsewhere })).toEqual(refused);
    }
    expect(deceivedBy(random, 2_000, sealed, (bytes) => openInvite(bytes, place).ok)).toEqual([]);
  }
  expect(() => sealInvite({ root: secret, role: 'participant', asks: ['consent'] }, place, random)).toThrow(RangeError);
  expect(() => sealInvite({ root: secret, role: 'participant', asks: [], consentHash: new Uint8Array(32) }, place, random)).toThrow(
    RangeError,
  );
});

test('[K30] a passcode changes every key of the invite; without it, or with another, nothing of them follows from the link', async () => {
  const root = await inviteRoot({ secret, invite: INVITE, passcode: '4815 16' });
  const withCode = inviteKeys(root, INVITE);
  const wrong = inviteKeys(await inviteRoot({ secret, invite: INVITE, passcode: '481517' }), INVITE);
  const elsewhere = inviteKeys(await inviteRoot({ secret, invite: OTHER_INVITE, passcode: '481516' }), OTHER_INVITE);
  const all = [keys, withCode, wrong, elsewhere].flatMap(({ proof, mac, name, checkIn, admission }) => [
    proof,
    ...[mac, name, checkIn, admission].map((key) => key.reveal()),
  ]);
  expect(new Set(all.map(hex)).size).toBe(20);
  expect(linkProof(secret, INVITE)).toEqual(keys.proof);
  const without = await inviteRoot({ secret, invite: INVITE });
  expect(hex(without.reveal())).toBe(hex(secret.reveal()));
  // The guest vouched with what a dishonest server let through: the host's MAC key is another.
  const made = { ...claim(), sealedName: sealGuestName('Mallory', INVITE, keys.name, random) };
  expect(verifyGuest({ ...made, mac: macGuest(made, keys.mac) }, withCode.mac)).toBe(false);
  expect(verifyGuest({ ...made, mac: macGuest(made, wrong.mac) }, withCode.mac)).toBe(false);
});

test('[K30] a passcode told by telephone is the same however it is typed, and four characters are the least', async () => {
  for (const typed of ['ab-12', 'AB 12', ' a b 1\u00a02 ', 'ａｂ１２', 'ab‑12']) expect(normalPasscode(typed)).toBe('ab12');
  for (const none of ['', 'abc', '1 2 3', '-'.repeat(9), 'x'.repeat(65)]) {
    expect(normalPasscode(none)).toBeUndefined();
    await expect(inviteRoot({ secret, invite: INVITE, passcode: none })).rejects.toThrow(RangeError);
  }
});

const ANSWERS: CheckIn = { place: '12 Heron Lane', phone: '+1 555 010 0199', contact: { name: 'Wren', phone: '555-0100' }, alone: false };
const checkInPlace = () => ({ invite: INVITE, checkInKey: keys.checkIn, guest: at.guest });

test('[K31] a check-in opens only under its own invite, and for the keys that answered', () => {
  const sealed = sealCheckIn(ANSWERS, checkInPlace(), random);
  expect(openCheckIn(sealed, checkInPlace())).toEqual({ ok: true, value: ANSWERS });
  const other = inviteKeys(createInviteSecret(random), OTHER_INVITE);
  for (const elsewhere of [{ invite: OTHER_INVITE }, { checkInKey: keys.name }, { checkInKey: other.checkIn }, { guest: at.host }]) {
    expect(openCheckIn(sealed, { ...checkInPlace(), ...elsewhere })).toEqual(refused);
  }
  expect(deceivedBy(random, 5_000, sealed, (bytes) => openCheckIn(bytes, checkInPlace()).ok)).toEqual([]);
});

test('[K31] its length does not tell what was answered', () => {
  const long = { ...ANSWERS, place: 'x'.repeat(200) };
  const lengths = [{ alone: true }, ANSWERS, long].map((answers) => sealCheckIn(answers, checkInPlace(), random).length);
  expect(new Set(lengths)).toEqual(new Set([24 + 1024 + 16]));
});

test('[K32] the server can neither drop a check-in, nor add one, nor swap those of two guests', () => {
  const made = { ...claim(), sealedCheckIn: sealCheckIn(ANSWERS, checkInPlace(), random) };
  const mac = macGuest(made, keys.mac);
  expect(verifyGuest({ ...made, mac }, keys.mac)).toBe(true);
  const { sealedCheckIn, ...dropped } = made;
  expect(verifyGuest({ ...dropped, mac }, keys.mac)).toBe(false);
  expect(verifyGuest({ ...made, sealedCheckIn: sealCheckIn(ANSWERS, checkInPlace(), random), mac }, keys.mac)).toBe(false);
  expect(verifyGuest({ ...dropped, mac: macGuest(dropped, keys.mac), sealedCheckIn }, keys.mac)).toBe(false);
  // Two guests of one room: each has an invite of their own.
  const secondKeys = inviteKeys(createInviteSecret(random), OTHER_INVITE);
  const guest = at.host;
  const second = {
    invite: OTHER_INVITE,
    signPublic: guest.signPublic,
    boxPublic: guest.boxPublic,
    sealedName: sealGuestName('Finch', OTHER_INVITE, secondKeys.name, random),
    sealedCheckIn: sealCheckIn({ alone: true }, { invite: OTHER_INVITE, checkInKey: secondKeys.checkIn, guest }, random),
  };
  expect(verifyGuest({ ...made, sealedCheckIn: second.sealedCheckIn, mac }, keys.mac)).toBe(false);
  expect(verifyGuest({ ...second, sealedCheckIn, mac: macGuest(second, secondKeys.mac) }, secondKeys.mac)).toBe(false);
  expect(openCheckIn(second.sealedCheckIn, checkInPlace())).toEqual(refused);
});
