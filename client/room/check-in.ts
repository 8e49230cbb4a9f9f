/** The host's look at a claim: whether the invite's MAC vouches for it, the name in it, and the answers to what was asked. */
import { equal } from '#crdt/base/bytes.ts';
import type { Ask } from '#crdt/base/asks.ts';
import type { InviteId } from '#crdt/base/ids.ts';
import type { InvitedRole } from '#crdt/base/roles.ts';
import { answersAll, type CheckIn } from '#crdt/keys/check-in.ts';
import { openCheckIn, openGuestName, verifyGuest } from '#crdt/keys/invite.ts';
import { inviteKeys, wipeInviteKeys, type InviteKeys } from '#crdt/keys/invite-keys.ts';
import { openInvite, type InviteRecord } from '#crdt/keys/invite-record.ts';
import type { KeyChest } from './key-chest.ts';

/** As the server shows it; nothing of it is believed. */
export type Claim = {
  readonly invite: InviteId;
  readonly signPublic: Uint8Array;
  readonly boxPublic: Uint8Array;
  readonly sealedName: Uint8Array;
  readonly sealedCheckIn?: Uint8Array | undefined;
  readonly mac: Uint8Array;
  readonly sealedSecret: Uint8Array;
};

/** What the host may know of a check-in. */
export type CheckInView =
  | { readonly is: 'not-asked' }
  /** Nothing vouches for what the server shows of it, or it shows nothing: what was asked and answered is not known. */
  | { readonly is: 'broken' }
  /** Asked, and not, or not fully, answered: an honest guest's page does not do that, so the server may have hidden the questions. */
  | { readonly is: 'missing'; readonly asks: readonly Ask[] }
  | {
      readonly is: 'answered';
      readonly answers: CheckIn;
      /** Whether the words agreed to, or not, are those that the host meant; undefined where consent was not asked. */
      readonly sameWords: boolean | undefined;
    };

/** The invite's record; whoever made it sealed it under the key of an epoch. */
export function recordOf(claim: Claim, chest: KeyChest): InviteRecord | undefined {
  const { room } = chest;
  for (let epoch = chest.epoch; epoch >= 1; epoch--) {
    const invitesKey = chest.epochKeys(epoch)?.derived.invites;
    const record = invitesKey && openInvite(claim.sealedSecret, { invite: claim.invite, room, invitesKey });
    if (record?.ok === true) return record.value;
  }
  return undefined;
}

/** The keys of that claim's invite, for one use: the caller wipes them. */
export function keysOf(claim: Claim, chest: KeyChest): InviteKeys | undefined {
  const record = recordOf(claim, chest);
  const keys = record && inviteKeys(record.root, claim.invite);
  record?.root.wipe();
  return keys;
}

/** `role`: what the invite is for, as whoever made it sealed it. */
export type Vouched = { readonly name: string; readonly role: InvitedRole; readonly checkIn: CheckInView };

/** Undefined when no invite vouches for the claim, as it stands, or what is sealed in it does not open. */
export function openClaim(claim: Claim, chest: KeyChest): Vouched | undefined {
  const record = recordOf(claim, chest);
  const keys = record && inviteKeys(record.root, claim.invite);
  if (record === undefined || keys === undefined) return undefined;
  record.root.wipe();
  const vouched = verifyGuest(claim, keys.mac) ? read(claim, keys, record) : undefined;
  wipeInviteKeys(keys);
  return vouched;
}

function read(claim: Claim, keys: InviteKeys, record: InviteRecord): Vouched | undefined {
  const name = openGuestName(claim.sealedName, claim.invite, keys.name);
  if (!name.ok) return undefined;
  const { asks, role } = record;
  if (asks.length === 0) return { name: name.value, role, checkIn: { is: 'not-asked' } };
  const { invite, sealedCheckIn } = claim;
  const opened = sealedCheckIn && openCheckIn(sealedCheckIn, { invite, checkInKey: keys.checkIn, guest: claim });
  if (opened?.ok !== true || !answersAll(opened.value, asks)) return { name: name.value, role, checkIn: { is: 'missing', asks } };
  const { consent } = opened.value;
  const sameWords = consent && record.consentHash && equal(consent.textHash, record.consentHash);
  return { name: name.value, role, checkIn: { is: 'answered', answers: opened.value, sameWords } };
}
