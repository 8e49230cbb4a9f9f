/** An account's sign-in on this device: OPAQUE (RFC 9807) towards the server, the keyring unwrapped here and nowhere else. */
import { base64url, equal, fromBase64url } from '#crdt/base/bytes.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import type { Random } from '#crdt/base/random.ts';
import { signChange } from '#crdt/keys/directory.ts';
import { NO_ENTRY } from '#crdt/keys/directory-layout.ts';
import { createKeyring, decodeKeyring, encodeKeyring, wipeKeyring, type Keyring } from '#crdt/keys/keyring.ts';
import { unwrapKeyring, wrapKeyring } from '#crdt/keys/wrap-keyring.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { AssertionOptions, FactorMethod, FactorProof } from '#server/contract/http-factors.ts';
import type { AccountView, RouteReply } from '#server/contract/http.ts';
import type { Http } from '#client/net/http.ts';
import { createMemoryStorage } from '#client/net/memory-storage.ts';
import type { Storage } from '#client/net/storage.ts';
import { changeRecord } from './change-record.ts';
import { finishLogin, KEY_STRETCHING, loadOpaque } from './opaque.ts';

type SignedInView = RouteReply<'GET /api/sign-in'>;

export type Session = {
  readonly http: Http;
  readonly storage: Storage;
  readonly account: AccountView;
  readonly keyring: Keyring;
  /** Locks: wipes the keys here, in memory and at rest. The cookie stays. Idempotent. */
  close(): Promise<void>;
  /** Locks, and ends the sign-in at the server. */
  signOut(): Promise<void>;
};

export type Door = { readonly http: Http; readonly storage?: Storage | undefined; readonly random?: Random | undefined };
type Registration = Door & {
  /** From an account invite; none for the very first account. */
  readonly token?: string | undefined;
  readonly setUpCode?: string | undefined;
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly alsoTherapist?: boolean | undefined;
};

/**
 * Makes an account with a fresh keyring; the server signs it in at once. When its roles ask for a second factor
 * (`account.factorNeeded`) the sign-in may do nothing but enrol one: factors.ts.
 */
export async function register(registration: Registration): Promise<Result<Session, ErrorCode>> {
  const { http, email, password, name, random = systemRandom } = registration;
  const opaque = await loadOpaque();
  const who = {
    email,
    ...(registration.token === undefined ? {} : { token: registration.token }),
    ...(registration.setUpCode === undefined ? {} : { setUpCode: registration.setUpCode }),
  };
  const started = opaque.client.startRegistration({ password });
  const answer = await http.call('POST /api/register/start', { body: { ...who, request: started.registrationRequest } });
  if (!answer.ok) return answer;
  const { account } = answer.value;
  const finished = opaque.client.finishRegistration({
    password,
    clientRegistrationState: started.clientRegistrationState,
    registrationResponse: answer.value.response,
    keyStretching: KEY_STRETCHING,
  });
  const keyring = createKeyring(random, name);
  const { signPublic, boxPublic } = keyring;
  const wrapped = wrapKeyring({ keyring, exportKey: finished.exportKey, account, random });
  const reply = await http.call('POST /api/register/finish', {
    body: {
      ...who,
      account,
      record: finished.registrationRecord,
      signPublic: base64url(signPublic),
      boxPublic: base64url(boxPublic),
      keySignature: base64url(signChange({ account, kind: 'made', previous: NO_ENTRY, signPublic, boxPublic }, keyring.signSecret)),
      wrappedKeyring: base64url(wrapped),
      ...(registration.alsoTherapist === undefined ? {} : { alsoTherapist: registration.alsoTherapist }),
    },
  });
  if (reply.ok) return ok(await sessionOf(registration, reply.value, keyring));
  wipeKeyring(keyring);
  return reply;
}

/** How far a sign-in has come once the password was right. */
export type Signing =
  | { readonly is: 'signed-in'; readonly session: Session }
  | {
      /** The account has a second factor: one of these ways to show it. A few wrong tries, or five minutes, and it begins anew. */
      readonly is: 'factor';
      readonly methods: readonly FactorMethod[];
      /** For `passkeyProof` (passkey.ts), where a passkey is among the methods. */
      readonly passkey: AssertionOptions | undefined;
      prove(proof: FactorProof): Promise<Result<Session, ErrorCode>>;
    };
type Credentials = Door & {
  readonly email: string;
  readonly password: string;
  /** The sign-in lasts longer (GET /api/limits); the keys lock all the same. */
  readonly remember?: boolean | undefined;
};

