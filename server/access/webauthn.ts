/** WebAuthn (Level 3) as the relying party: checks what passkeys say, for one origin, always with the user verified. */
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { PasskeyRow } from '#db/passkeys.ts';
import type { Assertion, Creation } from '#server/contract/http-factors.ts';
import { fromBase64, toBase64 } from './bytes.ts';

/** EdDSA, ES256, RS256 (COSE). */
const ALGORITHMS = [-8, -7, -257];

export type Webauthn = ReturnType<typeof createWebauthn>;

/** `origin`: where browsers reach us; its host name is what passkeys are bound to (the RP id). */
export function createWebauthn(origin: string) {
  const rpId = new URL(origin).hostname;
  return {
    rpId,

    /** The new credential: its id, public key and counter. */
    async checkCreation(
      { id, clientDataJSON, attestationObject, transports }: Creation,
      challenge: string,
    ): Promise<Result<Pick<PasskeyRow, 'id' | 'publicKey' | 'signCount'>, 'wrong_factor'>> {
      try {
        const { verified, registrationInfo } = await verifyRegistrationResponse({
          response: {
            id,
            rawId: id,
            type: 'public-key',
            response: { clientDataJSON, attestationObject, transports },
            clientExtensionResults: {},
          },
          expectedChallenge: challenge,
          expectedOrigin: origin,
          expectedRPID: rpId,
          requireUserVerification: true,
          supportedAlgorithmIDs: ALGORITHMS,
        });
        if (!verified || registrationInfo.credential.id !== id) return fail('wrong_factor');
        const { publicKey, counter } = registrationInfo.credential;
        return ok({ id: fromBase64(id), publicKey, signCount: counter });
      } catch {
        // The library throws on whatever does not fit or cannot be read.
        return fail('wrong_factor');
      }
    },

    /**
     * The passkey's counter after this use. `passkey_cloned`: rightly signed, but the counter did not go forwards (section 6.1.1): somebody
     * may hold a copy, so neither is let in by it. Passkeys that count nothing always say 0.
     */
    async checkAssertion(
      { id, ...response }: Assertion,
      challenge: string,
      passkey: PasskeyRow,
    ): Promise<Result<number, 'wrong_factor' | 'passkey_cloned'>> {
      try {
        const { userHandle, ...rest } = response;
        const { verified, authenticationInfo } = await verifyAuthenticationResponse({
          response: {
            id,
            rawId: id,
            type: 'public-key',
            response: userHandle === undefined ? rest : { ...rest, userHandle },
            clientExtensionResults: {},
          },
          expectedChallenge: challenge,
          expectedOrigin: origin,
          expectedRPID: rpId,
          requireUserVerification: true,
          // The counter is compared below, so that a copy is told apart from everything else that may be wrong.
          credential: { id: toBase64(passkey.id), publicKey: Uint8Array.from(passkey.publicKey), counter: 0 },
        });
        if (!verified || toBase64(passkey.id) !== id) return fail('wrong_factor');
        const count = authenticationInfo.newCounter;
        if ((count > 0 || passkey.signCount > 0) && count <= passkey.signCount) return fail('passkey_cloned');
        return ok(count);
      } catch {
        return fail('wrong_factor');
      }
    },
  };
}
