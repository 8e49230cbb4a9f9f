/**
 * The few fields of a sealed header that the server checks for every update, read in place: no strings, no copies
 * (crdt/crypto/header.ts is the layout and the full decoder).
 */
import { docNamed, type DocName } from '#crdt/base/docs.ts';
import { FORMAT_VERSION, HEADER_BYTES, KINDS, type Kind } from '#crdt/crypto/header.ts';

const MEMBER_AT = 24;
const DEVICE_AT = 40;
const SENDER_BYTES = 24;

export type ClearHeader = { readonly doc: DocName | undefined; readonly epoch: number; readonly counter: number };

/** Undefined when `sealed` does not start with a header of this version and kind. */
export function clearHeader(sealed: Uint8Array, kind: Kind): ClearHeader | undefined {
  if (sealed.length < HEADER_BYTES || sealed[0] !== FORMAT_VERSION || sealed[1] !== KINDS[kind] || sealed[3] !== 0) return undefined;
  const doc = docNamed(sealed[2] ?? 0);
  if (kind === 'presence' ? sealed[2] !== 0 : doc === undefined) return undefined;
  const counter = u32(sealed, 48) * 0x1_0000_0000 + u32(sealed, 52);
  return counter >= 1 && Number.isSafeInteger(counter) ? { doc, epoch: u32(sealed, 4), counter } : undefined;
}

/** The snapshot's or update's seen seq; NaN when it is no safe integer. */
export function seenSeq(sealed: Uint8Array): number {
  const seq = u32(sealed, 56) * 0x1_0000_0000 + u32(sealed, 60);
  return Number.isSafeInteger(seq) ? seq : Number.NaN;
}
export const seenHead = (sealed: Uint8Array): Uint8Array => sealed.subarray(64, 96);
/** Member and device, 24 bytes, as a view. */
export const senderOf = (sealed: Uint8Array): Uint8Array => sealed.subarray(MEMBER_AT, MEMBER_AT + SENDER_BYTES);
export const deviceOf = (sealed: Uint8Array): Uint8Array => sealed.subarray(DEVICE_AT, DEVICE_AT + 8);

export const inRoom = (sealed: Uint8Array, room: Uint8Array): boolean => matches(sealed, 8, room);
export const byMember = (sealed: Uint8Array, member: Uint8Array): boolean => matches(sealed, MEMBER_AT, member);
export const bySender = (sealed: Uint8Array, sender: Uint8Array): boolean => matches(sealed, MEMBER_AT, sender);

/** Whether `part` stands at `at`. */
function matches(sealed: Uint8Array, at: number, part: Uint8Array): boolean {
  for (let i = 0; i < part.length; i++) if (sealed[at + i] !== part[i]) return false;
  return true;
}

const u32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) * 0x100_0000 + (((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
