/** Recovery kits of accounts (the public half of a proof, the keyring as only the kit unwraps it) and resets that admins start. */
import { and, asc, eq, gt, isNull } from 'drizzle-orm';
import type { AccountId } from '#crdt/base/ids.ts';
import type { Tx } from './connect.ts';
import { accountResets, accounts, recoveryKits } from './schema.ts';

export type KitRow = typeof recoveryKits.$inferSelect;
export type ResetRow = typeof accountResets.$inferSelect;

export async function findKit(tx: Tx, account: AccountId): Promise<KitRow | undefined> {
  return (await tx.select().from(recoveryKits).where(eq(recoveryKits.account, account)).limit(1))[0];
}

/** The kit, held as it is until the transaction ends: it cannot be replaced meanwhile. The actor has to be the account. */
export async function lockKit(tx: Tx, account: AccountId): Promise<KitRow | undefined> {
  return (await tx.select().from(recoveryKits).where(eq(recoveryKits.account, account)).for('update'))[0];
}

/** The kit before, if there was one, is gone with its wrapping. */
export async function replaceKit(tx: Tx, { account, ...kit }: KitRow): Promise<void> {
  await tx
    .insert(recoveryKits)
    .values({ account, ...kit })
    .onConflictDoUpdate({ target: recoveryKits.account, set: kit });
}

export async function removeKit(tx: Tx, account: AccountId): Promise<void> {
  await tx.delete(recoveryKits).where(eq(recoveryKits.account, account));
}

/** Ends one that is still open. Row-level security lets nobody but an admin begin one. */
export async function beginReset(tx: Tx, reset: Omit<ResetRow, 'endedAt'>): Promise<void> {
  await endResetsOf(tx, reset.account, reset.createdAt);
  await tx.insert(accountResets).values(reset);
}

/** The reset of that token, held until the transaction ends: of two who use it at once the second finds it ended. */
export async function lockReset(tx: Tx, tokenHash: Uint8Array): Promise<ResetRow | undefined> {
  return (await tx.select().from(accountResets).where(eq(accountResets.tokenHash, tokenHash)).for('update'))[0];
}

/** Used, or not needed any more: no link of that account opens anything from now on. */
export async function endResetsOf(tx: Tx, account: AccountId, now: Date): Promise<void> {
  await tx
    .update(accountResets)
    .set({ endedAt: now })
    .where(and(eq(accountResets.account, account), isNull(accountResets.endedAt)));
}

/** Links that nobody has used and that have not run out, the oldest first, with whoever made them. */
export const openResets = (tx: Tx, now: Date): Promise<{ reset: ResetRow; startedBySealed: Uint8Array }[]> =>
  tx
    .select({ reset: accountResets, startedBySealed: accounts.emailSealed })
    .from(accountResets)
    .innerJoin(accounts, eq(accounts.id, accountResets.startedBy))
    .where(and(isNull(accountResets.endedAt), gt(accountResets.expiresAt, now)))
    .orderBy(asc(accountResets.createdAt));
