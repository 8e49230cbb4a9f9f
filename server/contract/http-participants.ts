/** Routes of participants with an account of their own: inviting them to it, coming into rooms with its keys, and the rooms they were in. */
import { z } from 'zod';
import { email, none, signature } from './account-shapes.ts';
import { claimedShape, claimShape } from './http-waiting.ts';
import { LIMITS } from './limits.ts';
import { route } from './route-row.ts';
import { base64url, epoch, inviteId, memberId, roomId, time } from './shapes.ts';

/** A room of somebody else into which the account was let in. Nothing of it is believed that the host did not sign. */
const joinedRoom = z.object({
  room: roomId,
  member: memberId,
  host: memberId,
  status: z.enum(['open', 'ended']),
  sealedTitle: base64url(0, LIMITS.sealedTextBytes),
  grants: z.array(z.object({ epoch, granter: memberId, sealed: base64url(80, 80), signature })),
  /** From epoch 2 to the first that was granted: what was sealed before is read back through them. */
  epochs: z.array(z.object({ statement: base64url(1, LIMITS.sealedTextBytes), signature })),
  admission: base64url(1, LIMITS.sealedTextBytes),
  invite: inviteId,
  sealedRoot: base64url(1, 256),
  createdAt: time,
  endedAt: time.optional(),
});
export type JoinedRoom = z.infer<typeof joinedRoom>;

export const PARTICIPANT_ROUTES = {
  /** A therapist's alone, and of a participant's account alone. Whether there is an account with that address it does not say: its bearer learns that. */
  'POST /api/participant-invites': route('therapist', z.object({ email }), z.object({ token: base64url(32, 32), expiresAt: time }), 30),
  /** As a guest's claim, but by the keys that the account has, and kept for it: `sealedRoot` is crdt/keys/own-invite.ts. */
  'POST /api/invites/:invite/claim-as-account': route('joins', claimShape.extend({ sealedRoot: base64url(1, 256) }), claimedShape, 20),
  'GET /api/sessions': route('joins', none, z.object({ sessions: z.array(joinedRoom) }), 120),
} as const;
