/**
 * The epoch statement's layout, without any cryptography: the server reads it too, to hold the turn against what it knows. What is read here is not
 * verified; only `verifyEpoch` says that the host signed it. Integers big-endian:
 *
 *   0   version (1)     1  rights of newcomers     2  count of members, u16     4  epoch, u32     8  room, 16
 *   24  SHA-256 of the statement before it, 32 (zeros in that of epoch 2: the first epoch has none)
 *   56  end of the drawing's log: seq u64, head 32     96  end of the chat's log: seq u64, head 32
 *   136 the room key of the epoch before it, sealed under this epoch's, 104
 *   240 for each member: id 16, role u8, rights u8 (none for an observer), zero u16; ids ascending, each once
 *
 * The ends are where the epoch before it ended: what stands behind them belongs to this epoch or a later one, what stands before them to an
 * earlier one. Who is not listed is not in the epoch, unless let in while it lasts (member-layout.ts, from-epoch).
 */
import { ALL_RIGHTS, fitsRole } from '../base/rights.ts';
import { uuidBytes, uuidFrom, type MemberId, type RoomId } from '../base/ids.ts';
import type { DocName } from '../base/docs.ts';
import { MEMBER_ROLES, roleNumbered, type MemberRole } from '../base/roles.ts';

const VERSION = 1;
const ENDS_AT = { drawing: 56, chat: 96 } as const satisfies Record<DocName, number>;
const KEY_AT = 136;
const MEMBERS_AT = 240;
const MEMBER_BYTES = 20;
/** nonce 24 ‖ padded key 64 ‖ tag 16. */
export const SEALED_KEY_BYTES = MEMBERS_AT - KEY_AT;
/** Far above the contract's limit for a room, so that this need not change with it. */
const MOST_MEMBERS = 64;
export const EPOCH_STATEMENT_BYTES = { least: MEMBERS_AT + MEMBER_BYTES, most: MEMBERS_AT + MOST_MEMBERS * MEMBER_BYTES } as const;
/** Before what is signed stands one byte of its length, then this (crypto/sign.ts): the server checks the signature without the rest of crypto/. */
export const EPOCH_SIGN_LABEL = 'holdspace/v1/sign/epoch';

export type EpochMember = { readonly member: MemberId; readonly role: MemberRole; /** base/rights.ts. */ readonly rights: number };
export type LogEnd = { readonly seq: number; readonly head: Uint8Array };

export type EpochStatement = {
  readonly room: RoomId;
  /** From 2: the first epoch of a room has no statement. */
  readonly epoch: number;
  readonly previous: Uint8Array;
  /** What participants may who are let in while it lasts. */
  readonly newcomers: number;
  readonly ends: { readonly [Name in DocName]: LogEnd };
  readonly previousKey: Uint8Array;
  /** Ascending by id. */
  readonly members: readonly EpochMember[];
};

/** Throws RangeError when a field does not fit: that is a bug of the caller. `members` may come in any order. */
export function encodeEpoch(statement: EpochStatement): Uint8Array {
  const { room, epoch, previous, newcomers, ends, previousKey } = statement;
  const members = statement.members.toSorted((a, b) => (a.member < b.member ? -1 : 1));
  const bytes = new Uint8Array(MEMBERS_AT + members.length * MEMBER_BYTES);
  if (previous.length !== 32 || previousKey.length !== SEALED_KEY_BYTES) throw new RangeError('a hash has 32 bytes, a sealed key 104');
  const view = new DataView(bytes.buffer);
  bytes[0] = VERSION;
  bytes[1] = newcomers;
  view.setUint16(2, members.length);
  view.setUint32(4, epoch);
  bytes.set(uuidBytes(room), 8);
  bytes.set(previous, 24);
  for (const doc of ['drawing', 'chat'] as const) {
    view.setBigUint64(ENDS_AT[doc], BigInt(ends[doc].seq));
    bytes.set(ends[doc].head.subarray(0, 32), ENDS_AT[doc] + 8);
  }
  bytes.set(previousKey, KEY_AT);
  members.forEach(({ member, role, rights }, i) => {
    const at = MEMBERS_AT + i * MEMBER_BYTES;
    bytes.set(uuidBytes(member), at);
    bytes[at + 16] = MEMBER_ROLES[role];
    bytes[at + 17] = rights;
  });
  if (readEpoch(bytes) === undefined) throw new RangeError('not an epoch statement');
  return bytes;
}

/** What a statement says, unverified; undefined when it is none of this version. Keeps nothing of `bytes`. */
export function readEpoch(bytes: Uint8Array): EpochStatement | undefined {
  const { least, most } = EPOCH_STATEMENT_BYTES;
  if (bytes.length < least || bytes.length > most) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const newcomers = view.getUint8(1);
  const epoch = view.getUint32(4);
  if (view.getUint8(0) !== VERSION || newcomers > ALL_RIGHTS || epoch < 2) return undefined;
  if (bytes.length !== MEMBERS_AT + view.getUint16(2) * MEMBER_BYTES) return undefined;
  const [drawing, chat] = [endAt(view, bytes, ENDS_AT.drawing), endAt(view, bytes, ENDS_AT.chat)];
  const members = membersIn(view, bytes);
  if (members === undefined || drawing === undefined || chat === undefined) return undefined;
  const room = uuidFrom<RoomId>(bytes.subarray(8, 24));
  const [previous, previousKey] = [bytes.slice(24, 56), bytes.slice(KEY_AT, MEMBERS_AT)];
  return { room, epoch, previous, newcomers, ends: { drawing, chat }, previousKey, members };
}

function endAt(view: DataView, bytes: Uint8Array, at: number): LogEnd | undefined {
  const seq = Number(view.getBigUint64(at));
  return Number.isSafeInteger(seq) ? { seq, head: bytes.slice(at + 8, at + 40) } : undefined;
}

function membersIn(view: DataView, bytes: Uint8Array): readonly EpochMember[] | undefined {
  const members: EpochMember[] = [];
  for (let at = MEMBERS_AT; at < bytes.length; at += MEMBER_BYTES) {
    const member = uuidFrom<MemberId>(bytes.subarray(at, at + 16));
    const role = roleNumbered(view.getUint8(at + 16));
    const rights = view.getUint8(at + 17);
    const before = members.at(-1);
    if (role === undefined || rights > ALL_RIGHTS || !fitsRole(role, rights) || view.getUint16(at + 18) !== 0) return undefined;
    if (before !== undefined && before.member >= member) return undefined;
    members.push({ member, role, rights });
  }
  return members;
}
