/** Codes as second factors: those of an authenticator app (TOTP, RFC 6238) and one-time back-up codes. */
import { Secret, TOTP } from 'otpauth';
import type { AccountId } from '#crdt/base/ids.ts';
import type { Random } from '#crdt/base/random.ts';
import { BACKUP_CODES } from '#server/contract/http-factors.ts';
import type { DeploymentKey } from './deployment-key.ts';

/** What every authenticator app understands; a code counts in its own step of time, the one before and the one after. */
const TOTP_FORM = { issuer: 'Holdspace', algorithm: 'SHA1', digits: 6, period: 30 } as const;
const STEP_MS = TOTP_FORM.period * 1000;
/** 160 bits, as RFC 4226 recommends. */
const SECRET_BYTES = 20;

/** Without letters and digits that look alike: 5 bits each. */
const ALPHABET = 'abcdefghjkmnpqrstvwxyz0123456789';
/** 60 bits. */
const CODE_LENGTH = 12;

/** A fresh secret in base32 (RFC 4648). */
export const createTotpSecret = (random: Random): string =>
  new Secret({ buffer: Uint8Array.from(random.bytes(SECRET_BYTES)).buffer }).base32;

/** What the QR code says: Google Authenticator's key URI, which all apps read. `email` names the account in the app. */
export const totpUri = (secret: string, email: string): string => new TOTP({ ...TOTP_FORM, label: email, secret }).toString();

/** The step of time that the code belongs to; undefined when it is none of now, one before or one after. `now` in ms. */
export function totpStep(secret: string, code: string, now: number): number | undefined {
  const delta = new TOTP({ ...TOTP_FORM, secret }).validate({ token: code, timestamp: now, window: 1 });
  return delta === null ? undefined : Math.floor(now / STEP_MS) + delta;
}

/** The secret at rest is bound to its account: a row copied to another account opens nothing. */
export const sealTotp = (key: DeploymentKey, account: AccountId, secret: string): Uint8Array => key.seal('totp', `${account} ${secret}`);
export function openTotp(key: DeploymentKey, account: AccountId, sealed: Uint8Array): string | undefined {
  const [whose, secret] = key.open('totp', sealed).split(' ');
  return whose === account ? secret : undefined;
}

/** Ten codes to be shown once: three groups of four. */
export const createBackupCodes = (random: Random): string[] =>
  Array.from({ length: BACKUP_CODES }, () => {
    const letters = Array.from(random.bytes(CODE_LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
    return letters.replaceAll(/(.{4})(?=.)/g, '$1-');
  });

/** What is kept of a code: a hash under the server's look-up key, so that a stolen database alone tells nothing of it. */
export const hashBackupCode = (key: DeploymentKey, account: AccountId, code: string): Uint8Array =>
  key.lookUp('backup-code', `${account} ${code.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}`);
