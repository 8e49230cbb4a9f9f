/** SHA-256 (FIPS 180-4), the head chain of a doc's log, and the Yjs client id of a sender. */
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { concat, u64 } from '../base/bytes.ts';
import { uuidBytes, type MemberId } from '../base/ids.ts';

export const HASH_BYTES = 32;

/** head(0): the head of a log that holds nothing. Do not change its bytes. */
export const EMPTY_HEAD: Uint8Array = new Uint8Array(HASH_BYTES);

export const sha256 = (bytes: Uint8Array): Uint8Array => nobleSha256(bytes);

/** head(n) = SHA-256(head(n-1) ‖ n as u64 big-endian ‖ SHA-256 of the n-th sealed update). */
export const nextHead = (head: Uint8Array, seq: number, digest: Uint8Array): Uint8Array => sha256(concat(head, u64(seq), digest));

/** The 24 bytes that name a sender: member id (16) ‖ device (8). */
export const senderBytes = (member: MemberId, device: Uint8Array): Uint8Array => concat(uuidBytes(member), device);

/** The only Yjs client id under which a sender may write: the first 4 bytes of SHA-256(sender), big-endian. */
export function clientIdOf(member: MemberId, device: Uint8Array): number {
  const digest = sha256(senderBytes(member, device));
  return new DataView(digest.buffer, digest.byteOffset, 4).getUint32(0);
}
