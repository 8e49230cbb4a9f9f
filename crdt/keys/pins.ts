/**
 * What an account remembers of others on all its devices: whose keys were found right by comparing words, and how far it saw the key directory.
 * Sealed under a key derived from the keyring's X25519 secret, bound to account and version. Encoded, integers big-endian:
 *
 *   layout 1 (= 1) ‖ directory seq u64 ‖ chain hash 32 ‖ server's Ed25519 32 (all zeros: none seen) ‖ people u32 ‖ each person
 *   person   account 16 ‖ fingerprint 32 ‖ confirmed at, ms, u64 ‖ length of the name 1 ‖ name in UTF-8
 */
import { concat, equal, fromUtf8, u32, u64, utf8 } from '../base/bytes.ts';
import { uuidBytes, uuidFrom, type AccountId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import type { Secret } from '../base/secret.ts';
import { deriveKey } from '../crypto/derive.ts';
import { openBytes, sealBytes } from '../crypto/seal-bytes.ts';
import { fingerprint, type Place, type PublicKeys } from './directory.ts';

const LAYOUT = 1;
const HEAD_BYTES = 1 + 8 + 32 + 32 + 4;
const PERSON_BYTES = 16 + 32 + 8 + 1;
export const PIN_NAME_BYTES = 255;
/** As the contract's limit for them; room for some hundred people. */
const SEALED_LIMIT = 32 * 1024;

/** How far a directory was seen, and under which key of the server. */
export type Seen = { readonly place: Place; readonly serverPublic: Uint8Array };
export type Pin = {
  readonly account: AccountId;
  /** Of both public keys (directory.ts). */
  readonly fingerprint: Uint8Array;
  /** When the words were compared, ms since the Unix epoch. */
  readonly at: number;
  /** What the confirmer calls them. */
  readonly name: string;
};
export type Pins = { readonly people: readonly Pin[]; readonly seen: Seen | undefined };
export const NO_PINS: Pins = { people: [], seen: undefined };

/** What is remembered of somebody's keys. Nothing may be sealed to keys that are not 'confirmed'. */
export type Standing = 'unknown' | 'confirmed' | 'changed';
export function standingOf({ people }: Pins, account: AccountId, keys: PublicKeys): Standing {
  const pin = people.find((one) => one.account === account);
  if (pin === undefined) return 'unknown';
  return equal(pin.fingerprint, fingerprint(keys)) ? 'confirmed' : 'changed';
}

type Pinning = { readonly account: AccountId; readonly keys: PublicKeys; readonly at: number; readonly name: string };
/** With those keys confirmed, in the place of whatever was confirmed of that account before. Throws RangeError on a name over PIN_NAME_BYTES. */
export function pin(pins: Pins, { account, keys, at, name }: Pinning): Pins {
  if (utf8(name).length > PIN_NAME_BYTES) throw new RangeError('too long a name');
  const others = pins.people.filter((one) => one.account !== account);
  return { ...pins, people: [...others, { account, fingerprint: fingerprint(keys), at, name }] };
}

export const unpin = (pins: Pins, account: AccountId): Pins => ({
  ...pins,
  people: pins.people.filter((one) => one.account !== account),
});

export function encodePins({ people, seen }: Pins): Uint8Array {
  const place = seen ?? { place: { seq: 0, hash: new Uint8Array(32) }, serverPublic: new Uint8Array(32) };
  return concat(
    Uint8Array.of(LAYOUT),
    u64(place.place.seq),
    place.place.hash,
    place.serverPublic,
    u32(people.length),
    ...people.flatMap((one) => {
      const name = utf8(one.name);
      return [uuidBytes(one.account), one.fingerprint, u64(one.at), Uint8Array.of(name.length), name];
    }),
  );
}

/** Undefined for what is no such blob. */
export function decodePins(bytes: Uint8Array): Pins | undefined {
  if (bytes.length < HEAD_BYTES || bytes[0] !== LAYOUT) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const number = (at: number): number => Number(view.getBigUint64(at));
  const serverPublic = bytes.slice(41, 73);
  const isSeen = serverPublic.some((byte) => byte !== 0);
  if (!Number.isSafeInteger(number(1))) return undefined;
  const seen = isSeen ? { place: { seq: number(1), hash: bytes.slice(9, 41) }, serverPublic } : undefined;
  const people: Pin[] = [];
  let at = HEAD_BYTES;
  for (let left = view.getUint32(HEAD_BYTES - 4); left > 0; left--) {
    const length = bytes[at + PERSON_BYTES - 1];
    if (length === undefined || at + PERSON_BYTES + length > bytes.length) return undefined;
    const name = fromUtf8(bytes.subarray(at + PERSON_BYTES, at + PERSON_BYTES + length));
    if (name === undefined || !Number.isSafeInteger(number(at + 48))) return undefined;
    const account = uuidFrom<AccountId>(bytes.subarray(at, at + 16));
    people.push({ account, fingerprint: bytes.slice(at + 16, at + 48), at: number(at + 48), name });
    at += PERSON_BYTES + length;
  }
  return at === bytes.length ? { people, seen } : undefined;
}

type PinsPlace = { readonly account: AccountId; readonly version: number; readonly boxSecret: Secret };
const contextOf = ({ account, version }: PinsPlace): Uint8Array => concat(uuidBytes(account), u64(version));

/** Throws RangeError when there are more people than fit. */
export function sealPins(pins: Pins, place: PinsPlace, random: Random): Uint8Array {
  const key = deriveKey(place.boxSecret, 'pins', uuidBytes(place.account));
  const bytes = encodePins(pins);
  try {
    return sealBytes({ bytes, key, label: 'pins', context: contextOf(place), random, floor: 1024, limit: SEALED_LIMIT });
  } finally {
    bytes.fill(0);
    key.wipe();
  }
}

/** Undefined when it was sealed for another account or version, under another keyring, or was changed. */
export function openPins(sealed: Uint8Array, place: PinsPlace): Pins | undefined {
  const key = deriveKey(place.boxSecret, 'pins', uuidBytes(place.account));
  const opened = openBytes({ sealed, key, label: 'pins', context: contextOf(place), limit: SEALED_LIMIT });
  key.wipe();
  return opened.ok ? decodePins(opened.value) : undefined;
}
