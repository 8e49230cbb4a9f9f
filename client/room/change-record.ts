/**
 * Puts another OPAQUE record in the place of an account's: the old password is shown, a record is made of the new one, and the keyring is wrapped
 * anew under its export key. Both change at the server at once; nothing that was sealed is touched.
 */
import { base64url } from '#crdt/base/bytes.ts';
import type { AccountId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { Random } from '#crdt/base/random.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import type { Keyring } from '#crdt/keys/keyring.ts';
import { wrapKeyring } from '#crdt/keys/wrap-keyring.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { Http } from '#client/net/http.ts';
import { LONE_PASSWORD_CHARS } from './password-length.ts';
import { finishLogin, finishRegistration, loadOpaque } from './opaque.ts';

type Changing = {
  readonly http: Http;
  readonly account: AccountId;
  readonly keyring: Keyring;
  readonly oldPassword: string;
  readonly newPassword: string;
  /** All other sign-ins of the account end. */
  readonly endOthers: boolean;
  /** The password stays: its record moves under the server's newest set-up. */
  readonly move?: boolean;
  readonly random?: Random | undefined;
};

/**
 * `wrong_credentials`: not the old password. `changed_meanwhile`: somebody else was quicker. `proof_needed`: show the password first. In
 * each case nothing has changed.
 */
export async function changeRecord(changing: Changing): Promise<Result<undefined, ErrorCode>> {
  const { http, account, keyring, oldPassword, newPassword, endOthers, move, random = systemRandom } = changing;
  const opaque = await loadOpaque();
  const login = opaque.client.startLogin({ password: oldPassword });
  const registration = opaque.client.startRegistration({ password: newPassword });
  const body = { login: login.startLoginRequest, registration: registration.registrationRequest };
  const started = await http.call('POST /api/password/start', { body });
  if (!started.ok) return started;
  const shown = finishLogin(opaque, login.clientLoginState, started.value.login, oldPassword);
  if (shown === undefined) return fail('wrong_credentials');
  const registered = finishRegistration(opaque, registration.clientRegistrationState, started.value.registration, newPassword);
  if (registered === undefined) return fail('internal');
  const wrapped = wrapKeyring({ keyring, exportKey: registered.exportKey, account, random });
  const reply = await http.call('POST /api/password/finish', {
    body: {
      attempt: started.value.attempt,
      finish: shown.finishLoginRequest,
      record: registered.registrationRecord,
      wrappedKeyring: base64url(wrapped),
      endOthers,
      // Said by the browser alone: the server never sees a password, nor how long it is.
      ...(move === undefined ? { short: Array.from(newPassword).length < LONE_PASSWORD_CHARS } : { move }),
    },
  });
  return reply.ok ? ok(undefined) : reply;
}
