/** Browsers that accounts signed in from, by the SHA-256 of a token that only the browser has. */
import { and, eq, gt, lt } from 'drizzle-orm';
import type { AccountId } from '#crdt/base/ids.ts';
import type { Tx } from './connect.ts';
import { knownDevices } from './schema.ts';

export async function isKnownDevice(tx: Tx, tokenHash: Uint8Array, account: AccountId, now: Date): Promise<boolean> {
  const its = and(eq(knownDevices.tokenHash, tokenHash), eq(knownDevices.account, account), gt(knownDevices.expiresAt, now));
  return (await tx.select({ account: knownDevices.account }).from(knownDevices).where(its)).length > 0;
}

/** The browser has a new token from now on, for whomever it was known to before; forgets what ran out. */
export async function moveDevice(tx: Tx, from: Uint8Array, to: Uint8Array): Promise<void> {
  await tx.update(knownDevices).set({ tokenHash: to }).where(eq(knownDevices.tokenHash, from));
}

export async function addDevice(tx: Tx, device: typeof knownDevices.$inferInsert): Promise<void> {
  await tx.delete(knownDevices).where(lt(knownDevices.expiresAt, device.madeAt));
  const { madeAt, expiresAt } = device;
  const target = [knownDevices.tokenHash, knownDevices.account];
  await tx.insert(knownDevices).values(device).onConflictDoUpdate({ target, set: { madeAt, expiresAt } });
}
