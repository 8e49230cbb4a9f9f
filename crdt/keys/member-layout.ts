/**
 * The member statement's layout, without any cryptography: the server reads it too, to hold the row against it. What is
 * read here is not verified; only `verifyMember` says that the host signed it. Integers big-endian:
 *
 *   0  version (1)    1  role    2  zero, u16    4  from-epoch, u32    8  room, 16    24  member, 16
 *   40 Ed25519 public key, 32    72 X25519 public key, 32    104 sealed name, the rest
 */
import { uuidBytes, uuidFrom, type MemberId, type RoomId } from '../base/ids.ts';
import { MEMBER_ROLES, roleNumbered, type MemberRole } from '../base/roles.ts';

const VERSION = 1;
const NAME_AT = 104;
/** As the contract's limit for statements. */
export const STATEMENT_LIMIT_BYTES = 4096;

export type MemberStatement = {
  readonly room: RoomId;
  readonly id: MemberId;
  readonly role: MemberRole;
  /** The first epoch whose key this member may hold. */
  readonly fromEpoch: number;
  readonly signPublic: Uint8Array;
  readonly boxPublic: Uint8Array;
  readonly sealedName: Uint8Array;
};

/** Throws RangeError when a field does not fit: that is a bug of the caller. */
export function encodeMember(member: MemberStatement): Uint8Array {
  if (member.signPublic.length !== 32 || member.boxPublic.length !== 32) throw new RangeError('a public key has 32 bytes');
  if (member.fromEpoch < 1 || member.fromEpoch > 0xffff_ffff) throw new RangeError('an epoch is a u32 from 1');
  if (NAME_AT + member.sealedName.length > STATEMENT_LIMIT_BYTES) throw new RangeError('the sealed name is too long');
  const bytes = new Uint8Array(NAME_AT + member.sealedName.length);
  bytes[0] = VERSION;
  bytes[1] = MEMBER_ROLES[member.role];
  new DataView(bytes.buffer).setUint32(4, member.fromEpoch);
  bytes.set(uuidBytes(member.room), 8);
  bytes.set(uuidBytes(member.id), 24);
  bytes.set(member.signPublic, 40);
  bytes.set(member.boxPublic, 72);
  bytes.set(member.sealedName, NAME_AT);
  return bytes;
}

/** What a statement says, unverified; undefined when it is none of this version. Keeps nothing of `bytes`. */
export function readMember(bytes: Uint8Array): MemberStatement | undefined {
  if (bytes.length < NAME_AT || bytes.length > STATEMENT_LIMIT_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, NAME_AT);
  const role = roleNumbered(view.getUint8(1));
  const fromEpoch = view.getUint32(4);
  if (view.getUint8(0) !== VERSION || role === undefined || view.getUint16(2) !== 0 || fromEpoch < 1) return undefined;
  return {
    room: uuidFrom<RoomId>(bytes.subarray(8, 24)),
    id: uuidFrom<MemberId>(bytes.subarray(24, 40)),
    role,
    fromEpoch,
    signPublic: bytes.slice(40, 72),
    boxPublic: bytes.slice(72, NAME_AT),
    sealedName: bytes.slice(NAME_AT),
  };
}
