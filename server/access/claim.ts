/**
 * Claiming an invite: the guest shows a proof derived from the link's secret and names their fresh keys. The first claim
 * binds the invite to those keys; the same keys may come again (a reload, a lost cookie), any others are refused.
 */
import { timingSafeEqual } from 'node:crypto';
import type { InviteId, MemberId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { Tx } from '#db/connect.ts';
import { bindInvite, lockInvite, type InviteRow } from '#db/invites.ts';
import { addMember, findMember } from '#db/members.ts';
import { findRoom } from '#db/rooms.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteBody, RouteReply } from '#server/contract/http.ts';
import { fromBase64, sha256, uuidV4 } from './bytes.ts';
import { audited, type AccessDeps, type From } from './deps.ts';
import type { SignIns } from './sign-ins.ts';

type Body = RouteBody<'POST /api/invites/:invite/claim'>;
type Claimed = { readonly view: RouteReply<'POST /api/invites/:invite/claim'>; readonly cookie: string };

export function createClaim(deps: AccessDeps & { readonly signIns: SignIns }) {
  const { clock, random, signIns } = deps;

  async function memberFor(tx: Tx, invite: InviteRow, body: Body): Promise<Result<MemberId, ErrorCode>> {
    const signPublic = fromBase64(body.signPublic);
    const boxPublic = fromBase64(body.boxPublic);
    if (invite.claimedBy !== null) {
      const bound = await findMember(tx, invite.claimedBy);
      const same = bound !== undefined && timingSafeEqual(bound.signPublic, signPublic) && timingSafeEqual(bound.boxPublic, boxPublic);
      return same && bound.state !== 'refused' ? ok(bound.id) : fail('invite_used');
    }
    if (invite.expiresAt.getTime() <= clock.now()) return fail('invite_over');
    const member = uuidV4<MemberId>(random.bytes(16));
    await addMember(tx, {
      id: member,
      room: invite.room,
      owner: invite.owner,
      invite: invite.id,
      role: 'participant',
      state: 'waiting',
      signPublic,
      boxPublic,
      sealedName: fromBase64(body.sealedName),
      mac: fromBase64(body.mac),
      since: new Date(clock.now()),
    });
    await bindInvite(tx, invite.id, member);
    return ok(member);
  }

  return {
    claim(id: InviteId, body: Body, from: From): Promise<Result<Claimed, ErrorCode>> {
      const act = { actor: 'anonymous', action: 'room.claim', subject: `invite:${id}`, from } as const;
      return audited(deps, 'system:claim', act, async (tx): Promise<Result<Claimed, ErrorCode>> => {
        const invite = await lockInvite(tx, id);
        // An unknown invite is compared too, so that time tells nothing of which ids exist.
        const proven = timingSafeEqual(sha256(fromBase64(body.proof)), invite?.proofHash ?? sha256(random.bytes(32)));
        if (invite === undefined || !proven) return fail('invite_unknown');
        if (invite.revokedAt !== null) return fail('invite_over');
        const room = await findRoom(tx, invite.room);
        if (room === undefined || room.status === 'ended') return fail('invite_over');
        const member = await memberFor(tx, invite, body);
        if (!member.ok) return member;
        const cookie = await signIns.begin(tx, { room: invite.room, member: member.value }, from);
        return ok({ view: { room: invite.room, member: member.value }, cookie });
      });
    },
  };
}
