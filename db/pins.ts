/** An account's sealed pins; row-level security shows nobody those of another. */
import { and, eq } from 'drizzle-orm';
import type { AccountId } from '#crdt/base/ids.ts';
import type { Tx } from './connect.ts';
import { pins } from './schema-keys.ts';

export type PinsRow = typeof pins.$inferSelect;

export async function readPins(tx: Tx, account: AccountId): Promise<PinsRow | undefined> {
  return (await tx.select().from(pins).where(eq(pins.account, account)).limit(1))[0];
}

export async function removePins(tx: Tx, account: AccountId): Promise<void> {
  await tx.delete(pins).where(eq(pins.account, account));
}

/** Compare-and-swap: false when what is kept is not the version before. */
export async function writePins(tx: Tx, { account, version, sealed, at }: PinsRow): Promise<boolean> {
  if (version === 1) {
    const added = await tx.insert(pins).values({ account, version, sealed, at }).onConflictDoNothing().returning({ version: pins.version });
    return added.length === 1;
  }
  const before = and(eq(pins.account, account), eq(pins.version, version - 1));
  return (await tx.update(pins).set({ version, sealed, at }).where(before).returning({ version: pins.version })).length === 1;
}
