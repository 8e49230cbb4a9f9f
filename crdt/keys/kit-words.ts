/**
 * A recovery kit as people keep it: 24 words (BIP-39, English: 256 bits and a checksum of 8), and the text of its QR code, which is
 * `HOLDSPACE KIT 1 ` and the words in capitals: QR codes have a short form for capitals, and whoever scans it sees what it is.
 */
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { Secret } from '../base/secret.ts';

export const KIT_BYTES = 32;
export const KIT_WORDS = 24;
const VERSION = '1';
/** Longer than any kit, with numbers and line breaks between its words. */
const TEXT_LIMIT = 2000;
const KNOWN: ReadonlySet<string> = new Set(wordlist);

/** The words, in their order. */
export const kitWords = (kit: Secret): readonly string[] => entropyToMnemonic(kit.reveal(), wordlist).split(' ');

export const kitQrText = (kit: Secret): string => `HOLDSPACE KIT ${VERSION} ${kitWords(kit).join(' ').toUpperCase()}`;

/** What somebody typed, or pasted from a scanner, as far as it is a kit. */
export type KitReading =
  | { readonly is: 'kit'; readonly kit: Secret }
  /** No mistake so far; fewer words than a kit has. */
  | { readonly is: 'short'; readonly words: number }
  /** No word of a kit is spelled so; `at` counts from 1. The last word may still be in the typing. */
  | { readonly is: 'unknown-word'; readonly at: number; readonly word: string; readonly last: boolean }
  | { readonly is: 'long' }
  /** 24 good words that do not belong together: one is another than it should be, or two changed places. */
  | { readonly is: 'mistaken' }
  /** A kit of a later Holdspace. */
  | { readonly is: 'other-version' };

/** Letter case, numbering, punctuation and line breaks do not count. */
export function readKit(text: string): KitReading {
  if (text.length > TEXT_LIMIT) return { is: 'long' };
  const plain = text.normalize('NFKC').toLowerCase();
  const header = /^\W*holdspace\W+kit\W+(\d+)\b/.exec(plain);
  if (header !== null && header[1] !== VERSION) return { is: 'other-version' };
  const words = plain
    .slice(header?.[0].length ?? 0)
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
  const wrong = words.findIndex((word) => !KNOWN.has(word));
  if (wrong >= 0) return { is: 'unknown-word', at: wrong + 1, word: words[wrong] ?? '', last: wrong === words.length - 1 };
  if (words.length < KIT_WORDS) return { is: 'short', words: words.length };
  if (words.length > KIT_WORDS) return { is: 'long' };
  try {
    return { is: 'kit', kit: new Secret(mnemonicToEntropy(words.join(' '), wordlist)) };
  } catch {
    return { is: 'mistaken' };
  }
}

/** Up to `most` words of kits that begin so; none for an empty beginning. */
export const wordsBeginning = (beginning: string, most: number): readonly string[] =>
  beginning === '' ? [] : wordlist.filter((word) => word.startsWith(beginning.toLowerCase())).slice(0, most);
