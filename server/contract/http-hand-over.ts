/** Routes of handing a room that has ended over to a colleague. */
import { z } from 'zod';
import { none, signature } from './account-shapes.ts';
import { route } from './route-row.ts';
import { accountId, base64url, epoch, memberId } from './shapes.ts';

/** More are not sent: the newest of them opens all before it (crdt/keys/epoch.ts). */
export const MOST_GRANTS = 200;
/** Why a room is handed over; written down with it. */
export const HAND_OVER_REASONS = ['takes-over', 'stands-in', 'consult'] as const;
export type HandOverReason = (typeof HAND_OVER_REASONS)[number];

export const HAND_OVER_ROUTES = {
  /** The room's keys sealed to the colleague's, the first and the newest among them, and their membership signed by the host's. `room_open`: it has to have ended. */
  'POST /api/rooms/:room/hand-over': route(
    'therapist',
    z.object({
      account: accountId,
      member: memberId,
      statement: base64url(1, 4096),
      signature,
      grants: z
        .array(z.object({ epoch, sealed: base64url(80, 80), signature }))
        .min(1)
        .max(MOST_GRANTS),
      reason: z.enum(HAND_OVER_REASONS),
    }),
    none,
    // One by one, and a therapist who leaves has many.
    600,
  ),
  /** The colleague is shown nothing of the room any more. */
  'POST /api/rooms/:room/take-back': route('therapist', z.object({ account: accountId }), none, 600),
} as const;
