/** Routes of one's sign-ins, of what an account is told, and of the limits that hold here. */
import { z } from 'zod';
import { email, none } from './account-shapes.ts';
import { notice } from './http-notices.ts';
import { route } from './route-row.ts';
import { time } from './shapes.ts';

const id = z.uuid();

/** How long sign-ins and unlocked keys last here, in ms: settings of the practice (server/config-sign-in.ts). */
const limits = z.object({ idleLockMs: z.int(), unlockedMs: z.int(), signInMs: z.int(), rememberMs: z.int() });
export type SessionLimits = z.infer<typeof limits>;

const signIn = z.object({
  id,
  /** The one that asks. */
  here: z.boolean(),
  /** The browser's own name of itself (User-Agent), and the address it came from. */
  agent: z.string(),
  address: z.string(),
  since: time,
  seenAt: time,
  expiresAt: time,
});
export type SignInView = z.infer<typeof signIn>;

export const SESSION_ROUTES = {
  'GET /api/limits': route('public', none, limits, 120),
  'GET /api/sign-ins': route('account', none, z.object({ signIns: z.array(signIn) }), 60),
  'POST /api/sign-ins/end': route('account', z.object({ id }), none, 60),
  /** All but the one that asks. */
  'POST /api/sign-ins/end-others': route('account', none, none, 20),
  'GET /api/admin/sign-ins': route('admin', none, z.object({ notices: z.array(notice.extend({ email })) }), 60),
} as const;
