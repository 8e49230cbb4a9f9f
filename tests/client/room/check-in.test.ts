/** What the host's browser makes of claims that a dishonest server, or somebody with half of what is needed, shows it. */
import { beforeAll, expect, test } from 'vitest';
import type { Ask } from '#crdt/base/asks.ts';
import { utf8 } from '#crdt/base/bytes.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import { sha256 } from '#crdt/crypto/hash.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import type { CheckIn } from '#crdt/keys/check-in.ts';
import { grantRoomKey } from '#crdt/keys/grant.ts';
import { macGuest, sealCheckIn, sealGuestName } from '#crdt/keys/invite.ts';
import { createInviteSecret, inviteKeys, inviteRoot } from '#crdt/keys/invite-keys.ts';
import { sealInvite } from '#crdt/keys/invite-record.ts';
import { roomKeys } from '#crdt/keys/room-key.ts';
import { createAdmission } from '#client/room/admission.ts';
import { openClaim } from '#client/room/check-in.ts';
import { createKeyChest, type KeyChest } from '#client/room/key-chest.ts';
import type { GuestView } from '#server/contract/views.ts';
import { HOST, INVITE, OTHER_INVITE, people, ROOM } from '#tests/crdt/people.ts';
import { seededRandom } from '#tests/crdt/seeded.ts';

const random = seededRandom('check-in');
const LATER = '0b0b0b0b-0000-4000-8000-000000000003' as MemberId;
const CONSENT = 'We meet by video.';
let at: ReturnType<typeof people>;
let chest: KeyChest;
beforeAll(async () => {
  await sodiumReady();
  at = people();
  chest = createKeyChest({ room: ROOM, you: HOST, host: HOST, hostSignPublic: at.host.signPublic, keyring: at.host });
  const place = { room: ROOM, epoch: 1, granter: HOST, reader: HOST, readerBoxPublic: at.host.boxPublic };
  chest.addGrant({ epoch: 1, granter: HOST, ...grantRoomKey({ ...place, roomKey: at.roomKey, signSecret: at.host.signSecret }) });
});

type Made = {
  readonly asks?: readonly Ask[];
  readonly passcode?: string;
  /** What the guest typed. */
  readonly typed?: string;
  readonly checkIn?: CheckIn;
  readonly invite?: GuestView['invite'];
};
/** An invite as the host made it, and a claim as somebody with its link made it. */
async function claimed({ asks = [], passcode, typed = passcode, checkIn, invite = INVITE }: Made): Promise<GuestView> {
  const secret = createInviteSecret(random);
  const root = await inviteRoot({ secret, invite, passcode });
  const keys = inviteKeys(typed === passcode ? root : await inviteRoot({ secret, invite, passcode: typed }), invite);
  const { signPublic, boxPublic } = at.guest;
  const sealedCheckIn = checkIn && sealCheckIn(checkIn, { invite, checkInKey: keys.checkIn, guest: at.guest }, random);
  const claim = {
    invite,
    signPublic,
    boxPublic,
    sealedName: sealGuestName('Robin', invite, keys.name, random),
    ...(sealedCheckIn === undefined ? {} : { sealedCheckIn }),
  };
  const place = { invite, room: ROOM, invitesKey: roomKeys(at.roomKey, ROOM, 1).invites };
  const consentHash = asks.includes('consent') ? { consentHash: sha256(utf8(CONSENT)) } : {};
  const sealedSecret = sealInvite({ root, role: 'participant', asks, ...consentHash }, place, random);
  return { member: LATER, ...claim, mac: macGuest(claim, keys.mac), sealedSecret, since: 0, here: true };
}

test('[K30] whom a dishonest server lets through without the passcode, or with a wrong one, is not shown and cannot be admitted', async () => {
  const admission = createAdmission({ chest, you: HOST, keyring: at.host, random });
  const right = await claimed({ passcode: '481516' });
  expect(admission.waiting([right])).toMatchObject([{ member: LATER, name: 'Robin' }]);
  const wrong = await claimed({ passcode: '481516', typed: '481517' });
  expect(admission.waiting([wrong])).toEqual([]);
  expect(admission.admit(LATER)).toBeUndefined();
});

test('[K30] nor is whoever holds the link alone', async () => {
  const secret = createInviteSecret(random);
  const root = await inviteRoot({ secret, invite: INVITE, passcode: '481516' });
  const linkOnly = inviteKeys(secret, INVITE);
  const { signPublic, boxPublic } = at.guest;
  const claim = { invite: INVITE, signPublic, boxPublic, sealedName: sealGuestName('Mallory', INVITE, linkOnly.name, random) };
  const place = { invite: INVITE, room: ROOM, invitesKey: roomKeys(at.roomKey, ROOM, 1).invites };
  const view = {
    ...claim,
    mac: macGuest(claim, linkOnly.mac),
    sealedSecret: sealInvite({ root, role: 'participant', asks: [] }, place, random),
  };
  expect(openClaim(view, chest)).toBeUndefined();
});

const ANSWERS: CheckIn = { place: '12 Heron Lane', consent: { agreed: true, textHash: sha256(utf8(CONSENT)) } };

test('[K32] the answers arrive whole, with the words that were agreed to', async () => {
  const view = await claimed({ asks: ['place', 'consent'], checkIn: ANSWERS });
  expect(openClaim(view, chest)).toEqual({
    name: 'Robin',
    role: 'participant',
    checkIn: { is: 'answered', answers: ANSWERS, sameWords: true },
  });
});

test('[K32] words of consent that the server put in the place of the therapist’s are noticed', async () => {
  const other = { ...ANSWERS, consent: { agreed: true, textHash: sha256(utf8('Anybody may listen.')) } };
  const view = await claimed({ asks: ['place', 'consent'], checkIn: other });
  expect(openClaim(view, chest)?.checkIn).toMatchObject({ is: 'answered', sameWords: false });
});

test('[K32] questions that the server hid from the guest are missed; answers that it took away or swapped break the claim', async () => {
  const hidden = await claimed({ asks: ['place', 'phone'] });
  expect(openClaim(hidden, chest)?.checkIn).toEqual({ is: 'missing', asks: ['place', 'phone'] });
  const half = await claimed({ asks: ['place', 'phone'], checkIn: { place: 'here' } });
  expect(openClaim(half, chest)?.checkIn).toEqual({ is: 'missing', asks: ['place', 'phone'] });
  const whole = await claimed({ asks: ['alone'], checkIn: { alone: true } });
  const { sealedCheckIn: _, ...dropped } = whole;
  expect(openClaim(dropped, chest)).toBeUndefined();
  const second = await claimed({ asks: ['alone'], checkIn: { alone: false }, invite: OTHER_INVITE });
  expect(openClaim({ ...whole, sealedCheckIn: second.sealedCheckIn }, chest)).toBeUndefined();
  expect(openClaim({ ...whole, sealedSecret: second.sealedSecret }, chest)).toBeUndefined();
});