/** The first step of signing in: the password, exactly as typed. */
export async function beginSignIn({ email, password, remember = false, ...door }: Credentials): Promise<Result<Signing, ErrorCode>> {
  const { http } = door;
  const opaque = await loadOpaque();
  const started = opaque.client.startLogin({ password });
  const answer = await http.call('POST /api/sign-in/start', { body: { email, request: started.startLoginRequest } });
  if (!answer.ok) return answer;
  const { older = [], ...newest } = answer.value;
  // The server answers under each of its set-ups, for every address; only it knows which one a record is of, and it does not say.
  const answers = [newest, ...older];
  const opens = ({ response }: (typeof answers)[number]) => finishLogin(opaque, started.clientLoginState, response, password);
  let at = 0;
  let finished = opens(newest);
  for (; finished === undefined && at < older.length; at++) finished = opens(older[at] ?? newest);
  const passed = answers[at];
  if (passed === undefined || finished === undefined) return fail('wrong_credentials');
  const { exportKey, finishLoginRequest: finish } = finished;
  const reply = await http.call('POST /api/sign-in/finish', { body: { attempt: passed.attempt, finish, remember } });
  if (!reply.ok) return reply;
  const unlock = async (view: SignedInView): Promise<Result<Session, ErrorCode>> => {
    const session = await unlocked(door, view, exportKey);
    // While the password is at hand. Where it fails the next sign-in does it.
    if (session.ok && at > 0) await move(session.value, password);
    return session;
  };
  const { value: step } = reply;
  if (step.state === 'factor') {
    const { attempt, methods, passkey } = step;
    return ok({
      is: 'factor',
      methods,
      passkey,
      async prove(proof) {
        const shown = await http.call('POST /api/sign-in/factor', { body: { attempt, proof, remember } });
        return shown.ok ? unlock(shown.value) : shown;
      },
    });
  }
  const session = await unlock(step);
  return session.ok ? ok({ is: 'signed-in', session: session.value }) : session;
}

/** Both steps in one, for programs: `prove` is asked when a second factor is; without one the answer is `factor_needed`. */
export async function signIn(
  credentials: Credentials & { readonly prove?: (methods: readonly FactorMethod[]) => Promise<FactorProof | undefined> },
): Promise<Result<Session, ErrorCode>> {
  const begun = await beginSignIn(credentials);
  if (!begun.ok) return begun;
  if (begun.value.is === 'signed-in') return ok(begun.value.session);
  const proof = await credentials.prove?.(begun.value.methods);
  return proof === undefined ? fail('factor_needed') : begun.value.prove(proof);
}

/** The record comes under the server's newest set-up, and the keyring under its export key. */
async function move({ http, account, keyring }: Session, password: string): Promise<void> {
  await changeRecord({
    http,
    account: account.account,
    keyring,
    oldPassword: password,
    newPassword: password,
    endOthers: false,
    move: true,
  });
}

async function unlocked(door: Door, view: SignedInView, exportKey: string): Promise<Result<Session, ErrorCode>> {
  const wrapped = fromBase64url(view.wrappedKeyring) ?? new Uint8Array();
  const keyring = unwrapKeyring({ wrapped, exportKey, account: view.account });
  return keyring.ok ? openSession(door, view, keyring.value) : fail('internal');
}

/** A session of an account whose keyring was unwrapped; `internal` when the server names other public keys for it. */
export async function openSession(door: Door, view: AccountView, keyring: Keyring): Promise<Result<Session, ErrorCode>> {
  if (fits(keyring, view)) return ok(await sessionOf(door, view, keyring));
  wipeKeyring(keyring);
  return fail('internal');
}

/** The sign-in that this device still has, after a reload: its cookie at the server and its keyring at rest. */
export async function resume(door: Door): Promise<Result<Session, ErrorCode>> {
  const { storage = createMemoryStorage() } = door;
  await sodiumReady();
  const reply = await door.http.call('GET /api/sign-in');
  if (!reply.ok) return reply;
  const bytes = await storage.keyrings.load(placeOf(reply.value)).catch(() => undefined);
  const keyring = bytes && decodeKeyring(bytes);
  bytes?.fill(0);
  if (keyring === undefined || !fits(keyring, reply.value)) return fail('not_signed_in');
  return ok(await sessionOf({ ...door, storage }, reply.value, keyring));
}

const placeOf = ({ account }: AccountView): string => `account:${account}`;

/** The server names the account's public keys to others; the ones in the keyring are those that hold. */
export const fits = (keyring: Keyring, { signPublic, boxPublic }: Pick<AccountView, 'signPublic' | 'boxPublic'>): boolean =>
  equal(fromBase64url(signPublic) ?? new Uint8Array(), keyring.signPublic) &&
  equal(fromBase64url(boxPublic) ?? new Uint8Array(), keyring.boxPublic);

async function sessionOf(door: Door, view: AccountView, keyring: Keyring): Promise<Session> {
  const account: AccountView = {
    account: view.account,
    email: view.email,
    roles: view.roles,
    signPublic: view.signPublic,
    boxPublic: view.boxPublic,
    factorNeeded: view.factorNeeded,
  };
  const { http, storage = createMemoryStorage() } = door;
  const encoded = encodeKeyring(keyring);
  // A browser that keeps nothing only has to be signed in to again after a reload.
  await storage.keyrings.save(placeOf(account), encoded.reveal()).catch(() => undefined);
  encoded.wipe();
  const close = async (): Promise<void> => {
    wipeKeyring(keyring);
    await storage.keyrings.remove(placeOf(account)).catch(() => undefined);
  };
  return {
    http,
    storage,
    account,
    keyring,
    close,
    async signOut() {
      await close();
      await http.call('POST /api/sign-out');
    },
  };
}
