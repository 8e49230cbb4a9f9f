/**
 * An invite as the server keeps it for the host's browsers, sealed under the room's `invites` key: the root of its keys, what whoever comes will be
 * in the room, and what is asked of them, so that a server that makes another of them, or hides a question, is noticed. Version (1) ‖
 * asked, one bit each (1) ‖ role (1, base/roles.ts) ‖ root (32) ‖ SHA-256 of the words to be agreed to (32, where consent is asked). Version 1
 * had no role, and the first invites held the root alone: both were for participants.
 */
import { ASKS, type Ask } from '../base/asks.ts';
import { concat } from '../base/bytes.ts';
import { uuidBytes, type InviteId, type RoomId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { isInvited, MEMBER_ROLES, roleNumbered, type InvitedRole } from '../base/roles.ts';
import { Secret } from '../base/secret.ts';
import { KEY_BYTES } from '../crypto/derive.ts';
import { HASH_BYTES } from '../crypto/hash.ts';
import { openBytes, sealBytes } from '../crypto/seal-bytes.ts';

const VERSION = 2;
const WITHOUT_ROLE = 1;
const CONSENT_BIT = 1 << ASKS.indexOf('consent');

export type InviteRecord = {
  readonly root: Secret;
  readonly role: InvitedRole;
  readonly asks: readonly Ask[];
  /** Of the words that whoever comes is asked to agree to; there exactly where consent is asked. */
  readonly consentHash?: Uint8Array | undefined;
};
type Place = { readonly invite: InviteId; readonly room: RoomId; readonly invitesKey: Secret };
const contextOf = ({ invite, room }: Place): Uint8Array => concat(uuidBytes(invite), uuidBytes(room));

/** At most 256 bytes. Throws RangeError when consent is asked without its words, or the other way round. */
export function sealInvite({ root, role, asks, consentHash }: InviteRecord, place: Place, random: Random): Uint8Array {
  if (asks.includes('consent') !== (consentHash?.length === HASH_BYTES)) throw new RangeError('consent needs its words');
  const bits = ASKS.reduce((sum, ask, i) => (asks.includes(ask) ? sum | (1 << i) : sum), 0);
  const bytes = concat(Uint8Array.of(VERSION, bits, MEMBER_ROLES[role]), root.reveal(), consentHash ?? new Uint8Array());
  const sealed = sealBytes({ bytes, key: place.invitesKey, label: 'inviteSecret', context: contextOf(place), random });
  bytes.fill(0);
  return sealed;
}

export function openInvite(sealed: Uint8Array, place: Place): Result<InviteRecord, 'does-not-open'> {
  const opened = openBytes({ sealed, key: place.invitesKey, label: 'inviteSecret', context: contextOf(place) });
  if (!opened.ok) return opened;
  const bytes = opened.value;
  if (bytes.length === KEY_BYTES) return ok({ root: new Secret(bytes), role: 'participant', asks: [] });
  const [version = 0, bits = 0, number = 0] = bytes;
  const rootAt = version === WITHOUT_ROLE ? 2 : 3;
  const role = version === WITHOUT_ROLE ? 'participant' : roleNumbered(number);
  const rootEnd = rootAt + KEY_BYTES;
  const end = (bits & CONSENT_BIT) === 0 ? rootEnd : rootEnd + HASH_BYTES;
  if (version < WITHOUT_ROLE || version > VERSION || bits >= 1 << ASKS.length || bytes.length !== end) return fail('does-not-open');
  if (role === undefined || !isInvited(role)) return fail('does-not-open');
  const asks = ASKS.filter((_, i) => (bits & (1 << i)) !== 0);
  const root = new Secret(bytes.slice(rootAt, rootEnd));
  return ok({ root, role, asks, ...(end === rootEnd ? {} : { consentHash: bytes.slice(rootEnd, end) }) });
}
