/** What a browser signed over a version of a record. */
import { createPublicKey, verify } from 'node:crypto';
import { concat, equal } from '#crdt/base/bytes.ts';
import type { AccountId } from '#crdt/base/ids.ts';
import { readRecord, RECORD_LABELS } from '#crdt/keys/record-layout.ts';
import { accountById } from '#db/accounts.ts';
import type { Tx } from '#db/connect.ts';
import { sha256, toBase64 } from '#server/access/bytes.ts';

type Version = { readonly statement: Uint8Array; readonly signature: Uint8Array; readonly sealed: Uint8Array };

/** By the key that the author's account has now (Ed25519, RFC 8032), and over these very sealed bytes. */
export async function isSignedVersion(tx: Tx, author: AccountId, { statement, signature, sealed }: Version): Promise<boolean> {
  const account = await accountById(tx, author);
  const said = readRecord(statement);
  if (account === undefined || said === undefined || !equal(said.sealedHash, sha256(sealed))) return false;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: toBase64(account.signPublic) }, format: 'jwk' });
  return verify(null, concat(RECORD_LABELS.version, statement), key, signature);
}
