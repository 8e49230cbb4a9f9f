/** Settings of signing in and locking: how long, and how many failures. */
import { z } from 'zod';
import { SIGN_IN_LIMITS, type SignInLimits } from './access/limits.ts';
import { setting } from './setting.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in `unit`s of so many ms. */
function time(env: string, ms: number, [unit, unitMs]: readonly [string, number], max: number, sentence: string) {
  const otherwise = ms / unitMs;
  const type = z.coerce.number().min(1).max(max).default(otherwise);
  return setting({ env, type, otherwise: String(otherwise), unit, sentence });
}
function times(env: string, count: number, sentence: string) {
  return setting({ env, type: z.coerce.number().int().min(1).max(1000).default(count), otherwise: String(count), sentence });
}
const MINUTES = ['minutes', MINUTE] as const;
const HOURS = ['hours', HOUR] as const;

export const SIGN_IN_SETTINGS = {
  idleLockMinutes: time(
    'IDLE_LOCK_MINUTES',
    SIGN_IN_LIMITS.idleLockMs,
    MINUTES,
    24 * 60,
    'Without activity or a call, keys are locked after this.',
  ),
  unlockedHours: time('UNLOCKED_HOURS', SIGN_IN_LIMITS.unlockedMs, HOURS, 24, 'Keys are locked after this, whatever happens.'),
  signInHours: time('SIGN_IN_HOURS', SIGN_IN_LIMITS.signInMs, HOURS, 24, 'How long a sign-in lasts.'),
  rememberDays: time(
    'REMEMBER_DAYS',
    SIGN_IN_LIMITS.rememberMs,
    ['days', DAY],
    90,
    'How long a sign-in lasts with "remember this device".',
  ),
  lockoutFailures: times('LOCKOUT_FAILURES', SIGN_IN_LIMITS.accountFailures, 'Failed sign-ins that lock an account for unknown devices.'),
  lockoutMinutes: time('LOCKOUT_MINUTES', SIGN_IN_LIMITS.accountLockMs, MINUTES, 24 * 60, 'For how long.'),
  addressFailures: times(
    'ADDRESS_FAILURES',
    SIGN_IN_LIMITS.addressFailures,
    'Failed sign-ins, whatever the account, that lock out one network.',
  ),
  inviteOpens: times(
    'INVITE_OPENS',
    SIGN_IN_LIMITS.inviteOpens,
    'How often one invite link may be opened within an hour before somebody came in by it.',
  ),
  addressMinutes: time('ADDRESS_MINUTES', SIGN_IN_LIMITS.addressLockMs, MINUTES, 24 * 60, 'For how long.'),
};

type Read = { readonly [Name in keyof typeof SIGN_IN_SETTINGS | 'rateFactor']: number };
/** The settings as the limits that they set. RATE_FACTOR also stands for how many people share an address. */
export const signInLimits = (read: Read): SignInLimits => ({
  idleLockMs: read.idleLockMinutes * MINUTE,
  unlockedMs: read.unlockedHours * HOUR,
  signInMs: read.signInHours * HOUR,
  rememberMs: read.rememberDays * DAY,
  accountFailures: read.lockoutFailures,
  accountLockMs: read.lockoutMinutes * MINUTE,
  addressFailures: Math.max(1, Math.round(read.addressFailures * read.rateFactor)),
  addressLockMs: read.addressMinutes * MINUTE,
  inviteOpens: read.inviteOpens,
});
