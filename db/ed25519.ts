/** Ed25519 (RFC 8032) by Node's own crypto: the server and the verifying commands check what browsers signed, and nothing here signs. */
import { createPublicKey, verify, type KeyObject } from 'node:crypto';

/** The 32 bytes of a public key as Node wants them. Throws on another length. */
export const ed25519Key = (signPublic: Uint8Array): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(signPublic).toString('base64url') }, format: 'jwk' });

/** False where there is no signature. `message` begins with the label that says what was signed. */
export const isEd25519 = (key: KeyObject, message: Uint8Array, signature: Uint8Array | undefined): boolean =>
  signature !== undefined && verify(null, message, key, signature);
