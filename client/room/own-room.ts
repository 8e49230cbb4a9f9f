/**
 * What an account kept of its way into another's room: the root of the invite's keys, sealed for itself. With it the host's answer opens, and says whose
 * signature makes a member there; on every device of the account, and when the room has ended.
 */
import type { AccountId, InviteId, MemberId, RoomId } from '#crdt/base/ids.ts';
import { openAdmission } from '#crdt/keys/invite.ts';
import { inviteKeys, wipeInviteKeys } from '#crdt/keys/invite-keys.ts';
import type { Keyring } from '#crdt/keys/keyring.ts';
import { openOwnInvite } from '#crdt/keys/own-invite.ts';

/** As the server shows it; nothing of it is believed. */
export type OwnRoom = {
  readonly room: RoomId;
  readonly host: MemberId;
  readonly member: MemberId;
  readonly invite: InviteId;
  readonly sealedRoot: Uint8Array;
  readonly admission: Uint8Array;
};

/** The host's signing key; undefined when what the server shows is not what the host answered to these keys. */
export function hostKeyOf(own: OwnRoom, account: AccountId, keyring: Keyring): Uint8Array | undefined {
  const { invite } = own;
  const root = openOwnInvite(own.sealedRoot, { account, invite, boxSecret: keyring.boxSecret });
  if (root === undefined) return undefined;
  const keys = inviteKeys(root, invite);
  root.wipe();
  const opened = openAdmission(own.admission, { invite, admissionKey: keys.admission, guest: keyring });
  wipeInviteKeys(keys);
  if (!opened.ok) return undefined;
  const { room, host, member, hostSignPublic } = opened.value;
  return room === own.room && host === own.host && member === own.member ? hostSignPublic : undefined;
}
