/** Second factors and passkeys as the screens need them; what talks to authenticators is fetched when one is first asked. */
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { wipeKeyring } from '#crdt/keys/keyring.ts';
import type { Http } from '#client/net/http.ts';
import type { AccountView } from '#server/contract/http.ts';
import type { Storage } from '#client/net/storage.ts';
import { newBackupCodes, proveByPassword, startTotp } from '#client/room/factors.ts';
import { addPasskey, letUnlock, passkeyProof, signInByPasskey, unlockByPasskey, type PasskeyCode } from '#client/room/passkey.ts';
import { beginSignIn, type Session, type Signing as Begun } from '#client/room/session.ts';
import { unlockWithPasskey } from '#client/room/unlock.ts';
import type { DoorCode, Signing } from './account.ts';
import type { EnrolDoor } from './enrol.ts';

const loadAuthenticator = async () => (await import('#client/room/passkey-browser.ts')).browserAuthenticator;

export async function signInStep(
  http: Http,
  storage: Storage,
  email: string,
  password: string,
  remember: boolean,
): Promise<Result<Signing<Session>, DoorCode>> {
  const begun = await beginSignIn({ http, storage, email, password, remember });
  if (!begun.ok) return begun;
  const { value: step } = begun;
  return ok(step.is === 'factor' ? { ...step, provePasskey: () => showPasskey(step) } : step);
}

async function showPasskey(step: Extract<Begun, { is: 'factor' }>): Promise<Result<Session, PasskeyCode>> {
  if (step.passkey === undefined) return fail('wrong_factor');
  const proof = await passkeyProof(await loadAuthenticator(), step.passkey);
  return proof.ok ? step.prove(proof.value) : proof;
}

export const passkeySignIn = async (http: Http, storage: Storage, remember: boolean): Promise<Result<Session, PasskeyCode>> =>
  signInByPasskey({ http, storage, remember, authenticator: await loadAuthenticator() });

export const passkeyUnlock = async (http: Http, storage: Storage, account: AccountView): Promise<Result<Session, PasskeyCode>> =>
  unlockWithPasskey({ http, storage }, account, await loadAuthenticator());

export function createEnrolDoor(session: Session): EnrolDoor {
  const { http } = session;
  const codeOf = async <Code extends string>(done: Promise<Result<unknown, Code>>): Promise<Code | undefined> => {
    const result = await done;
    return result.ok ? undefined : result.code;
  };
  return {
    factors: () => http.call('GET /api/factors'),
    startTotp: () => startTotp(http),
    removeTotp: () => codeOf(http.call('POST /api/factors/totp/remove')),
    newBackupCodes: () => newBackupCodes(http),
    addPasskey: async (name) => addPasskey({ session, name, authenticator: await loadAuthenticator() }),
    letUnlock: async (only) => codeOf(letUnlock({ session, only, authenticator: await loadAuthenticator() })),
    renamePasskey: (id, name) => codeOf(http.call('POST /api/factors/passkeys/rename', { body: { id, name } })),
    removePasskey: (id) => codeOf(http.call('POST /api/factors/passkeys/remove', { body: { id } })),
    prove: (password) => codeOf(proveByPassword(http, password)),
    async provePasskey() {
      const shown = await unlockByPasskey({ http, account: session.account, authenticator: await loadAuthenticator() });
      if (!shown.ok) return shown.code;
      // The session has its keyring already; only that it was shown counts here.
      if (shown.value.keyring !== undefined) wipeKeyring(shown.value.keyring);
      return undefined;
    },
  };
}
