/** A check-in as it is being written: what is still wrong with it, in words, and the answers once nothing is. */
import type { Ask } from '#crdt/base/asks.ts';
import { utf8 } from '#crdt/base/bytes.ts';
import { sha256 } from '#crdt/crypto/hash.ts';
import { CHECK_IN_LIMITS, wrongPhone, wrongText, type CheckIn, type Wrong } from '#crdt/keys/check-in.ts';

export type Draft = {
  readonly place: string;
  readonly phone: string;
  readonly contactName: string;
  readonly contactPhone: string;
  readonly alone: boolean | undefined;
  readonly agreed: boolean | undefined;
};
export const EMPTY_DRAFT: Draft = { place: '', phone: '', contactName: '', contactPhone: '', alone: undefined, agreed: undefined };
export type Wrongs = { readonly [Name in keyof Draft]?: string };

const TOO_LONG = 'This is longer than can be sent. Please shorten it.';
const NO_NUMBER = 'Please write a number that can be dialled, such as +1 555 010 0199.';
const said = (wrong: Wrong | undefined, empty: string): string | undefined =>
  wrong === undefined ? undefined : wrong === 'empty' ? empty : wrong === 'too-long' ? TOO_LONG : NO_NUMBER;

/** What is wrong, for each field that is asked; an empty object when all is well. */
export function wrongsOf(draft: Draft, asks: readonly Ask[]): Wrongs {
  const found: { -readonly [Name in keyof Draft]?: string | undefined } = {};
  if (asks.includes('place')) found.place = said(wrongText(draft.place, CHECK_IN_LIMITS.place), 'Please write where you are.');
  if (asks.includes('phone')) found.phone = said(wrongPhone(draft.phone), 'Please write a number to reach you.');
  if (asks.includes('contact')) {
    found.contactName = said(wrongText(draft.contactName, CHECK_IN_LIMITS.contact), 'Please write whom to call.');
    found.contactPhone = said(wrongPhone(draft.contactPhone), 'Please write their number.');
  }
  if (asks.includes('alone') && draft.alone === undefined) found.alone = 'Please choose one of the two.';
  if (asks.includes('consent') && draft.agreed === undefined) found.agreed = 'Please choose one of the two.';
  return Object.fromEntries(Object.entries(found).filter(([, words]) => words !== undefined)) as Wrongs;
}

/** The answers; undefined while something is wrong, or where nothing is asked. */
export function checkInOf(draft: Draft, asks: readonly Ask[], consentWords: string): CheckIn | undefined {
  if (asks.length === 0 || Object.keys(wrongsOf(draft, asks)).length > 0) return undefined;
  const { alone, agreed } = draft;
  return {
    ...(asks.includes('place') ? { place: draft.place.trim() } : {}),
    ...(asks.includes('phone') ? { phone: draft.phone.trim() } : {}),
    ...(asks.includes('contact') ? { contact: { name: draft.contactName.trim(), phone: draft.contactPhone.trim() } } : {}),
    ...(asks.includes('alone') && alone !== undefined ? { alone } : {}),
    ...(asks.includes('consent') && agreed !== undefined ? { consent: { agreed, textHash: sha256(utf8(consentWords)) } } : {}),
  };
}
