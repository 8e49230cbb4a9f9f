/** Enrolling second factors, and proving oneself anew before they are changed. Runs in Node and browsers. */
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { AccountView } from '#server/contract/http.ts';
import type { Http } from '#client/net/http.ts';
import { finishLogin, loadOpaque } from './opaque.ts';

export type TotpEnrolment = {
  /** Base32, for typing. */
  readonly secret: string;
  /** For the QR code. */
  readonly uri: string;
  /** Six digits that the app shows for it; from then on it is a factor, and this sign-in has shown one. */
  finish(code: string): Promise<Result<AccountView, ErrorCode>>;
};

/** Begins with an authenticator app. `proof_needed`: prove yourself first. */
export async function startTotp(http: Http): Promise<Result<TotpEnrolment, ErrorCode>> {
  const started = await http.call('POST /api/factors/totp/start');
  if (!started.ok) return started;
  return ok({ ...started.value, finish: (code) => http.call('POST /api/factors/totp/finish', { body: { code } }) });
}

/** Ten fresh back-up codes, told this once; the old ones end. */
export async function newBackupCodes(http: Http): Promise<Result<readonly string[], ErrorCode>> {
  const made = await http.call('POST /api/factors/backup-codes');
  return made.ok ? ok(made.value.codes) : made;
}

/** Shows the password once more: for some minutes this sign-in may change factors. */
export async function proveByPassword(http: Http, password: string): Promise<Result<undefined, ErrorCode>> {
  const opaque = await loadOpaque();
  const started = opaque.client.startLogin({ password });
  const answer = await http.call('POST /api/proof/start', { body: { request: started.startLoginRequest } });
  if (!answer.ok) return answer;
  const finished = finishLogin(opaque, started.clientLoginState, answer.value.response, password);
  if (finished === undefined) return fail('wrong_credentials');
  const proven = await http.call('POST /api/proof/finish', {
    body: { attempt: answer.value.attempt, finish: finished.finishLoginRequest },
  });
  return proven.ok ? ok(undefined) : proven;
}
