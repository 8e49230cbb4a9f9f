/** Second factors: the authenticator app's secret (sealed by the caller), back-up codes (hashed by the caller), and wrong tries. */
import { and, count, eq, isNull, sql } from 'drizzle-orm';
import type { AccountId } from '#crdt/base/ids.ts';
import type { Tx } from './connect.ts';
import { backupCodes, factors } from './schema.ts';

export type FactorsRow = typeof factors.$inferSelect;

/** The account's row, locked until the transaction ends: of two tries at once the second sees what the first used up. */
export async function lockFactors(tx: Tx, account: AccountId): Promise<FactorsRow | undefined> {
  return (await tx.select().from(factors).where(eq(factors.account, account)).for('update'))[0];
}

export async function findFactors(tx: Tx, account: AccountId): Promise<FactorsRow | undefined> {
  return (await tx.select().from(factors).where(eq(factors.account, account)))[0];
}

/** Keeps a secret that becomes a factor once a code of it was shown before `until`. */
export async function beginTotp(tx: Tx, account: AccountId, sealed: Uint8Array, until: Date): Promise<void> {
  const pending = { totpPending: sealed, pendingUntil: until };
  await tx
    .insert(factors)
    .values({ account, ...pending })
    .onConflictDoUpdate({ target: factors.account, set: pending });
}

/** The pending secret is from now on the factor; `step` is that of the code just shown. */
export async function confirmTotp(tx: Tx, account: AccountId, step: number): Promise<void> {
  await tx
    .update(factors)
    .set({ totpSealed: sql`totp_pending`, totpStep: step, totpPending: null, pendingUntil: null })
    .where(eq(factors.account, account));
}

export async function removeTotp(tx: Tx, account: AccountId): Promise<void> {
  const none = { totpSealed: null, totpStep: 0, totpPending: null, pendingUntil: null };
  await tx.update(factors).set(none).where(eq(factors.account, account));
}

/** Codes up to this step are used. */
export async function useTotpStep(tx: Tx, account: AccountId, step: number): Promise<void> {
  await tx.update(factors).set({ totpStep: step }).where(eq(factors.account, account));
}

export async function setFailures(tx: Tx, account: AccountId, failures: Date[]): Promise<void> {
  await tx.update(factors).set({ failures }).where(eq(factors.account, account));
}

/** The old codes end. */
export async function replaceBackupCodes(tx: Tx, account: AccountId, hashes: readonly Uint8Array[], now: Date): Promise<void> {
  await tx.delete(backupCodes).where(eq(backupCodes.account, account));
  if (hashes.length > 0) await tx.insert(backupCodes).values(hashes.map((hash) => ({ account, hash, madeAt: now })));
}

/** Single use: false when there is no such code or it was used. */
export async function useBackupCode(tx: Tx, account: AccountId, hash: Uint8Array, now: Date): Promise<boolean> {
  const used = await tx
    .update(backupCodes)
    .set({ usedAt: now })
    .where(and(eq(backupCodes.account, account), eq(backupCodes.hash, hash), isNull(backupCodes.usedAt)))
    .returning({ hash: backupCodes.hash });
  return used.length > 0;
}

export async function countBackupCodes(tx: Tx, account: AccountId): Promise<number> {
  const unused = and(eq(backupCodes.account, account), isNull(backupCodes.usedAt));
  return (await tx.select({ left: count() }).from(backupCodes).where(unused))[0]?.left ?? 0;
}
