/** When unlocked keys lock: by idling, or because they have been unlocked long enough. Pure; times are ms since the Unix epoch. */
import type { SessionLimits } from '#server/contract/http-sessions.ts';

/** One for all tabs of this browser. */
export type Times = {
  /** Somebody was last seen here: pointer, key, touch, or a call going on. */
  readonly seenAt: number;
  /** The password or a passkey was shown. */
  readonly unlockedAt: number;
};
export type VaultLimits = Pick<SessionLimits, 'idleLockMs' | 'unlockedMs'>;
export type Phase =
  | { readonly is: 'open'; readonly warnsAt: number }
  /** `by`: being seen puts off idling, nothing puts off the limit. */
  | { readonly is: 'warning'; readonly by: 'idle' | 'limit'; readonly locksAt: number }
  | { readonly is: 'locked' };

/** How long before locking somebody is asked whether they are there; at most half of what there is. */
const WARNING_MS = 2 * 60_000;
export const warningMs = ({ idleLockMs }: VaultLimits): number => Math.min(WARNING_MS, idleLockMs / 2);

/**
 * How far behind another tab's a tab's clock may read: pages round their time differently, and a clock is corrected by moments.
 * It lengthens nothing: what was unlocked so much "later" still locks by the same two limits.
 */
const SLACK_MS = 5000;

/** `times` undefined: nobody unlocked anything, or what they unlocked was locked again, here or in another tab. */
export function phaseOf(times: Times | undefined, now: number, limits: VaultLimits): Phase {
  // A clock that was set back cannot tell how long it has been.
  if (times === undefined || now < times.unlockedAt - SLACK_MS) return { is: 'locked' };
  const idleAt = Math.min(times.seenAt, now) + limits.idleLockMs;
  const limitAt = times.unlockedAt + limits.unlockedMs;
  const locksAt = Math.min(idleAt, limitAt);
  if (now >= locksAt) return { is: 'locked' };
  const warnsAt = locksAt - warningMs(limits);
  return now < warnsAt ? { is: 'open', warnsAt } : { is: 'warning', by: limitAt <= idleAt ? 'limit' : 'idle', locksAt };
}
