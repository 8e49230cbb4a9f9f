/** What a browser signed over a version of a record. */
import { concat, equal } from '#crdt/base/bytes.ts';
import { RECORD_LABELS, type RecordStatement } from '#crdt/keys/record-layout.ts';
import { accountById } from '#db/accounts.ts';
import type { Tx } from '#db/connect.ts';
import { ed25519Key, isEd25519 } from '#db/ed25519.ts';
import { sha256 } from '#server/access/bytes.ts';

type Version = { readonly statement: Uint8Array; readonly signature: Uint8Array; readonly sealed: Uint8Array };

/** By the key that the author's account has now, and over these very sealed bytes; `said` is what the statement says. */
export async function isSignedVersion(tx: Tx, said: RecordStatement, { statement, signature, sealed }: Version): Promise<boolean> {
  if (!equal(said.sealedHash, sha256(sealed))) return false;
  const account = await accountById(tx, said.author);
  return account !== undefined && isEd25519(ed25519Key(account.signPublic), concat(RECORD_LABELS.version, statement), signature);
}
