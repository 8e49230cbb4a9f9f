/** Ids of strokes and erasures: 9 random bytes, spelled as 12 characters of base64url (RFC 4648 section 5). */
import { fromBase64UrlEncoded, toBase64UrlEncoded } from 'lib0/buffer';
import type { Random } from '../base/random.ts';

export const ENTRY_ID_BYTES = 9;
const ENTRY_ID = /^[A-Za-z0-9_-]{12}$/;

export const newEntryId = (random: Random): string => toBase64UrlEncoded(random.bytes(ENTRY_ID_BYTES));
export const isEntryId = (text: unknown): text is string => typeof text === 'string' && ENTRY_ID.test(text);
export const entryIdFrom = (bytes: Uint8Array): string => toBase64UrlEncoded(bytes);
export const entryIdBytes = (id: string): Uint8Array => fromBase64UrlEncoded(id);
