/** Routes of invites, the waiting room and leaving it. */
import { z } from 'zod';
import { ASKS } from '#crdt/base/asks.ts';
import { LIMITS } from './limits.ts';
import { INVITED_ROLES } from './roles.ts';
import { route } from './route-row.ts';
import { base64url, inviteId, memberId, roomId, time } from './shapes.ts';

const none = z.object({});
const proof = base64url(32, 32);
const role = z.enum(INVITED_ROLES);
const asks = z.array(z.enum(ASKS)).max(ASKS.length);
const waitingWords = z.string().max(LIMITS.waitingWordsChars);
const consentWords = z.string().max(LIMITS.consentWordsChars);

export const claimShape = z.object({
  proof,
  passcodeProof: proof.optional(),
  signPublic: base64url(32, 32),
  boxPublic: base64url(32, 32),
  sealedName: base64url(1, LIMITS.sealedTextBytes),
  sealedCheckIn: base64url(1, LIMITS.sealedTextBytes).optional(),
  mac: base64url(32, 32),
});
export const claimedShape = z.object({ room: roomId, member: memberId, waitingWords });

export const WAITING_ROUTES = {
  /** What the practice says in its own words; empty where it says nothing of its own. Not secret, and no place for anything about a person. */
  'GET /api/practice/words': route('admin', none, z.object({ waitingWords, consentWords }), 60),
  'POST /api/practice/words': route('admin', z.object({ waitingWords, consentWords }), none, 30),
  /** What an invite begins with: the questions chosen last, and the practice's words of consent. */
  'GET /api/invite-form': route('therapist', none, z.object({ asks: asks.optional(), consentWords }), 60),
  'POST /api/rooms/:room/invites': route(
    'therapist',
    z.object({
      invite: inviteId,
      /** Of the proof that follows from the link's secret alone. */
      proofHash: base64url(32, 32),
      /** Of the proof that follows from secret and passcode, where there is one. */
      passcodeHash: base64url(32, 32).optional(),
      sealedSecret: base64url(1, 256),
      /** What whoever comes is to be told they will be. What they will be stands in `sealedSecret`. */
      role: role.default('participant'),
      asks: asks.default([]),
      /** The words whose consent is asked, where it is. */
      consentWords: consentWords.default(''),
      lifeMs: z
        .int()
        .min(60_000)
        .max(90 * 86_400_000)
        .optional(),
    }),
    z.object({ expiresAt: time }),
    30,
  ),
  /** The links of a room by which nobody has come and somebody still could, newest first; without anything that opens one. */
  'GET /api/rooms/:room/invites': route(
    'therapist',
    none,
    z.object({
      invites: z.array(
        z.object({
          invite: inviteId,
          role,
          createdAt: time,
          expiresAt: time,
          /** After too many wrong passcodes: it opens nothing any more. */
          closed: z.boolean(),
          /** It was opened too often within an hour, and rests until then. */
          pausedUntil: time.optional(),
        }),
      ),
    }),
    60,
  ),
  'POST /api/rooms/:room/invites/:invite/revoke': route('therapist', none, none, 30),
  /** Before a form is shown: what this invite wants of whoever holds its link. */
  'POST /api/invites/:invite/look': route(
    'public',
    z.object({ proof }),
    z.object({
      /** Somebody has come with it already; the same browser may come again. */
      claimed: z.boolean(),
      passcode: z.object({ triesLeft: z.int().min(0) }).optional(),
      role,
      asks,
      consentWords,
    }),
    30,
  ),
  /** The guest shows the proof derived from the link's secret and names their keys; the cookie that comes back is bound to that member. */
  'POST /api/invites/:invite/claim': route('public', claimShape, claimedShape, 20),
  /** For the host during a session: what those who were let in answered. A read of sealed content, and audited as one. */
  'GET /api/rooms/:room/check-ins': route(
    'therapist',
    none,
    z.object({
      claims: z.array(
        z.object({
          member: memberId,
          invite: inviteId,
          signPublic: base64url(32, 32),
          boxPublic: base64url(32, 32),
          sealedName: base64url(1, LIMITS.sealedTextBytes),
          sealedCheckIn: base64url(1, LIMITS.sealedTextBytes).optional(),
          mac: base64url(32, 32),
          sealedSecret: base64url(1, 256),
        }),
      ),
    }),
    60,
  ),
  /** "Leave now": ends whatever sign-ins the browser's cookies stand for. Public, since it must not ask anything first. */
  'POST /api/leave-now': route('public', none, none, 60),
} as const;
