/**
 * The room key of an epoch, sealed to one member's X25519 key (libsodium's sealed box, 80 bytes) and signed by who grants
 * it. The signature covers label ‖ room ‖ epoch ‖ granter ‖ reader ‖ reader's X25519 key ‖ sealed: a box sealed to one
 * key cannot be passed off as granted to another, nor a key made up by the server as one from the host.
 */
import { concat, u32 } from '../base/bytes.ts';
import { uuidBytes, type MemberId, type RoomId } from '../base/ids.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { Secret } from '../base/secret.ts';
import { KEY_BYTES } from '../crypto/derive.ts';
import { sign, SIGNATURE_BYTES, verify } from '../crypto/sign.ts';
import { sodium } from '../crypto/sodium.ts';

export const GRANT_BYTES = 80;

/** What a grant is about; both sides must mean the same. */
export type GrantPlace = {
  readonly room: RoomId;
  readonly epoch: number;
  readonly granter: MemberId;
  readonly reader: MemberId;
  /** From the invite's MAC or a verified statement: never as the server names it. */
  readonly readerBoxPublic: Uint8Array;
};
export type Grant = { readonly sealed: Uint8Array; readonly signature: Uint8Array };

/** Whether something can be sealed to this X25519 key: 32 bytes, and no point of small order (to which anybody could open). */
export function isBoxPublic(boxPublic: Uint8Array): boolean {
  try {
    return sodium.crypto_scalarmult(new Uint8Array(32).fill(1), boxPublic).length === 32;
  } catch {
    return false;
  }
}

type Granting = GrantPlace & { readonly roomKey: Secret; readonly signSecret: Secret };
/** Throws when `readerBoxPublic` is no key to seal to: ask `isBoxPublic` of keys that strangers made. */
export function grantRoomKey({ roomKey, signSecret, ...place }: Granting): Grant {
  const sealed = sodium.crypto_box_seal(roomKey.reveal(), place.readerBoxPublic);
  return { sealed, signature: sign({ label: 'grant', parts: [placeBytes(place), sealed], signSecret }) };
}

type Opening = GrantPlace & { readonly grant: Grant; readonly readerBoxSecret: Secret; readonly granterSignPublic: Uint8Array };
/** The room key; the granter's signature is checked before anything is opened. */
export function openGrant({
  grant,
  readerBoxSecret,
  granterSignPublic,
  ...place
}: Opening): Result<Secret, 'malformed' | 'bad-signature' | 'does-not-open'> {
  const { sealed, signature } = grant;
  if (sealed.length !== GRANT_BYTES || signature.length !== SIGNATURE_BYTES) return fail('malformed');
  const parts = [placeBytes(place), sealed];
  if (!verify({ label: 'grant', parts, signature, signPublic: granterSignPublic })) return fail('bad-signature');
  const secretBytes = readerBoxSecret.reveal();
  try {
    const roomKey = sodium.crypto_box_seal_open(sealed, place.readerBoxPublic, secretBytes);
    return roomKey.length === KEY_BYTES ? ok(new Secret(roomKey)) : fail('malformed');
  } catch {
    return fail('does-not-open');
  }
}

const placeBytes = ({ room, epoch, granter, reader, readerBoxPublic }: GrantPlace): Uint8Array =>
  concat(uuidBytes(room), u32(epoch), uuidBytes(granter), uuidBytes(reader), readerBoxPublic);
