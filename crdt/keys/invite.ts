/**
 * Admission through an invite. From the link's secret both sides derive: a proof for the server, a MAC key by which the
 * guest vouches for their own fresh keys to the host, a key for the guest's name, and one for the host's answer
 * (admission), from which the guest learns the host's signing key. No public key is believed because the server says so.
 */
import { concat, equal, fromUtf8, utf8 } from '../base/bytes.ts';
import { uuidBytes, uuidFrom, type InviteId, type MemberId, type RoomId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { Secret } from '../base/secret.ts';
import { deriveKey, mac } from '../crypto/derive.ts';
import { sha256 } from '../crypto/hash.ts';
import { labelBytes } from '../crypto/label.ts';
import { openBytes, sealBytes } from '../crypto/seal-bytes.ts';
import { isBoxPublic } from './grant.ts';
import { INVITE_SECRET_BYTES } from './invite-link.ts';

export type InviteKeys = {
  /** Shown to the server by whoever claims the invite. */
  readonly proof: Uint8Array;
  /** SHA-256 of the proof: all that the server keeps. */
  readonly proofHash: Uint8Array;
  readonly mac: Secret;
  readonly name: Secret;
  readonly admission: Secret;
};

export const createInviteSecret = (random: Random): Secret => new Secret(random.bytes(INVITE_SECRET_BYTES));

export function inviteKeys(secret: Secret, invite: InviteId): InviteKeys {
  const context = uuidBytes(invite);
  const proof = deriveKey(secret, 'inviteProof', context).reveal();
  return {
    proof,
    proofHash: sha256(proof),
    mac: deriveKey(secret, 'inviteMac', context),
    name: deriveKey(secret, 'inviteName', context),
    admission: deriveKey(secret, 'inviteAdmission', context),
  };
}

/** Overwrites the keys; idempotent. */
export function wipeInviteKeys(keys: InviteKeys): void {
  keys.proof.fill(0);
  for (const key of [keys.mac, keys.name, keys.admission]) key.wipe();
}

/** The guest's fresh public keys. */
export type GuestKeys = { readonly signPublic: Uint8Array; readonly boxPublic: Uint8Array };
export type GuestClaim = GuestKeys & { readonly invite: InviteId; readonly sealedName: Uint8Array };

/** HMAC-SHA-256 by which the guest vouches for their keys and name: label ‖ invite ‖ Ed25519 ‖ X25519 ‖ sealed name. */
export const macGuest = (claim: GuestClaim, macKey: Secret): Uint8Array =>
  mac(macKey, concat(labelBytes('mac/guest'), uuidBytes(claim.invite), claim.signPublic, claim.boxPublic, claim.sealedName));

/** Whether these keys and this name are from somebody who holds the link, and the keys are such as a grant can be sealed to. */
export const verifyGuest = (claim: GuestClaim & { readonly mac: Uint8Array }, macKey: Secret): boolean =>
  claim.signPublic.length === 32 && equal(macGuest(claim, macKey), claim.mac) && isBoxPublic(claim.boxPublic);

export const sealGuestName = (name: string, invite: InviteId, nameKey: Secret, random: Random): Uint8Array =>
  sealBytes({ bytes: utf8(name), key: nameKey, label: 'guestName', context: uuidBytes(invite), random });

export function openGuestName(sealed: Uint8Array, invite: InviteId, nameKey: Secret): Result<string, 'does-not-open'> {
  const opened = openBytes({ sealed, key: nameKey, label: 'guestName', context: uuidBytes(invite) });
  const name = opened.ok ? fromUtf8(opened.value) : undefined;
  return name === undefined ? fail('does-not-open') : ok(name);
}

/** What the host tells an admitted guest: where they are, who they are there, and whose signature makes a member. */
export type Admission = {
  readonly room: RoomId;
  readonly host: MemberId;
  readonly hostSignPublic: Uint8Array;
  readonly member: MemberId;
};
type AdmissionPlace = { readonly invite: InviteId; readonly admissionKey: Secret; readonly guest: GuestKeys };
const ADMISSION_BYTES = 16 + 16 + 32 + 16;
/** Bound to the keys that were admitted: an answer to one claim is none to another. */
const admissionContext = ({ invite, guest }: AdmissionPlace): Uint8Array => concat(uuidBytes(invite), guest.signPublic, guest.boxPublic);

export function sealAdmission(admission: Admission, place: AdmissionPlace, random: Random): Uint8Array {
  const { room, host, hostSignPublic, member } = admission;
  const bytes = concat(uuidBytes(room), uuidBytes(host), hostSignPublic, uuidBytes(member));
  if (bytes.length !== ADMISSION_BYTES) throw new RangeError('a public key has 32 bytes');
  return sealBytes({ bytes, key: place.admissionKey, label: 'admission', context: admissionContext(place), random });
}

export function openAdmission(sealed: Uint8Array, place: AdmissionPlace): Result<Admission, 'does-not-open'> {
  const opened = openBytes({ sealed, key: place.admissionKey, label: 'admission', context: admissionContext(place) });
  if (!opened.ok || opened.value.length !== ADMISSION_BYTES) return fail('does-not-open');
  const bytes = opened.value;
  return ok({
    room: uuidFrom<RoomId>(bytes.subarray(0, 16)),
    host: uuidFrom<MemberId>(bytes.subarray(16, 32)),
    hostSignPublic: bytes.slice(32, 64),
    member: uuidFrom<MemberId>(bytes.subarray(64, 80)),
  });
}

type SecretPlace = { readonly invite: InviteId; readonly room: RoomId; readonly invitesKey: Secret };
const secretContext = ({ invite, room }: SecretPlace): Uint8Array => concat(uuidBytes(invite), uuidBytes(room));

/** The link's secret as the server keeps it for the host's other devices: 104 bytes under the room's `invites` key. */
export const sealInviteSecret = (secret: Secret, place: SecretPlace, random: Random): Uint8Array =>
  sealBytes({ bytes: secret.reveal(), key: place.invitesKey, label: 'inviteSecret', context: secretContext(place), random });

export function openInviteSecret(sealed: Uint8Array, place: SecretPlace): Result<Secret, 'does-not-open'> {
  const opened = openBytes({ sealed, key: place.invitesKey, label: 'inviteSecret', context: secretContext(place) });
  return opened.ok && opened.value.length === INVITE_SECRET_BYTES ? ok(new Secret(opened.value)) : fail('does-not-open');
}
