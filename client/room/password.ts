/** Changing one's password: the keyring is wrapped anew under the new one's export key; nothing that was sealed is touched. Runs in Node and browsers. */
import { base64url } from '#crdt/base/bytes.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { Random } from '#crdt/base/random.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { wrapKeyring } from '#crdt/keys/wrap-keyring.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteReply } from '#server/contract/http.ts';
import { proveByPassword } from './factors.ts';
import { finishLogin, finishRegistration, loadOpaque } from './opaque.ts';
import type { Session } from './session.ts';

type Changing = {
  readonly session: Session;
  readonly oldPassword: string;
  readonly newPassword: string;
  /** All other sign-ins of the account end. */
  readonly endOthers: boolean;
  readonly random?: Random | undefined;
};
type Started = Result<RouteReply<'POST /api/password/start'>, ErrorCode>;

/** `wrong_credentials`: not the old password. `changed_meanwhile`: somebody else was quicker. Either way nothing has changed. */
export async function changePassword(changing: Changing): Promise<Result<undefined, ErrorCode>> {
  const { session, oldPassword, newPassword, endOthers, random = systemRandom } = changing;
  const { http, keyring, account } = session;
  const opaque = await loadOpaque();
  const login = opaque.client.startLogin({ password: oldPassword });
  const registration = opaque.client.startRegistration({ password: newPassword });
  const body = { login: login.startLoginRequest, registration: registration.registrationRequest };
  let started: Started = await http.call('POST /api/password/start', { body });
  if (!started.ok && started.code === 'proof_needed') {
    const proven = await proveByPassword(http, oldPassword);
    if (!proven.ok) return proven;
    started = await http.call('POST /api/password/start', { body });
  }
  if (!started.ok) return started;
  const shown = finishLogin(opaque, login.clientLoginState, started.value.login, oldPassword);
  if (shown === undefined) return fail('wrong_credentials');
  const registered = finishRegistration(opaque, registration.clientRegistrationState, started.value.registration, newPassword);
  if (registered === undefined) return fail('internal');
  const wrapped = wrapKeyring({ keyring, exportKey: registered.exportKey, account: account.account, random });
  const reply = await http.call('POST /api/password/finish', {
    body: {
      attempt: started.value.attempt,
      finish: shown.finishLoginRequest,
      record: registered.registrationRecord,
      wrappedKeyring: base64url(wrapped),
      endOthers,
    },
  });
  return reply.ok ? ok(undefined) : reply;
}
