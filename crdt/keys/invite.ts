/**
 * Admission through an invite. From its root (invite-keys.ts) both sides derive: a proof for the server, a MAC key by which the
 * guest vouches for their keys to the host, a key for the guest's name and one for their check-in, and one for the host's answer
 * (admission), from which the guest learns the host's signing key. No public key is believed because the server says so.
 */
import { concat, equal, fromUtf8, utf8 } from '../base/bytes.ts';
import { uuidBytes, uuidFrom, type InviteId, type MemberId, type RoomId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';
import { mac } from '../crypto/derive.ts';
import { sha256 } from '../crypto/hash.ts';
import { labelBytes } from '../crypto/label.ts';
import { openBytes, sealBytes } from '../crypto/seal-bytes.ts';
import { decodeCheckIn, encodeCheckIn, type CheckIn } from './check-in.ts';
import { isBoxPublic } from './grant.ts';

/** Sealed check-ins are at least this long, so that their length does not tell what was answered; nearly all are exactly this long. */
const CHECK_IN_FLOOR = 1024;

/** The guest's public keys: fresh ones, or those of their account. */
export type GuestKeys = { readonly signPublic: Uint8Array; readonly boxPublic: Uint8Array };
export type GuestClaim = GuestKeys & {
  readonly invite: InviteId;
  readonly sealedName: Uint8Array;
  /** Where the invite asks for one. */
  readonly sealedCheckIn?: Uint8Array | undefined;
};

/**
 * HMAC-SHA-256 by which the guest vouches for their keys, name and check-in: label ‖ invite ‖ Ed25519 ‖ X25519 ‖ sealed name; with a check-in
 * another label, and SHA-256 of it before the name. Taking a check-in away, or giving one to somebody else, breaks it.
 */
export function macGuest({ invite, signPublic, boxPublic, sealedName, sealedCheckIn }: GuestClaim, macKey: Secret): Uint8Array {
  const keys = concat(uuidBytes(invite), signPublic, boxPublic);
  if (sealedCheckIn === undefined) return mac(macKey, concat(labelBytes('mac/guest'), keys, sealedName));
  return mac(macKey, concat(labelBytes('mac/guest-check-in'), keys, sha256(sealedCheckIn), sealedName));
}

/** Whether these keys, this name and this check-in are from somebody who holds the link, and the keys are such as a grant can be sealed to. */
export const verifyGuest = (claim: GuestClaim & { readonly mac: Uint8Array }, macKey: Secret): boolean =>
  claim.signPublic.length === 32 && equal(macGuest(claim, macKey), claim.mac) && isBoxPublic(claim.boxPublic);

export const sealGuestName = (name: string, invite: InviteId, nameKey: Secret, random: Random): Uint8Array =>
  sealBytes({ bytes: utf8(name), key: nameKey, label: 'guestName', context: uuidBytes(invite), random });

export function openGuestName(sealed: Uint8Array, invite: InviteId, nameKey: Secret): Result<string, 'does-not-open'> {
  const opened = openBytes({ sealed, key: nameKey, label: 'guestName', context: uuidBytes(invite) });
  const name = opened.ok ? fromUtf8(opened.value) : undefined;
  return name === undefined ? fail('does-not-open') : ok(name);
}

type CheckInPlace = { readonly invite: InviteId; readonly checkInKey: Secret; readonly guest: GuestKeys };
/** Bound to the keys that answered. */
const checkInContext = ({ invite, guest }: CheckInPlace): Uint8Array => concat(uuidBytes(invite), guest.signPublic, guest.boxPublic);

/** The answers, for the host's browsers alone. Throws RangeError on answers that are none (check-in.ts). */
export const sealCheckIn = (checkIn: CheckIn, place: CheckInPlace, random: Random): Uint8Array =>
  sealBytes({
    bytes: encodeCheckIn(checkIn),
    key: place.checkInKey,
    label: 'checkIn',
    context: checkInContext(place),
    floor: CHECK_IN_FLOOR,
    random,
  });

export function openCheckIn(sealed: Uint8Array, place: CheckInPlace): Result<CheckIn, 'does-not-open'> {
  const opened = openBytes({ sealed, key: place.checkInKey, label: 'checkIn', context: checkInContext(place) });
  const checkIn = opened.ok ? decodeCheckIn(opened.value) : undefined;
  return checkIn === undefined ? fail('does-not-open') : ok(checkIn);
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
