/** Routes of participants with an account of their own: inviting them to it, coming into rooms with its keys, and the rooms they were in. */
import { z } from 'zod';
import { email } from './account-shapes.ts';
import { route } from './route-row.ts';
import { base64url, time } from './shapes.ts';

export const PARTICIPANT_ROUTES = {
  /** A therapist's alone, and of a participant's account alone. Whether there is an account with that address it does not say: its bearer learns that. */
  'POST /api/participant-invites': route('therapist', z.object({ email }), z.object({ token: base64url(32, 32), expiresAt: time }), 30),
} as const;
