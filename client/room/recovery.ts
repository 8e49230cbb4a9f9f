/**
 * Lost passwords: making a recovery kit, replacing the password with one, and starting anew by an admin's link where there is none.
 * Nothing here signs anybody in: that comes next, second factor and all. Runs in Node and browsers.
 */
import { base64url, fromBase64url } from '#crdt/base/bytes.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { Random } from '#crdt/base/random.ts';
import type { Secret } from '#crdt/base/secret.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { signChange } from '#crdt/keys/directory.ts';
import { createKeyring, wipeKeyring } from '#crdt/keys/keyring.ts';
import { kitQrText, kitWords } from '#crdt/keys/kit-words.ts';
import { createKit, kitProofPublic, proveFinish, proveOpening, unwrapByKit, wrapByKit } from '#crdt/keys/recovery-kit.ts';
import { wrapKeyring } from '#crdt/keys/wrap-keyring.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { Http } from '#client/net/http.ts';
import { finishRegistration, loadOpaque } from './opaque.ts';
import { fits, type Session } from './session.ts';

/** A kit that exists on this screen alone until it is kept. */
export type NewKit = {
  readonly words: readonly string[];
  /** For the QR code. */
  readonly qrText: string;
  /** From now on it opens the account, and one before it does not. `proof_needed`: prove yourself, then again. */
  keep(): Promise<Result<{ readonly madeAt: number }, ErrorCode>>;
  /** Overwrites it here; idempotent. Words that were read out already are texts, which no script can overwrite. */
  wipe(): void;
};

/** Keep it only after its owner has shown that they have it: by some of its words. */
export function newKit({ account, keyring, http }: Session, random: Random = systemRandom): NewKit {
  const kit = createKit(random);
  const place = { kit, account: account.account };
  return {
    words: kitWords(kit),
    qrText: kitQrText(kit),
    keep: () =>
      http.call('POST /api/recovery-kit', {
        body: {
          proofPublic: base64url(kitProofPublic(place)),
          wrappedKeyring: base64url(wrapByKit({ ...place, keyring, random })),
        },
      }),
    wipe: () => kit.wipe(),
  };
}

type Recovering = {
  readonly http: Http;
  readonly email: string;
  /** Stays the caller's to wipe. */
  readonly kit: Secret;
  readonly newPassword: string;
  readonly random?: Random | undefined;
};
/**
 * Replaces a lost password. `kit_wrong`: kit and address do not belong together, whichever of them is wrong. `internal`: what the server gave
 * is not the keyring of the account that it named, so nothing of it is used.
 */
export async function recoverByKit({
  http,
  email,
  kit,
  newPassword,
  random = systemRandom,
}: Recovering): Promise<Result<undefined, ErrorCode>> {
  const opaque = await loadOpaque();
  const started = await http.call('POST /api/recovery/start', { body: { email } });
  if (!started.ok) return started;
  const place = { kit, account: started.value.account };
  const registration = opaque.client.startRegistration({ password: newPassword });
  const request = registration.registrationRequest;
  const { attempt, challenge } = started.value;
  const opened = await http.call('POST /api/recovery/open', {
    body: { attempt, request, signature: base64url(proveOpening(place, bytesOf(challenge), request)) },
  });
  if (!opened.ok) return opened;
  const unwrapped = unwrapByKit({ ...place, wrapped: bytesOf(opened.value.wrappedKeyring) });
  if (!unwrapped.ok) return fail('internal');
  const keyring = unwrapped.value;
  const registered = finishRegistration(opaque, registration.clientRegistrationState, opened.value.response, newPassword);
  if (registered === undefined || !fits(keyring, opened.value)) {
    wipeKeyring(keyring);
    return fail('internal');
  }
  const { exportKey, registrationRecord: record } = registered;
  const wrapped = wrapKeyring({ keyring, exportKey, account: place.account, random });
  wipeKeyring(keyring);
  const signature = proveFinish(place, bytesOf(opened.value.challenge), record, wrapped);
  const reply = await http.call('POST /api/recovery/finish', {
    body: { attempt: opened.value.attempt, signature: base64url(signature), record, wrappedKeyring: base64url(wrapped) },
  });
  return reply.ok ? ok(undefined) : reply;
}

type Resetting = {
  readonly http: Http;
  /** From the link that an admin passed on. */
  readonly token: string;
  readonly email: string;
  readonly newPassword: string;
  /** It was sealed in the old keyring: typed anew. */
  readonly name: string;
  readonly random?: Random | undefined;
};
/** A new password and NEW keys: nothing that was sealed for the old ones opens again. */
export async function resetAccount(resetting: Resetting): Promise<Result<undefined, ErrorCode>> {
  const { http, token, email, newPassword, name, random = systemRandom } = resetting;
  const opaque = await loadOpaque();
  const registration = opaque.client.startRegistration({ password: newPassword });
  const started = await http.call('POST /api/account-resets/start', { body: { token, email, request: registration.registrationRequest } });
  if (!started.ok) return started;
  const { account, response, previous } = started.value;
  const registered = finishRegistration(opaque, registration.clientRegistrationState, response, newPassword);
  if (registered === undefined) return fail('internal');
  const keyring = createKeyring(random, name);
  const { signPublic, boxPublic } = keyring;
  const change = { account, kind: 'reset', previous: bytesOf(previous), signPublic, boxPublic } as const;
  const keySignature = base64url(signChange(change, keyring.signSecret));
  const listed = { signPublic: base64url(signPublic), boxPublic: base64url(boxPublic), previous, keySignature };
  const wrapped = wrapKeyring({ keyring, exportKey: registered.exportKey, account, random });
  wipeKeyring(keyring);
  const reply = await http.call('POST /api/account-resets/finish', {
    body: { token, email, account, record: registered.registrationRecord, ...listed, wrappedKeyring: base64url(wrapped) },
  });
  return reply.ok ? ok(undefined) : reply;
}

const bytesOf = (text: string): Uint8Array => fromBase64url(text) ?? new Uint8Array();
