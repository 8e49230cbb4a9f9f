/** The browser's half of OPAQUE (RFC 9807), fetched when a password is first needed. */
import { sodiumReady } from '#crdt/crypto/sodium.ts';

/** Argon2id over the password in the browser: the library's choice for machines with little memory. */
export const KEY_STRETCHING = 'memory-constrained';

/** The library once its WebAssembly runs, and libsodium with it: both are needed wherever one is. */
export async function loadOpaque() {
  const [opaque] = await Promise.all([import('@serenity-kit/opaque'), sodiumReady()]);
  await opaque.ready;
  return opaque;
}
export type Opaque = Awaited<ReturnType<typeof loadOpaque>>;

/** Undefined when the password is wrong, or what answered is no OPAQUE server. */
export function finishLogin(opaque: Opaque, clientLoginState: string, loginResponse: string, password: string) {
  try {
    return opaque.client.finishLogin({ clientLoginState, loginResponse, password, keyStretching: KEY_STRETCHING });
  } catch {
    return undefined;
  }
}

/** Undefined when what answered is no OPAQUE server. */
export function finishRegistration(opaque: Opaque, clientRegistrationState: string, registrationResponse: string, password: string) {
  try {
    return opaque.client.finishRegistration({ clientRegistrationState, registrationResponse, password, keyStretching: KEY_STRETCHING });
  } catch {
    return undefined;
  }
}
