/**
 * Who is in a room from an epoch on, and what each of them may, is the host's signed word: the statement (epoch-layout.ts) under the host's Ed25519
 * key, each with the hash of the one before it. It carries the key of the epoch before, sealed under its own: whoever is granted an
 * epoch can read back to the room's first, since board and chat grow from there; nobody can read on.
 */
import { concat, u32 } from '../base/bytes.ts';
import { uuidBytes, type RoomId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { Secret } from '../base/secret.ts';
import { KEY_BYTES } from '../crypto/derive.ts';
import { HASH_BYTES, sha256 } from '../crypto/hash.ts';
import { openBytes, sealBytes } from '../crypto/seal-bytes.ts';
import { sign, verify } from '../crypto/sign.ts';
import { encodeEpoch, readEpoch, type EpochStatement } from './epoch-layout.ts';

export type SignedEpoch = { readonly statement: Uint8Array; readonly signature: Uint8Array };

/** What the statement of epoch 2 names as the one before it. */
export const NO_STATEMENT: Uint8Array = new Uint8Array(HASH_BYTES);
export const hashEpoch = (statement: Uint8Array): Uint8Array => sha256(statement);

/** The host says: from here on these are in the room. `hostSignSecret` in libsodium's 64-byte form. */
export function signEpoch(epoch: EpochStatement, hostSignSecret: Secret): SignedEpoch {
  const statement = encodeEpoch(epoch);
  return { statement, signature: sign({ label: 'epoch', parts: [statement], signSecret: hostSignSecret }) };
}

/** What the host said of an epoch of `room`. `bad-signature`: the host did not say it, or said it of another room. */
export function verifyEpoch(
  { statement, signature }: SignedEpoch,
  hostSignPublic: Uint8Array,
  room: RoomId,
): Result<EpochStatement, 'malformed' | 'bad-signature'> {
  const epoch = readEpoch(statement);
  if (epoch === undefined) return fail('malformed');
  const signed = verify({ label: 'epoch', parts: [statement], signature, signPublic: hostSignPublic });
  return signed && epoch.room === room ? ok(epoch) : fail('bad-signature');
}

/** `key`: the `previous` key derived for the epoch whose statement carries it. */
type Place = { readonly room: RoomId; readonly epoch: number; readonly key: Secret };
const contextOf = ({ room, epoch }: Place): Uint8Array => concat(uuidBytes(room), u32(epoch));

/** The room key of the epoch before `epoch`, for those who hold this one's. 104 bytes. */
export const sealPreviousKey = (roomKey: Secret, place: Place, random: Random): Uint8Array =>
  sealBytes({ bytes: roomKey.reveal(), key: place.key, label: 'previousKey', context: contextOf(place), random });

export function openPreviousKey(sealed: Uint8Array, place: Place): Result<Secret, 'does-not-open'> {
  const opened = openBytes({ sealed, key: place.key, label: 'previousKey', context: contextOf(place) });
  return opened.ok && opened.value.length === KEY_BYTES ? ok(new Secret(opened.value.slice())) : fail('does-not-open');
}
