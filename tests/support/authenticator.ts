/**
 * A passkey in software: ES256 keys, a counter, user verification and the PRF extension. What it signs can be bent in every way that an
 * attacker would try.
 */
import { createHash, createHmac, createSign, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { fail, ok } from '#crdt/base/result.ts';
import { Secret } from '#crdt/base/secret.ts';
import { PASSKEY_PRF_INPUT } from '#crdt/keys/wrap-passkey.ts';
import type { Authenticator } from '#client/room/passkey.ts';
import type { Assertion, AssertionOptions, Creation, CreationOptions } from '#server/contract/http-factors.ts';

/** What the practices of tests say they are reached by. */
export const ORIGIN = 'https://practice.example';

const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest();
const b64 = (bytes: Buffer): string => bytes.toString('base64url');
const [UP, UV, AT] = [0x01, 0x04, 0x40];

export type Bent = {
  readonly origin?: string;
  readonly rpId?: string;
  readonly type?: string;
  readonly challenge?: string;
  readonly flags?: number;
  readonly count?: number;
  readonly userHandle?: string | undefined;
  readonly crossOrigin?: boolean;
};
type Passkey = { readonly id: Buffer; readonly rpId: string; readonly userHandle: string; readonly key: KeyObject; count: number };

export function createAuthenticator({ prf = true, counts = true } = {}) {
  const passkeys: Passkey[] = [];
  const seed = randomBytes(32);
  const clientData = (type: string, challenge: string, bent: Bent): Buffer =>
    Buffer.from(
      JSON.stringify({
        type: bent.type ?? type,
        challenge: bent.challenge ?? challenge,
        origin: bent.origin ?? ORIGIN,
        crossOrigin: bent.crossOrigin ?? false,
      }),
    );
  const authData = (rpId: string, flags: number, count: number): Buffer => {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(count);
    return Buffer.concat([sha256(rpId), Buffer.of(flags), counter]);
  };
  const evaluate = (id: Buffer): Secret | undefined =>
    prf ? new Secret(Uint8Array.from(createHmac('sha256', seed).update(id).update(PASSKEY_PRF_INPUT).digest())) : undefined;

  return {
    passkeys,
    create({ challenge, rpId, user }: CreationOptions, bent: Bent = {}): Creation {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const id = randomBytes(32);
      passkeys.push({ id, rpId, userHandle: user.id, key: privateKey, count: 0 });
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
      // COSE_Key of RFC 9053: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
      const cose = Buffer.concat([
        Buffer.from('a5010203262001215820', 'hex'),
        Buffer.from(x, 'base64url'),
        Buffer.from('225820', 'hex'),
        Buffer.from(y, 'base64url'),
      ]);
      const length = Buffer.of(0, id.length);
      const data = Buffer.concat([
        authData(bent.rpId ?? rpId, bent.flags ?? UP | UV | AT, bent.count ?? 0),
        Buffer.alloc(16),
        length,
        id,
        cose,
      ]);
      // {"fmt": "none", "attStmt": {}, "authData": data}
      const attestation = Buffer.concat([
        Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'),
        Buffer.of(data.length),
        data,
      ]);
      return {
        id: b64(id),
        clientDataJSON: b64(clientData('webauthn.create', challenge, bent)),
        attestationObject: b64(attestation),
        transports: ['internal'],
      };
    },

    /** The first of its passkeys that is allowed, or the newest. */
    get({ challenge, rpId, allow }: AssertionOptions, bent: Bent = {}): Assertion {
      const passkey = passkeys.find(({ id }) => allow.some((one) => one.id === b64(id))) ?? passkeys.at(-1);
      if (passkey === undefined) throw new Error('this authenticator holds no passkey');
      if (counts) passkey.count++;
      const data = authData(bent.rpId ?? rpId, bent.flags ?? UP | UV, bent.count ?? passkey.count);
      const client = clientData('webauthn.get', challenge, bent);
      const signature = createSign('sha256')
        .update(Buffer.concat([data, sha256(client)]))
        .sign(passkey.key);
      const handle = 'userHandle' in bent ? bent.userHandle : passkey.userHandle;
      return {
        id: b64(passkey.id),
        clientDataJSON: b64(client),
        authenticatorData: b64(data),
        signature: b64(signature),
        ...(handle === undefined ? {} : { userHandle: handle }),
      };
    },

    /** As client/room/passkey.ts asks it. `late`: like those that answer the PRF only to `get`. */
    asked({ late = false } = {}): Authenticator {
      return {
        create: async (options) => {
          const creation = this.create(options);
          const answer = evaluate(Buffer.from(creation.id, 'base64url'));
          return ok({ creation, prf: late && answer !== undefined ? 'later' : answer });
        },
        get: async (options) => {
          if (passkeys.length === 0) return fail('passkey_cancelled');
          const assertion = this.get(options);
          return ok({ assertion, prf: evaluate(Buffer.from(assertion.id, 'base64url')) });
        },
      };
    },
  };
}
export type SoftAuthenticator = ReturnType<typeof createAuthenticator>;
