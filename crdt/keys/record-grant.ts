/**
 * A record's key, sealed to one reader's X25519 key (libsodium's sealed box, 80 bytes) and signed by who grants it; its owner grants it to themselves
 * first. The signature covers label ‖ record ‖ granter ‖ reader ‖ reader's X25519 key ‖ sealed, as a room's grant does (grant.ts) under another label.
 */
import { concat } from '../base/bytes.ts';
import { uuidBytes, type AccountId, type RecordId } from '../base/ids.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { Secret } from '../base/secret.ts';
import { KEY_BYTES } from '../crypto/derive.ts';
import { sign, SIGNATURE_BYTES, verify } from '../crypto/sign.ts';
import { sodium } from '../crypto/sodium.ts';
import { GRANT_BYTES, type Grant } from './grant.ts';

/** What a record's grant is about; both sides must mean the same. */
export type RecordGrantPlace = {
  readonly record: RecordId;
  readonly granter: AccountId;
  readonly reader: AccountId;
  /** One's own, or one that was confirmed (pins.ts): never as the server names it. */
  readonly readerBoxPublic: Uint8Array;
};

type Granting = RecordGrantPlace & { readonly key: Secret; readonly signSecret: Secret };
/** Throws when `readerBoxPublic` is no key to seal to: ask `isBoxPublic` of keys that others made. */
export function grantRecordKey({ key, signSecret, ...place }: Granting): Grant {
  const sealed = sodium.crypto_box_seal(key.reveal(), place.readerBoxPublic);
  return { sealed, signature: sign({ label: 'recordGrant', parts: [placeBytes(place), sealed], signSecret }) };
}

type Opening = RecordGrantPlace & { readonly grant: Grant; readonly readerBoxSecret: Secret; readonly granterSignPublic: Uint8Array };
/** The record's key; the granter's signature is checked before anything is opened. */
export function openRecordGrant({
  grant: { sealed, signature },
  readerBoxSecret,
  granterSignPublic,
  ...place
}: Opening): Result<Secret, 'malformed' | 'bad-signature' | 'does-not-open'> {
  if (sealed.length !== GRANT_BYTES || signature.length !== SIGNATURE_BYTES) return fail('malformed');
  const parts = [placeBytes(place), sealed];
  if (!verify({ label: 'recordGrant', parts, signature, signPublic: granterSignPublic })) return fail('bad-signature');
  const secretBytes = readerBoxSecret.reveal();
  try {
    const key = sodium.crypto_box_seal_open(sealed, place.readerBoxPublic, secretBytes);
    return key.length === KEY_BYTES ? ok(new Secret(key)) : fail('malformed');
  } catch {
    return fail('does-not-open');
  }
}

const placeBytes = ({ record, granter, reader, readerBoxPublic }: RecordGrantPlace): Uint8Array =>
  concat(uuidBytes(record), uuidBytes(granter), uuidBytes(reader), readerBoxPublic);
