/** Routes of signing in, of second factors and of proving oneself anew. */
import { z } from 'zod';
import { accountView, attempt, email, none, opaque, signedIn } from './account-shapes.ts';
import { route } from './route-row.ts';
import { base64url, time } from './shapes.ts';

/** How a second factor may be shown. */
export const FACTOR_METHODS = ['passkey', 'totp', 'backup'] as const;
export type FactorMethod = (typeof FACTOR_METHODS)[number];

/** A WebAuthn credential's id. */
const credentialId = base64url(16, 1023);
/** Six digits of an authenticator app (RFC 6238). */
const totpCode = z.string().regex(/^\d{6}$/);
/** A back-up code as printed or typed: hyphens, spaces and letter case do not count. */
const backupCode = z.string().min(8).max(40);
export const BACKUP_CODES = 10;

/** A passkey's answer to a challenge (WebAuthn, AuthenticatorAssertionResponse); never its extensions' results: those may be secrets. */
export const assertion = z.object({
  id: credentialId,
  clientDataJSON: base64url(2, 4096),
  authenticatorData: base64url(37, 4096),
  signature: base64url(8, 1024),
  userHandle: base64url(0, 64).optional(),
});
export type Assertion = z.infer<typeof assertion>;
/** What a browser needs to ask a passkey; `allow` empty: any that it has for us. */
const assertionOptions = z.object({
  challenge: base64url(32, 32),
  rpId: z.string(),
  allow: z.array(z.object({ id: credentialId, transports: z.array(z.string()) })),
});
export type AssertionOptions = z.infer<typeof assertionOptions>;
/** What a browser needs to have a passkey made; `exclude`: those that the account has already. */
const creationOptions = z.object({
  attempt,
  challenge: base64url(32, 32),
  rpId: z.string(),
  user: z.object({ id: base64url(16, 16), name: z.string() }),
  exclude: z.array(z.object({ id: credentialId, transports: z.array(z.string()) })),
});
export type CreationOptions = z.infer<typeof creationOptions>;
const creation = z.object({
  id: credentialId,
  clientDataJSON: base64url(2, 4096),
  attestationObject: base64url(37, 16_384),
  transports: z.array(z.string().max(32)).max(8),
});
export type Creation = z.infer<typeof creation>;
const passkeyName = z.string().trim().min(1).max(60);
/** The keyring wrapped under the passkey's PRF (crdt/keys/wrap-passkey.ts). */
const wrappedKeyring = base64url(1, 4096);

const passkeyView = z.object({
  id: credentialId,
  name: z.string(),
  madeAt: time,
  usedAt: time.optional(),
  /** It unlocks the keyring by itself: signing in needs no password with it. */
  unlocks: z.boolean(),
});
export type PasskeyView = z.infer<typeof passkeyView>;

const proof = z.discriminatedUnion('method', [
  z.object({ method: z.literal('totp'), code: totpCode }),
  z.object({ method: z.literal('backup'), code: backupCode }),
  z.object({ method: z.literal('passkey'), assertion }),
]);
export type FactorProof = z.infer<typeof proof>;
export type CodeProof = Exclude<FactorProof, { method: 'passkey' }>;

/** After the right password: signed in, or asked for the second factor. Methods are told to nobody without the password. */
const signInStep = z.discriminatedUnion('state', [
  signedIn.extend({ state: z.literal('signed-in') }),
  z.object({ state: z.literal('factor'), attempt, methods: z.array(z.enum(FACTOR_METHODS)), passkey: assertionOptions.optional() }),
]);

const factors = z.object({
  /** This account's roles ask for a second factor: the last one cannot be removed. */
  needed: z.boolean(),
  totp: z.boolean(),
  passkeys: z.array(passkeyView),
  backupCodesLeft: z.int().min(0),
  /** Until then this sign-in may change factors without proving itself anew. */
  provenUntil: time,
});
export type FactorsView = z.infer<typeof factors>;

/** "Remember this device": the sign-in lasts longer. The keys lock all the same. */
const remember = z.boolean().optional();

export const FACTOR_ROUTES = {
  /** `older`: while OPAQUE's set-up is being rotated, the answers under the set-ups before, for every address alike. */
  'POST /api/sign-in/start': route(
    'public',
    z.object({ email, request: opaque }),
    z.object({ response: opaque, attempt, older: z.array(z.object({ response: opaque, attempt })).optional() }),
    20,
  ),
  'POST /api/sign-in/finish': route('public', z.object({ attempt, finish: opaque, remember }), signInStep, 20),
  'POST /api/sign-in/factor': route('public', z.object({ attempt, proof, remember }), signedIn, 20),
  /** A passkey alone: it is possession, and has verified its user; its PRF unlocks the keyring. */
  'POST /api/sign-in/passkey/start': route('public', none, assertionOptions.extend({ attempt }), 20),
  'POST /api/sign-in/passkey/finish': route(
    'public',
    z.object({ attempt, assertion, remember }),
    signedIn.extend({ passkeyKeyring: wrappedKeyring }),
    20,
  ),
  'GET /api/sign-in': route('enrolling', none, signedIn, 120),
  'POST /api/sign-out': route('enrolling', none, none, 60),
  /** The password once more, so that this sign-in may change what the account is protected by. */
  'POST /api/proof/start': route('enrolling', z.object({ request: opaque }), z.object({ response: opaque, attempt }), 20),
  'POST /api/proof/finish': route('enrolling', z.object({ attempt, finish: opaque }), z.object({ provenUntil: time }), 20),
  'POST /api/proof/passkey/start': route('enrolling', none, assertionOptions.extend({ attempt }), 20),
  /** Also unlocks a locked vault: with the keyring as this passkey unwraps it, where it does. */
  'POST /api/proof/passkey/finish': route(
    'enrolling',
    z.object({ attempt, assertion }),
    z.object({ provenUntil: time, passkeyKeyring: wrappedKeyring.optional() }),
    20,
  ),
  'GET /api/factors': route('enrolling', none, factors, 60),
  /** Begins with a fresh secret (base32, RFC 4648) that counts only once a code of it was shown; `uri` is for the QR code. */
  'POST /api/factors/totp/start': route('proven', none, z.object({ secret: z.string(), uri: z.string() }), 20),
  'POST /api/factors/totp/finish': route('enrolling', z.object({ code: totpCode }), accountView, 20),
  'POST /api/factors/totp/remove': route('proven', none, none, 20),
  /** Ten new codes; the old ones end. Told this once. */
  'POST /api/factors/backup-codes': route('proven', none, z.object({ codes: z.array(z.string()).length(BACKUP_CODES) }), 20),
  'POST /api/factors/passkeys/start': route('proven', none, creationOptions, 20),
  'POST /api/factors/passkeys/finish': route(
    'enrolling',
    z.object({ attempt, name: passkeyName, creation, wrappedKeyring: wrappedKeyring.optional() }),
    accountView,
    20,
  ),
  'POST /api/factors/passkeys/wrap': route('proven', z.object({ id: credentialId, wrappedKeyring }), none, 20),
  'POST /api/factors/passkeys/rename': route('account', z.object({ id: credentialId, name: passkeyName }), none, 20),
  'POST /api/factors/passkeys/remove': route('proven', z.object({ id: credentialId }), none, 20),
} as const;
