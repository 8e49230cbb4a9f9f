/** A locked vault on this device: the sign-in's cookie still holds, the keys are gone from memory and disk. Runs in Node and browsers. */
import { fromBase64url } from '#crdt/base/bytes.ts';
import { fail, type Result } from '#crdt/base/result.ts';
import { unwrapKeyring } from '#crdt/keys/wrap-keyring.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { AccountView } from '#server/contract/http.ts';
import { finishLogin, loadOpaque } from './opaque.ts';
import { unlockByPasskey, type Authenticator, type PasskeyCode } from './passkey.ts';
import { openSession, type Door, type Session } from './session.ts';

/**
 * By the password, without a second factor again: the sign-in showed one. `wrong_credentials`, `account_locked` after a few of those,
 * `not_signed_in` when the sign-in has ended meanwhile.
 */
export async function unlockByPassword(door: Door, account: AccountView, password: string): Promise<Result<Session, ErrorCode>> {
  const { http } = door;
  const opaque = await loadOpaque();
  const started = opaque.client.startLogin({ password });
  const answer = await http.call('POST /api/proof/start', { body: { request: started.startLoginRequest } });
  if (!answer.ok) return answer;
  const finished = finishLogin(opaque, started.clientLoginState, answer.value.response, password);
  if (finished === undefined) return fail('wrong_credentials');
  const proven = await http.call('POST /api/proof/finish', {
    body: { attempt: answer.value.attempt, finish: finished.finishLoginRequest },
  });
  if (!proven.ok) return proven;
  const view = await http.call('GET /api/sign-in');
  if (!view.ok) return view;
  // Another account may have signed in from this browser while this screen was locked.
  if (view.value.account !== account.account) return fail('not_signed_in');
  const wrapped = fromBase64url(view.value.wrappedKeyring) ?? new Uint8Array();
  const keyring = unwrapKeyring({ wrapped, exportKey: finished.exportKey, account: account.account });
  return keyring.ok ? openSession(door, view.value, keyring.value) : fail('internal');
}

/** By one of the account's passkeys; `password_needed` when it has no PRF. */
export async function unlockWithPasskey(
  door: Door,
  account: AccountView,
  authenticator: Authenticator,
): Promise<Result<Session, PasskeyCode>> {
  const shown = await unlockByPasskey({ http: door.http, account, authenticator });
  if (!shown.ok) return shown;
  return shown.value.keyring === undefined ? fail('password_needed') : openSession(door, account, shown.value.keyring);
}

/** Whose locked vault this is; undefined when nobody is signed in. */
export async function signedInHere({ http }: Pick<Door, 'http'>): Promise<AccountView | undefined> {
  const view = await http.call('GET /api/sign-in');
  if (!view.ok) return undefined;
  const { account, email, roles, signPublic, boxPublic, factorNeeded } = view.value;
  return { account, email, roles, signPublic, boxPublic, factorNeeded };
}
