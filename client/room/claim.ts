/** What somebody says to an invite: who they are there, by keys of their own, vouched for under the link's secret. */
import { base64url, equal } from '#crdt/base/bytes.ts';
import type { InviteId } from '#crdt/base/ids.ts';
import type { Random } from '#crdt/base/random.ts';
import type { Secret } from '#crdt/base/secret.ts';
import type { CheckIn } from '#crdt/keys/check-in.ts';
import { macGuest, sealCheckIn, sealGuestName } from '#crdt/keys/invite.ts';
import { linkProof, type InviteKeys } from '#crdt/keys/invite-keys.ts';
import type { Keyring } from '#crdt/keys/keyring.ts';
import type { RouteBody } from '#server/contract/http.ts';

type Claiming = {
  readonly invite: InviteId;
  readonly secret: Secret;
  /** Of the invite's keys; another than the secret where there is a passcode. */
  readonly root: Secret;
  readonly keys: InviteKeys;
  readonly keyring: Keyring;
  /** Undefined where nothing is asked, and from somebody who has answered before. */
  readonly checkIn: CheckIn | undefined;
  readonly random: Random;
};

export function claimBody({
  invite,
  secret,
  root,
  keys,
  keyring,
  checkIn,
  random,
}: Claiming): RouteBody<'POST /api/invites/:invite/claim'> {
  const { signPublic, boxPublic } = keyring;
  const sealedName = sealGuestName(keyring.name, invite, keys.name, random);
  const place = { invite, checkInKey: keys.checkIn, guest: keyring };
  const sealedCheckIn = checkIn === undefined ? undefined : sealCheckIn(checkIn, place, random);
  return {
    proof: base64url(linkProof(secret, invite)),
    ...(equal(root.reveal(), secret.reveal()) ? {} : { passcodeProof: base64url(keys.proof) }),
    signPublic: base64url(signPublic),
    boxPublic: base64url(boxPublic),
    sealedName: base64url(sealedName),
    ...(sealedCheckIn === undefined ? {} : { sealedCheckIn: base64url(sealedCheckIn) }),
    mac: base64url(macGuest({ invite, signPublic, boxPublic, sealedName, sealedCheckIn }, keys.mac)),
  };
}
