/** How long sign-ins and unlocked keys last, and how many failures are borne. Defaults of the settings in server/config-sign-in.ts. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export type SignInLimits = {
  /** Without pointer, key, touch or call, after this the browser wipes the keys. */
  readonly idleLockMs: number;
  /** Keys do not stay unlocked longer than this, whatever happens. */
  readonly unlockedMs: number;
  readonly signInMs: number;
  /** The same with "remember this device". */
  readonly rememberMs: number;
  /** Failed sign-ins of one account from browsers it was never signed in from, and separately from each that it was. */
  readonly accountFailures: number;
  readonly accountLockMs: number;
  /** Failed sign-ins from one network, whatever the account. */
  readonly addressFailures: number;
  readonly addressLockMs: number;
  /** Openings of one invite link within an hour, before somebody came in by it. */
  readonly inviteOpens: number;
};

export const SIGN_IN_LIMITS: SignInLimits = {
  idleLockMs: 30 * MINUTE,
  unlockedMs: 12 * HOUR,
  signInMs: 12 * HOUR,
  rememberMs: 30 * 24 * HOUR,
  accountFailures: 5,
  accountLockMs: 10 * MINUTE,
  addressFailures: 5,
  addressLockMs: 15 * MINUTE,
  inviteOpens: 10,
};
