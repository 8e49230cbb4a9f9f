/**
 * Whether somebody holds an account's recovery kit: Ed25519 (RFC 8032) by the key that follows from it, over what crdt/keys/recovery-kit.ts signs.
 * Spelled out here once more, since the server imports nothing that opens; a test holds the two together.
 */
import { generateKeyPairSync } from 'node:crypto';
import { uuidBytes, type AccountId } from '#crdt/base/ids.ts';
import { ed25519Key, isEd25519 } from '#db/ed25519.ts';
import { fromBase64, sha256 } from './bytes.ts';

const labelOf = (purpose: string): Buffer => {
  const name = Buffer.from(`holdspace/v1/sign/${purpose}`);
  return Buffer.concat([Buffer.of(name.length), name]);
};
const [OPEN, FINISH] = [labelOf('recovery-open'), labelOf('recovery-finish')];

export type KitProof = {
  readonly account: AccountId;
  readonly challenge: string;
  readonly signature: string;
  /** Undefined: there is no such kit. As much is done then, against a key whose other half nobody has. */
  readonly proofPublic: Uint8Array | undefined;
};
export type KitProofs = ReturnType<typeof createKitProofs>;

export function createKitProofs() {
  const nobodys = fromBase64(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? '');

  function holds({ account, challenge, signature, proofPublic }: KitProof, label: Buffer, hashes: readonly Uint8Array[]): boolean {
    const message = Buffer.concat([label, uuidBytes(account), fromBase64(challenge), ...hashes]);
    return isEd25519(ed25519Key(proofPublic ?? nobodys), message, fromBase64(signature)) && proofPublic !== undefined;
  }
  return {
    /** Of whoever asks for the wrapped keyring; `request`: OPAQUE's, as it was sent. */
    opens: (proof: KitProof, request: string): boolean => holds(proof, OPEN, [sha256(request)]),
    /** Of whoever replaces the password. */
    finishes: (proof: KitProof, record: string, wrapped: Uint8Array): boolean => holds(proof, FINISH, [sha256(record), sha256(wrapped)]),
  };
}
