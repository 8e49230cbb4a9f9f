/** The browser's authenticators, by @simplewebauthn/browser: what passkey.ts asks. Load it when a passkey is first needed. */
import { browserSupportsWebAuthn, startAuthentication, startRegistration, WebAuthnError } from '@simplewebauthn/browser';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { Secret } from '#crdt/base/secret.ts';
import { PASSKEY_PRF_INPUT } from '#crdt/keys/wrap-passkey.ts';
import type { AssertionOptions } from '#server/contract/http-factors.ts';
import type { Authenticator, PasskeyCode } from './passkey.ts';

const TIMEOUT_MS = 5 * 60_000;
/** EdDSA, ES256, RS256 (COSE), as the server takes them. */
const ALGORITHMS = [-8, -7, -257];

const descriptors = (list: AssertionOptions['allow']) =>
  list.map(({ id, transports }) => ({ id, type: 'public-key' as const, transports }));
/** A buffer of its own for each request: browsers may detach it. */
const askPrf = () => ({ prf: { eval: { first: PASSKEY_PRF_INPUT.slice().buffer } } });

/** What browsers answer for the PRF extension (WebAuthn Level 3, section 10.1.4). */
type PrfResults = {
  readonly prf?:
    | { readonly enabled?: boolean | undefined; readonly results?: { readonly first?: ArrayBufferView | ArrayBufferLike } | undefined }
    | undefined;
};

function prfOf(results: PrfResults): Secret | undefined {
  const first = results.prf?.results?.first;
  if (first === undefined) return undefined;
  const bytes = ArrayBuffer.isView(first) ? new Uint8Array(first.buffer, first.byteOffset, first.byteLength) : new Uint8Array(first);
  return bytes.length === 32 ? new Secret(bytes) : undefined;
}

export const browserAuthenticator: Authenticator = {
  async create({ challenge, rpId, user, exclude }) {
    return attempt(async () => {
      const made = await startRegistration({
        optionsJSON: {
          rp: { id: rpId, name: 'Holdspace' },
          user: { ...user, displayName: user.name },
          challenge,
          pubKeyCredParams: ALGORITHMS.map((alg) => ({ alg, type: 'public-key' })),
          timeout: TIMEOUT_MS,
          excludeCredentials: descriptors(exclude),
          authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
          attestation: 'none',
          extensions: askPrf(),
        },
      });
      const results: PrfResults = made.clientExtensionResults;
      const { clientDataJSON, attestationObject, transports = [] } = made.response;
      return {
        creation: { id: made.id, clientDataJSON, attestationObject, transports },
        prf: prfOf(results) ?? (results.prf?.enabled === true ? ('later' as const) : undefined),
      };
    });
  },

  async get({ challenge, rpId, allow }) {
    return attempt(async () => {
      const shown = await startAuthentication({
        optionsJSON: {
          challenge,
          rpId,
          allowCredentials: descriptors(allow),
          timeout: TIMEOUT_MS,
          userVerification: 'required',
          extensions: askPrf(),
        },
      });
      // Of the extensions' results nothing goes to the server: the PRF's is a key.
      const { clientDataJSON, authenticatorData, signature, userHandle } = shown.response;
      const handle = userHandle === undefined ? {} : { userHandle };
      return {
        assertion: { id: shown.id, clientDataJSON, authenticatorData, signature, ...handle },
        prf: prfOf(shown.clientExtensionResults),
      };
    });
  },
};

async function attempt<Value>(work: () => Promise<Value>): Promise<Result<Value, PasskeyCode>> {
  if (!browserSupportsWebAuthn()) return fail('passkey_unsupported');
  try {
    return ok(await work());
  } catch (error) {
    if (error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') return fail('passkey_known');
    return fail('passkey_cancelled');
  }
}
