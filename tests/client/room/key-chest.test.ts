import { beforeAll, expect, test } from 'vitest';
import { utf8 } from '#crdt/base/bytes.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import { ALL_RIGHTS } from '#crdt/base/rights.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { macGuest, sealGuestName } from '#crdt/keys/invite.ts';
import { createInviteSecret, inviteKeys } from '#crdt/keys/invite-keys.ts';
import { sealInvite } from '#crdt/keys/invite-record.ts';
import { NO_STATEMENT, sealPreviousKey, signEpoch } from '#crdt/keys/epoch.ts';
import { grantRoomKey } from '#crdt/keys/grant.ts';
import { signMember } from '#crdt/keys/member.ts';
import { createRoomKey, roomKeys } from '#crdt/keys/room-key.ts';
import { createAdmission } from '#client/room/admission.ts';
import { createKeyChest } from '#client/room/key-chest.ts';
import type { GuestView, MemberView } from '#server/contract/views.ts';
import { GUEST, HOST, INVITE, people, ROOM } from '#tests/crdt/people.ts';
import { seededRandom } from '#tests/crdt/seeded.ts';

const random = seededRandom('key chest');
const LATER = '0b0b0b0b-0000-4000-8000-000000000003' as MemberId;
let at: ReturnType<typeof people>;
beforeAll(async () => {
  await sodiumReady();
  at = people();
});

const chestOf = (you: MemberId) => {
  const keyring = you === HOST ? at.host : at.guest;
  const chest = createKeyChest({ room: ROOM, you, host: HOST, hostSignPublic: at.host.signPublic, keyring });
  for (const epoch of [1, 2]) {
    const place = { room: ROOM, epoch, granter: HOST, reader: you, readerBoxPublic: keyring.boxPublic };
    const roomKey = epoch === 1 ? at.roomKey : createRoomKey(random);
    chest.addGrant({ epoch, granter: HOST, ...grantRoomKey({ ...place, roomKey, signSecret: at.host.signSecret }) });
  }
  return chest;
};
/** The host's signed word that `id` has these keys. */
const view = (id: MemberId, { signPublic, boxPublic }: { signPublic: Uint8Array; boxPublic: Uint8Array }): MemberView => ({
  id,
  ...signMember({ room: ROOM, id, role: 'participant', fromEpoch: 1, signPublic, boxPublic, sealedName: utf8('name') }, at.host.signSecret),
});
const guest = (member: MemberId): GuestView => {
  const secret = createInviteSecret(random);
  const keys = inviteKeys(secret, INVITE);
  const { signPublic, boxPublic } = at.guest;
  const claim = { invite: INVITE, signPublic, boxPublic, sealedName: sealGuestName('Robin', INVITE, keys.name, random) };
  const invitesKey = roomKeys(at.roomKey, ROOM, 1).invites;
  const sealedSecret = sealInvite({ root: secret, role: 'participant', asks: [] }, { invite: INVITE, room: ROOM, invitesKey }, random);
  return { member, ...claim, mac: macGuest(claim, keys.mac), sealedSecret, since: 0, here: true };
};

test('[K5] not even a signed statement puts another key in the host’s place, or in one’s own', () => {
  expect(chestOf(GUEST).addMember(view(HOST, at.guest))).toBe(false);
  expect(chestOf(GUEST).addMember(view(GUEST, at.host))).toBe(false);
  expect(chestOf(GUEST).addMember(view(HOST, at.host))).toBe(true);
  expect(chestOf(GUEST).addMember(view(GUEST, at.guest))).toBe(true);
  expect(chestOf(GUEST).addMember({ ...view(GUEST, at.guest), id: LATER })).toBe(false);
});

test('[R25] who was sent back comes in again by the keys of before alone', () => {
  const chest = chestOf(HOST);
  const admission = createAdmission({ chest, you: HOST, keyring: at.host, random });
  const sentBack = { ...view(GUEST, at.guest), id: GUEST };
  chest.addMember(sentBack);
  const { roomKey: before } = at;
  const previousKey = sealPreviousKey(before, { room: ROOM, epoch: 2, key: chest.epochKeys(2)?.derived.previousKey ?? before }, random);
  const start = { seq: 0, head: new Uint8Array(32) };
  const members = [{ member: HOST, role: 'therapist', rights: ALL_RIGHTS }] as const;
  const said = {
    room: ROOM,
    epoch: 2,
    previous: NO_STATEMENT,
    newcomers: ALL_RIGHTS,
    ends: { drawing: start, chat: start },
    previousKey,
    members,
  };
  expect(chest.addEpoch(signEpoch(said, at.host.signSecret))).toBeUndefined();
  const other = { ...guest(GUEST), signPublic: at.host.signPublic };
  expect(admission.waiting([other])).toEqual([]);
  expect(admission.isReturning(GUEST)).toBe(false);
  expect(admission.waiting([guest(GUEST)])).toMatchObject([{ member: GUEST, returning: true, role: 'participant' }]);
  expect([admission.isReturning(GUEST), admission.admit(GUEST)]).toEqual([true, undefined]);
});

test('[K10] the host admits nobody under an id that already has keys', () => {
  const chest = chestOf(HOST);
  const admission = createAdmission({ chest, you: HOST, keyring: at.host, random });
  chest.addMember(view(GUEST, at.guest));
  expect(admission.waiting([guest(HOST), guest(GUEST), guest(LATER)]).map(({ member }) => member)).toEqual([LATER]);
  expect(admission.admit(HOST)).toBeUndefined();
  expect(admission.admit(GUEST)).toBeUndefined();
  expect(admission.admit(LATER)?.member).toBe(LATER);
  chest.addMember(view(LATER, at.guest));
  expect(admission.admit(LATER)).toBeUndefined();
});
