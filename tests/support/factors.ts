/**
 * The second factor of those whom tests and benchmarks play: an authenticator app at enrolment, then one back-up code for each sign-in
 * (a code of an app works once in half a minute, which a clock that stands still never gets past).
 * `register` and `signIn` stand for those of client/room/session.ts and do both steps.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOTP } from 'otpauth';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { newBackupCodes, startTotp } from '#client/room/factors.ts';
import * as session from '#client/room/session.ts';
import type { Session } from '#client/room/session.ts';
import type { ErrorCode } from '#server/contract/errors.ts';

/** Codes not used yet, one empty file each: several processes may play one account, and whoever removes the file has the code. */
const FOLDER = join(tmpdir(), `holdspace-codes-${process.getuid?.() ?? 0}`);
const folderOf = (origin: string, email: string): string => {
  const account = createHash('sha256').update(`${origin} ${email.trim().toLowerCase()}`).digest('hex').slice(0, 32);
  return join(FOLDER, account);
};

/** What an authenticator app with this secret (base32) shows at `now`, in ms. */
export const totpNow = (secret: string, now = Date.now()): string => new TOTP({ secret }).generate({ timestamp: now });

export function rememberCodes(origin: string, email: string, codes: readonly string[]): void {
  const folder = folderOf(origin, email);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const code of codes) writeFileSync(join(folder, code), '');
}

/** The next unused back-up code of that account; throws when there is none. */
export function nextCode(origin: string, email: string): string {
  const folder = folderOf(origin, email);
  for (const code of existsSync(folder) ? readdirSync(folder) : []) {
    try {
      unlinkSync(join(folder, code));
      return code;
    } catch {
      // Another process was quicker.
    }
  }
  throw new Error(`no back-up code of ${email} is left`);
}

/** Whether a code of that account is left. */
export const hasCode = (origin: string, email: string): boolean => {
  const folder = folderOf(origin, email);
  return existsSync(folder) && readdirSync(folder).length > 0;
};

/** Enrols an app and back-up codes for an account that has just signed up, and remembers the codes. */
export async function enrolFactor({
  http,
  account,
}: Session): Promise<Result<{ readonly secret: string; readonly codes: readonly string[] }, ErrorCode>> {
  const started = await startTotp(http);
  if (!started.ok) return started;
  const { secret } = started.value;
  const finished = await started.value.finish(totpNow(secret));
  if (!finished.ok) return finished;
  const codes = await newBackupCodes(http);
  if (!codes.ok) return codes;
  rememberCodes(http.origin, account.email, codes.value);
  return ok({ secret, codes: codes.value });
}

export async function register(registration: Parameters<typeof session.register>[0]): Promise<Result<Session, ErrorCode>> {
  const made = await session.register(registration);
  if (!made.ok || !made.value.account.factorNeeded) return made;
  const enrolled = await enrolFactor(made.value);
  return enrolled.ok ? ok({ ...made.value, account: { ...made.value.account, factorNeeded: false } }) : fail(enrolled.code);
}

export async function signIn(credentials: Parameters<typeof session.signIn>[0]): Promise<Result<Session, ErrorCode>> {
  const { http, email } = credentials;
  const signed = await session.signIn({ prove: async () => ({ method: 'backup', code: nextCode(http.origin, email) }), ...credentials });
  if (!signed.ok || hasCode(http.origin, email)) return signed;
  // It was the last code. Whoever has just signed in may make new ones.
  const codes = await newBackupCodes(http);
  if (codes.ok) rememberCodes(http.origin, email, codes.value);
  return signed;
}
