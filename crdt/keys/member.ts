/**
 * Who is a member is the host's signed word, never the server's list: the statement (member-layout.ts) under the host's
 * Ed25519 key. The name in it is sealed under the room's `names` key, bound to room and member.
 */
import { concat, fromUtf8, utf8 } from '../base/bytes.ts';
import { uuidBytes, type MemberId, type RoomId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';
import { openBytes, sealBytes } from '../crypto/seal-bytes.ts';
import { sign, verify } from '../crypto/sign.ts';
import { encodeMember, readMember, type MemberStatement } from './member-layout.ts';

export type SignedMember = { readonly statement: Uint8Array; readonly signature: Uint8Array };

/** The host says: this is a member, with these keys. `hostSignSecret` in libsodium's 64-byte form. */
export function signMember(member: MemberStatement, hostSignSecret: Secret): SignedMember {
  const statement = encodeMember(member);
  return { statement, signature: sign({ label: 'member', parts: [statement], signSecret: hostSignSecret }) };
}

/** What the host said of a member of `room`. `bad-signature`: the host did not say it, or said it of another room. */
export function verifyMember(
  { statement, signature }: SignedMember,
  hostSignPublic: Uint8Array,
  room: RoomId,
): Result<MemberStatement, 'malformed' | 'bad-signature'> {
  const member = readMember(statement);
  if (member === undefined) return fail('malformed');
  const signed = verify({ label: 'member', parts: [statement], signature, signPublic: hostSignPublic });
  return signed && member.room === room ? ok(member) : fail('bad-signature');
}

type Name = { readonly room: RoomId; readonly member: MemberId; readonly namesKey: Secret };
const contextOf = ({ room, member }: Name): Uint8Array => concat(uuidBytes(room), uuidBytes(member));

export const sealName = (name: string, place: Name, random: Random): Uint8Array =>
  sealBytes({ bytes: utf8(name), key: place.namesKey, label: 'name', context: contextOf(place), random });

export function openName(sealed: Uint8Array, place: Name): Result<string, 'does-not-open'> {
  const opened = openBytes({ sealed, key: place.namesKey, label: 'name', context: contextOf(place) });
  const name = opened.ok ? fromUtf8(opened.value) : undefined;
  return name === undefined ? fail('does-not-open') : ok(name);
}
