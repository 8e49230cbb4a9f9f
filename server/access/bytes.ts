/** Bytes in JSON are base64url; tokens are kept as their SHA-256 only. */
import { createHash } from 'node:crypto';
import { uuidFrom } from '#crdt/base/ids.ts';

export const fromBase64 = (text: string): Uint8Array => Buffer.from(text, 'base64url');
export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
export const sha256 = (bytes: Uint8Array | string): Uint8Array => createHash('sha256').update(bytes).digest();

/** The UUID (RFC 9562, version 4) made of 16 random, or seemingly random, bytes. */
export function uuidV4<Id extends string>(random: Uint8Array): Id {
  const bytes = Uint8Array.from(random);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return uuidFrom<Id>(bytes);
}
