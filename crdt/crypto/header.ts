/**
 * The clear header of everything sealed in a room: what the server may read and what the cipher binds (it is the
 * associated data, and the signature covers it). 96 bytes, integers big-endian:
 *
 *   0  version (1)      1  kind        2  doc (0 for presence)   3  zero
 *   4  epoch, u32       8  room, 16    24 member, 16             40 device, 8
 *   48 counter, u64     56 seen seq, u64                         64 seen head, 32
 *
 * `member` and `device` together are the sender. `seen` is the newest durable head of the doc that the sender knows;
 * in a snapshot it is the head that the snapshot stands at. Presence counts on its own and sees nothing (zeros).
 */
import { docNamed, DOCS, type DocName } from '../base/docs.ts';
import { uuidBytes, uuidFrom, type MemberId, type RoomId } from '../base/ids.ts';

export const FORMAT_VERSION = 1;
export const HEADER_BYTES = 96;
export const NONCE_BYTES = 24;
export const KINDS = { update: 1, snapshot: 2, presence: 3 } as const;
export type Kind = keyof typeof KINDS;
const KIND_NAMES = Object.keys(KINDS) as readonly Kind[];

export type Header = {
  readonly kind: Kind;
  /** Undefined in presence alone. */
  readonly doc: DocName | undefined;
  readonly epoch: number;
  readonly room: RoomId;
  readonly member: MemberId;
  readonly device: Uint8Array;
  readonly counter: number;
  readonly seenSeq: number;
  readonly seenHead: Uint8Array;
};

/** The header's 96 bytes. Throws RangeError when a field does not fit: that is a bug of the caller. */
export function encodeHeader(header: Header): Uint8Array {
  if (header.device.length !== 8 || header.seenHead.length !== 32) throw new RangeError('device has 8 bytes, a head 32');
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  bytes[0] = FORMAT_VERSION;
  bytes[1] = KINDS[header.kind];
  bytes[2] = header.doc === undefined ? 0 : DOCS[header.doc];
  view.setUint32(4, header.epoch);
  bytes.set(uuidBytes(header.room), 8);
  bytes.set(uuidBytes(header.member), 24);
  bytes.set(header.device, 40);
  view.setBigUint64(48, BigInt(header.counter));
  view.setBigUint64(56, BigInt(header.seenSeq));
  bytes.set(header.seenHead, 64);
  return bytes;
}

/** Reads the header at the start of a sealed message; undefined when it is no header of this version. */
export function decodeHeader(sealed: Uint8Array): Header | undefined {
  if (sealed.length < HEADER_BYTES || sealed[0] !== FORMAT_VERSION || sealed[3] !== 0) return undefined;
  const kind = KIND_NAMES.find((name) => KINDS[name] === sealed[1]);
  const doc = docNamed(sealed[2] ?? 0);
  if (kind === undefined || (doc === undefined) !== (kind === 'presence') || (kind === 'presence' && sealed[2] !== 0)) return undefined;
  const view = new DataView(sealed.buffer, sealed.byteOffset, HEADER_BYTES);
  const counter = Number(view.getBigUint64(48));
  const seenSeq = Number(view.getBigUint64(56));
  if (counter < 1 || !Number.isSafeInteger(counter) || !Number.isSafeInteger(seenSeq)) return undefined;
  return {
    kind,
    doc,
    epoch: view.getUint32(4),
    room: uuidFrom<RoomId>(sealed.subarray(8, 24)),
    member: uuidFrom<MemberId>(sealed.subarray(24, 40)),
    device: sealed.slice(40, 48),
    counter,
    seenSeq,
    seenHead: sealed.slice(64, 96),
  };
}
