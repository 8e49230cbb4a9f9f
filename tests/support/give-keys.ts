import type { Sql } from 'postgres';
import type { AccountId } from '#crdt/base/ids.ts';
import { signChange } from '#crdt/keys/directory.ts';
import type { Keyring } from '#crdt/keys/keyring.ts';

/** As if whoever holds the database gave the account other keys: everything the database asks for is done right. */
export async function giveKeys(owner: Sql, account: AccountId, { signPublic, boxPublic, signSecret }: Keyring): Promise<void> {
  const [last] = await owner<{ hash: Uint8Array }[]>`SELECT hash FROM directory WHERE account = ${account} ORDER BY seq DESC LIMIT 1`;
  const previous = new Uint8Array(last?.hash ?? []);
  const signature = signChange({ account, kind: 'reset', signPublic, boxPublic, previous }, signSecret);
  await owner.begin(async (tx) => {
    await tx`UPDATE accounts SET sign_public = ${signPublic}, box_public = ${boxPublic} WHERE id = ${account}`;
    await tx`SELECT holdspace_directory(${account}, 'reset', ${signPublic}, ${boxPublic}, now(), ${previous}, ${signature}, NULL)`;
  });
}
