/** Routes of signing in, of second factors and of proving oneself anew. */
import { z } from 'zod';
import { accountView, attempt, email, none, opaque, signedIn } from './account-shapes.ts';
import { route } from './route-row.ts';
import { time } from './shapes.ts';

/** How a second factor may be shown. */
export const FACTOR_METHODS = ['totp', 'backup'] as const;
export type FactorMethod = (typeof FACTOR_METHODS)[number];

/** Six digits of an authenticator app (RFC 6238). */
const totpCode = z.string().regex(/^\d{6}$/);
/** A back-up code as printed or typed: hyphens, spaces and letter case do not count. */
const backupCode = z.string().min(8).max(40);
export const BACKUP_CODES = 10;

const proof = z.discriminatedUnion('method', [
  z.object({ method: z.literal('totp'), code: totpCode }),
  z.object({ method: z.literal('backup'), code: backupCode }),
]);
export type FactorProof = z.infer<typeof proof>;

/** After the right password: signed in, or asked for the second factor. Methods are told to nobody without the password. */
const signInStep = z.discriminatedUnion('state', [
  signedIn.extend({ state: z.literal('signed-in') }),
  z.object({ state: z.literal('factor'), attempt, methods: z.array(z.enum(FACTOR_METHODS)) }),
]);

const factors = z.object({
  /** This account's roles ask for a second factor: the last one cannot be removed. */
  needed: z.boolean(),
  totp: z.boolean(),
  backupCodesLeft: z.int().min(0),
  /** Until then this sign-in may change factors without proving itself anew. */
  provenUntil: time,
});
export type FactorsView = z.infer<typeof factors>;

export const FACTOR_ROUTES = {
  'POST /api/sign-in/start': route('public', z.object({ email, request: opaque }), z.object({ response: opaque, attempt }), 20),
  'POST /api/sign-in/finish': route('public', z.object({ attempt, finish: opaque }), signInStep, 20),
  'POST /api/sign-in/factor': route('public', z.object({ attempt, proof }), signedIn, 20),
  'GET /api/sign-in': route('enrolling', none, signedIn, 120),
  'POST /api/sign-out': route('enrolling', none, none, 60),
  /** The password once more, so that this sign-in may change what the account is protected by. */
  'POST /api/proof/start': route('enrolling', z.object({ request: opaque }), z.object({ response: opaque, attempt }), 20),
  'POST /api/proof/finish': route('enrolling', z.object({ attempt, finish: opaque }), z.object({ provenUntil: time }), 20),
  'GET /api/factors': route('enrolling', none, factors, 60),
  /** Begins with a fresh secret (base32, RFC 4648) that counts only once a code of it was shown; `uri` is for the QR code. */
  'POST /api/factors/totp/start': route('proven', none, z.object({ secret: z.string(), uri: z.string() }), 20),
  'POST /api/factors/totp/finish': route('enrolling', z.object({ code: totpCode }), accountView, 20),
  'POST /api/factors/totp/remove': route('proven', none, none, 20),
  /** Ten new codes; the old ones end. Told this once. */
  'POST /api/factors/backup-codes': route('proven', none, z.object({ codes: z.array(z.string()).length(BACKUP_CODES) }), 20),
} as const;
