/**
 * Words that stand for the public keys of one account, or of two that compare them over another way (beside each other, by telephone). Eight words,
 * 88 bits of SHA-256 over label ‖ (account ‖ Ed25519 ‖ X25519), sorted by account. Unlike a room's safety words nothing secret goes in, so that
 * somebody may try keys until their words fit: 88 bits put that out of reach, 55 would not.
 */
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { concat } from '../base/bytes.ts';
import { uuidBytes, type AccountId } from '../base/ids.ts';
import { sha256 } from '../crypto/hash.ts';
import { labelBytes } from '../crypto/label.ts';
import type { PublicKeys } from './directory.ts';

const WORDS = 8;
const BITS_A_WORD = 11;
const LABEL = labelBytes('hash/account-words');

export type AccountKeys = PublicKeys & { readonly account: AccountId };

/** The same words on both screens, whoever is named first. */
export function accountWords(accounts: readonly AccountKeys[]): readonly string[] {
  const sorted = accounts.toSorted((a, b) => (a.account < b.account ? -1 : 1));
  const parts = sorted.map(({ account, signPublic, boxPublic }) => concat(uuidBytes(account), signPublic, boxPublic));
  const digest = sha256(concat(LABEL, ...parts));
  let bits = 0n;
  for (const byte of digest.subarray(0, (WORDS * BITS_A_WORD) / 8)) bits = (bits << 8n) | BigInt(byte);
  return Array.from({ length: WORDS }, (_, i) => wordlist[Number((bits >> BigInt(BITS_A_WORD * (WORDS - 1 - i))) & 2047n)] ?? '');
}
