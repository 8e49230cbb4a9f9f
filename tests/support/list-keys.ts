/** Puts an account that a test writes by itself into the key directory: no account is without an entry. */
import type { TransactionSql } from 'postgres';

/** In the transaction that inserts the account, as the database's owner; `key` is both of its public keys. */
export async function listKeys(tx: TransactionSql, account: string, key: Uint8Array): Promise<void> {
  await tx`SELECT holdspace_directory_append(${account}, 'before', ${key}, ${key}, now(), ${Buffer.alloc(32)}, NULL, NULL)`;
}
