/** Coming to another's room with an account: the invite is claimed by the account's own keys, once; then the room is entered as any device of it would (enter.ts). */
import { base64url } from '#crdt/base/bytes.ts';
import type { RoomId } from '#crdt/base/ids.ts';
import type { Random } from '#crdt/base/random.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import type { CheckIn } from '#crdt/keys/check-in.ts';
import { inviteKeys, inviteRoot, normalPasscode, wipeInviteKeys } from '#crdt/keys/invite-keys.ts';
import { parseInviteLink } from '#crdt/keys/invite-link.ts';
import { sealOwnInvite } from '#crdt/keys/own-invite.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { claimBody } from './claim.ts';
import type { Session } from './session.ts';

type Joining = {
  readonly session: Pick<Session, 'http' | 'account' | 'keyring'>;
  /** The whole link, the part after # included. */
  readonly link: string;
  readonly passcode?: string | undefined;
  /** The answers to what the invite asks. */
  readonly checkIn?: CheckIn | undefined;
  readonly random?: Random | undefined;
};

/** Claims the invite; the room, where the account waits from now on. `own_room`: the link leads to a room of the account itself. */
export async function joinAsAccount({
  session,
  link,
  passcode,
  checkIn,
  random = systemRandom,
}: Joining): Promise<Result<RoomId, ErrorCode>> {
  await sodiumReady();
  const parsed = parseInviteLink(link);
  if (!parsed.ok) return fail('invite_unknown');
  if (passcode !== undefined && normalPasscode(passcode) === undefined) return fail('passcode_wrong');
  const { invite, secret } = parsed.value;
  const { keyring, account, http } = session;
  const root = await inviteRoot({ secret, invite, passcode });
  const keys = inviteKeys(root, invite);
  const place = { account: account.account, invite, boxSecret: keyring.boxSecret };
  const body = {
    ...claimBody({ invite, secret, root, keys, keyring, checkIn, random }),
    sealedRoot: base64url(sealOwnInvite(root, place, random)),
  };
  wipeInviteKeys(keys);
  secret.wipe();
  root.wipe();
  const reply = await http.call('POST /api/invites/:invite/claim-as-account', { params: { invite }, body });
  return reply.ok ? ok(reply.value.room) : reply;
}
