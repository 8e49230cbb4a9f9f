/**
 * Five words that every member's screen shows alike exactly when all of them see the same members with the same keys:
 * 55 bits of HMAC-SHA-256 under a key derived from the room key, over label ‖ room ‖ (member ‖ Ed25519 ‖ X25519), sorted by
 * member. 55 bits are enough although an attacker may try keys: the room key reaches a go-between only after the host has
 * admitted one pair of keys, so that one side's words are fixed before the first guess at the other's can be made.
 */
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { concat } from '../base/bytes.ts';
import { uuidBytes, type MemberId, type RoomId } from '../base/ids.ts';
import type { Secret } from '../base/secret.ts';
import { mac } from '../crypto/derive.ts';
import { labelBytes } from '../crypto/label.ts';

const WORDS = 5;
const BITS_A_WORD = 11n;

export type MemberKeys = { readonly member: MemberId; readonly signPublic: Uint8Array; readonly boxPublic: Uint8Array };
type Asking = { readonly room: RoomId; readonly keys: readonly MemberKeys[]; readonly safetyKey: Secret };

/** The words, in the order in which they are read out. `keys` are those of verified statements, in any order. */
export function safetyWords({ room, keys, safetyKey }: Asking): readonly string[] {
  const sorted = keys.toSorted((a, b) => (a.member < b.member ? -1 : 1));
  const parts = sorted.map(({ member, signPublic, boxPublic }) => concat(uuidBytes(member), signPublic, boxPublic));
  const digest = mac(safetyKey, concat(labelBytes('mac/safety-words'), uuidBytes(room), ...parts));
  const bits = new DataView(digest.buffer, digest.byteOffset, 8).getBigUint64(0);
  return Array.from({ length: WORDS }, (_, i) => wordlist[Number((bits >> (64n - BITS_A_WORD * BigInt(i + 1))) & 2047n)] ?? '');
}
