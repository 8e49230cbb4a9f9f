import { beforeAll, expect, test } from 'vitest';
import { hex } from '#crdt/base/bytes.ts';
import { sha256 } from '#crdt/crypto/hash.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import {
  createInviteSecret,
  inviteKeys,
  macGuest,
  openAdmission,
  openGuestName,
  openInviteSecret,
  sealAdmission,
  sealGuestName,
  sealInviteSecret,
  verifyGuest,
  wipeInviteKeys,
} from '#crdt/keys/invite.ts';
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
  const all = [keys.proof, keys.mac.reveal(), keys.name.reveal(), keys.admission.reveal(), secret.reveal(), keys.proofHash].map(hex);
  expect(new Set(all).size).toBe(6);
  expect(inviteKeys(secret, OTHER_INVITE).proof).not.toEqual(keys.proof);
  const gone = inviteKeys(secret, INVITE);
  wipeInviteKeys(gone);
  expect(gone.mac.wiped && gone.name.wiped && gone.admission.wiped && gone.proof.every((byte) => byte === 0)).toBe(true);
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

test('[K12] the invite’s secret on the server opens only under the room’s key, for that invite and room', () => {
  const { invites, names } = roomKeys(at.roomKey, ROOM, 1);
  const place = { invite: INVITE, room: ROOM, invitesKey: invites };
  const sealed = sealInviteSecret(secret, place, random);
  const opened = openInviteSecret(sealed, place);
  expect(opened.ok && opened.value.reveal()).toEqual(secret.reveal());
  expect(sealed.length).toBeLessThanOrEqual(256);
  for (const elsewhere of [{ invite: OTHER_INVITE }, { room: OTHER_ROOM }, { invitesKey: names }]) {
    expect(openInviteSecret(sealed, { ...place, ...elsewhere })).toEqual(refused);
  }
});
