/**
 * Passkeys of an account: enrolling one, signing in with one alone, showing one as second factor, and unlocking a locked vault
 * with one. Where the authenticator has the PRF extension the passkey unwraps the keyring itself, so that no password is needed.
 * Runs in Node and browsers: what asks the authenticator is an argument (browsers: passkey-browser.ts).
 */
import { base64url, fromBase64url } from '#crdt/base/bytes.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { Secret } from '#crdt/base/secret.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import type { Keyring } from '#crdt/keys/keyring.ts';
import { unwrapByPasskey, wrapByPasskey } from '#crdt/keys/wrap-passkey.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { Assertion, AssertionOptions, Creation, CreationOptions, FactorProof } from '#server/contract/http-factors.ts';
import type { AccountView } from '#server/contract/http.ts';
import type { Http } from '#client/net/http.ts';
import { openSession, type Door, type Session } from './session.ts';

/** `passkey_cancelled`: the person or the browser ended it. `passkey_known`: this authenticator holds one of the account already. */
export type PasskeyCode = ErrorCode | 'passkey_cancelled' | 'passkey_known' | 'passkey_unsupported';

/** Asks an authenticator, always with PASSKEY_PRF_INPUT; `prf` is its 32-byte answer, which never leaves this device. */
export type Authenticator = {
  /** `prf`: `'later'` when it is there but answers only to `get`. */
  create(
    options: CreationOptions,
  ): Promise<Result<{ readonly creation: Creation; readonly prf: Secret | 'later' | undefined }, PasskeyCode>>;
  get(options: AssertionOptions): Promise<Result<{ readonly assertion: Assertion; readonly prf: Secret | undefined }, PasskeyCode>>;
};

type Adding = {
  readonly session: Session;
  readonly authenticator: Authenticator;
  /** As its owner tells it from others. */ readonly name: string;
};

/**
 * Enrols a passkey; it is a second factor from then on, and this sign-in has shown one. `unlocks`: it also unwraps the keyring.
 * `proof_needed`: show the password or another passkey first.
 */
export async function addPasskey({
  session,
  authenticator,
  name,
}: Adding): Promise<Result<{ readonly account: AccountView; readonly unlocks: boolean }, PasskeyCode>> {
  const { http } = session;
  const started = await http.call('POST /api/factors/passkeys/start');
  if (!started.ok) return started;
  const made = await authenticator.create(started.value);
  if (!made.ok) return made;
  const { creation, prf } = made.value;
  const wrapped = prf === undefined || prf === 'later' ? undefined : wrap(session, creation.id, prf);
  const body = { attempt: started.value.attempt, name, creation, ...(wrapped === undefined ? {} : { wrappedKeyring: wrapped }) };
  const finished = await http.call('POST /api/factors/passkeys/finish', { body });
  if (!finished.ok) return finished;
  const unlocks = wrapped !== undefined || (prf === 'later' && (await letUnlock({ session, authenticator, only: creation.id })).ok);
  return ok({ account: finished.value, unlocks });
}

type Unlocking = {
  readonly session: Session;
  readonly authenticator: Authenticator;
  /** This passkey's id; otherwise any. */ readonly only?: string;
};

/** Has a passkey that is enrolled wrap the keyring too: one more touch of it. `password_needed`: it has no PRF. */
export async function letUnlock({ session, authenticator, only }: Unlocking): Promise<Result<undefined, PasskeyCode>> {
  const { http } = session;
  const asked = await askAnew(http, authenticator, only);
  if (!asked.ok) return asked;
  const { assertion, prf } = asked.value;
  if (prf === undefined) return fail('password_needed');
  const kept = await http.call('POST /api/factors/passkeys/wrap', {
    body: { id: assertion.id, wrappedKeyring: wrap(session, assertion.id, prf) },
  });
  return kept.ok ? ok(undefined) : kept;
}

/** Signs in with a passkey alone. `password_needed`: it is right, but has no PRF to unlock the keyring with. */
export async function signInByPasskey({
  authenticator,
  remember = false,
  ...door
}: Door & { readonly authenticator: Authenticator; readonly remember?: boolean }): Promise<Result<Session, PasskeyCode>> {
  await sodiumReady();
  const started = await door.http.call('POST /api/sign-in/passkey/start');
  if (!started.ok) return started;
  const { attempt, ...options } = started.value;
  const shown = await authenticator.get(options);
  if (!shown.ok) return shown;
  const { assertion, prf } = shown.value;
  if (prf === undefined) return fail('password_needed');
  const reply = await door.http.call('POST /api/sign-in/passkey/finish', { body: { attempt, assertion, remember } });
  const keyring = reply.ok ? unwrap(reply.value.account, assertion.id, reply.value.passkeyKeyring, prf) : undefined;
  prf.wipe();
  if (!reply.ok) return reply;
  return keyring === undefined ? fail('internal') : openSession(door, reply.value, keyring);
}

/** The second step of signing in by a passkey: what `prove` of `beginSignIn` takes; `options` are that step's. */
export async function passkeyProof(authenticator: Authenticator, options: AssertionOptions): Promise<Result<FactorProof, PasskeyCode>> {
  const shown = await authenticator.get(options);
  if (!shown.ok) return shown;
  shown.value.prf?.wipe();
  return ok({ method: 'passkey', assertion: shown.value.assertion });
}

/**
 * Shows a passkey within a sign-in that lasts: for some minutes it may change factors. Also unlocks a locked vault: `keyring` is the
 * account's, unwrapped by the passkey's PRF; undefined when this passkey cannot (ask for the password then).
 * Compare its public halves with the account's before it is used, as `openSession` does.
 */
export async function unlockByPasskey({
  http,
  account,
  authenticator,
}: {
  readonly http: Http;
  readonly account: AccountView;
  readonly authenticator: Authenticator;
}): Promise<Result<{ readonly keyring: Keyring | undefined }, PasskeyCode>> {
  await sodiumReady();
  const asked = await askAnew(http, authenticator);
  if (!asked.ok) return asked;
  const { assertion, prf, passkeyKeyring } = asked.value;
  const keyring =
    prf === undefined || passkeyKeyring === undefined ? undefined : unwrap(account.account, assertion.id, passkeyKeyring, prf);
  prf?.wipe();
  return ok({ keyring });
}

/** One of the account's passkeys, shown to the server as a fresh proof. */
async function askAnew(http: Http, authenticator: Authenticator, only?: string) {
  const started = await http.call('POST /api/proof/passkey/start');
  if (!started.ok) return started;
  const { attempt, allow, ...options } = started.value;
  const shown = await authenticator.get({ ...options, allow: allow.filter(({ id }) => only === undefined || id === only) });
  if (!shown.ok) return shown;
  const proven = await http.call('POST /api/proof/passkey/finish', { body: { attempt, assertion: shown.value.assertion } });
  if (proven.ok) return ok({ ...shown.value, passkeyKeyring: proven.value.passkeyKeyring });
  shown.value.prf?.wipe();
  return proven;
}

const idBytes = (id: string): Uint8Array => fromBase64url(id) ?? new Uint8Array();

/** Uses the PRF's answer up. */
function wrap({ account, keyring }: Session, id: string, prf: Secret): string {
  const wrapped = wrapByPasskey({ keyring, prf, account: account.account, credential: idBytes(id), random: systemRandom });
  prf.wipe();
  return base64url(wrapped);
}

function unwrap(account: AccountView['account'], id: string, wrapped: string, prf: Secret): Keyring | undefined {
  const opened = unwrapByPasskey({ wrapped: idBytes(wrapped), prf, account, credential: idBytes(id) });
  return opened.ok ? opened.value : undefined;
}
