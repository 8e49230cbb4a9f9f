/** Passkeys of accounts: public keys and, where there is one, the keyring as only that passkey unwraps it. */
import { and, asc, eq } from 'drizzle-orm';
import type { AccountId } from '#crdt/base/ids.ts';
import type { Tx } from './connect.ts';
import { passkeys } from './schema.ts';

export type PasskeyRow = typeof passkeys.$inferSelect;

export const passkeysOf = (tx: Tx, account: AccountId): Promise<PasskeyRow[]> =>
  tx.select().from(passkeys).where(eq(passkeys.account, account)).orderBy(asc(passkeys.madeAt));

/** The passkey, locked until the transaction ends: its counter goes forwards only. */
export async function lockPasskey(tx: Tx, id: Uint8Array): Promise<PasskeyRow | undefined> {
  return (await tx.select().from(passkeys).where(eq(passkeys.id, id)).for('update'))[0];
}

/** False when somebody has that credential already. */
export async function addPasskey(tx: Tx, passkey: PasskeyRow): Promise<boolean> {
  return (await tx.insert(passkeys).values(passkey).onConflictDoNothing().returning({ id: passkeys.id })).length > 0;
}

export async function setPasskeyUsed(tx: Tx, id: Uint8Array, signCount: number, now: Date): Promise<void> {
  await tx.update(passkeys).set({ signCount, usedAt: now }).where(eq(passkeys.id, id));
}

/** False when the account has no such passkey. */
export async function changePasskey(
  tx: Tx,
  account: AccountId,
  id: Uint8Array,
  change: Partial<Pick<PasskeyRow, 'nameSealed' | 'wrappedKeyring'>>,
): Promise<boolean> {
  const own = and(eq(passkeys.id, id), eq(passkeys.account, account));
  return (await tx.update(passkeys).set(change).where(own).returning({ id: passkeys.id })).length > 0;
}

/** False when the account has no such passkey. */
export async function removePasskey(tx: Tx, account: AccountId, id: Uint8Array): Promise<boolean> {
  const own = and(eq(passkeys.id, id), eq(passkeys.account, account));
  return (await tx.delete(passkeys).where(own).returning({ id: passkeys.id })).length > 0;
}

export async function removePasskeysOf(tx: Tx, account: AccountId): Promise<void> {
  await tx.delete(passkeys).where(eq(passkeys.account, account));
}

/** They stay a second factor, and unlock nothing by themselves any more: what they unwrapped is gone. */
export async function removePasskeyWraps(tx: Tx, account: AccountId): Promise<void> {
  await tx.update(passkeys).set({ wrappedKeyring: null }).where(eq(passkeys.account, account));
}
