/** Accounts, their invites, and the practice's being set up. E-mail addresses come sealed and as keyed hashes: this folder has no key. */
import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm';
import type { AccountId } from '#crdt/base/ids.ts';
import type { Tx } from './connect.ts';
import { isActive } from './deactivations.ts';
import { accountInvites, accounts, practice } from './schema.ts';

export type AccountRow = typeof accounts.$inferSelect;
export type NewAccountInvite = Omit<typeof accountInvites.$inferInsert, 'claimedBy' | 'revokedAt'>;

export const isSetUp = async (tx: Tx): Promise<boolean> => (await tx.select().from(practice).limit(1)).length > 0;

/** False when somebody else was first. */
export async function markSetUp(tx: Tx, now: Date): Promise<boolean> {
  return (await tx.insert(practice).values({ setUpAt: now }).onConflictDoNothing().returning()).length > 0;
}

const active = (tx: Tx) => isActive(tx, sql`"accounts"."id"`);

/** Undefined for one that is deactivated, as if it were not there. */
export async function accountByEmail(tx: Tx, lookup: Uint8Array): Promise<AccountRow | undefined> {
  return (
    await tx
      .select()
      .from(accounts)
      .where(and(eq(accounts.emailLookup, lookup), active(tx)))
      .limit(1)
  )[0];
}

/** Undefined for one that is deactivated, as if it were not there. */
export async function accountById(tx: Tx, id: AccountId): Promise<AccountRow | undefined> {
  return (
    await tx
      .select()
      .from(accounts)
      .where(and(eq(accounts.id, id), active(tx)))
      .limit(1)
  )[0];
}

/** Deactivated ones as well: for what is true of an account whether it may sign in or not. */
export async function anyAccountById(tx: Tx, id: AccountId): Promise<AccountRow | undefined> {
  return (await tx.select().from(accounts).where(eq(accounts.id, id)).limit(1))[0];
}

/** Whether somebody has that address, deactivated or not. */
export async function isAddressTaken(tx: Tx, lookup: Uint8Array): Promise<boolean> {
  return (await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.emailLookup, lookup)).limit(1)).length > 0;
}

/** Admins who may sign in. */
export const activeAdmins = (tx: Tx): Promise<{ id: AccountId }[]> =>
  tx
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(sql`'admin' = ANY ("accounts"."roles")`, active(tx)));

/** False when the id or the address is taken. */
export async function addAccount(tx: Tx, account: AccountRow): Promise<boolean> {
  return (await tx.insert(accounts).values(account).onConflictDoNothing().returning({ id: accounts.id })).length > 0;
}

/** What the password unlocks: OPAQUE's record, and the keyring wrapped under its export key. They change together or not at all. */
type Lock = Pick<AccountRow, 'opaqueRecord' | 'opaqueSetup' | 'wrappedKeyring'>;
/** New keys besides, where the old ones are lost. */
type Change = Lock & Partial<Pick<AccountRow, 'signPublic' | 'boxPublic' | 'shortPassword'>>;

/** Compare-and-swap: false where the record is not `before` any more. Row-level security lets the account alone do it. */
export async function changeLock(tx: Tx, id: AccountId, before: string, change: Change): Promise<boolean> {
  const changed = await tx
    .update(accounts)
    .set(change)
    .where(and(eq(accounts.id, id), eq(accounts.opaqueRecord, before)))
    .returning({ id: accounts.id });
  return changed.length > 0;
}

/** How many records were made under which of the server's OPAQUE set-ups. */
export const recordsBySetup = (tx: Tx): Promise<{ setup: number; accounts: number }[]> =>
  tx
    .select({ setup: accounts.opaqueSetup, accounts: sql<number>`count(*)::int` })
    .from(accounts)
    .groupBy(accounts.opaqueSetup)
    .orderBy(asc(accounts.opaqueSetup));

/** Deactivated ones as well. */
export const allAccounts = (tx: Tx): Promise<AccountRow[]> => tx.select().from(accounts).orderBy(asc(accounts.createdAt));

export async function addAccountInvite(tx: Tx, invite: NewAccountInvite): Promise<void> {
  await tx.insert(accountInvites).values(invite);
}

export async function accountInvite(tx: Tx, tokenHash: Uint8Array) {
  return (await tx.select().from(accountInvites).where(eq(accountInvites.tokenHash, tokenHash)).limit(1))[0];
}

/** Single use: false when it was claimed or ran out meanwhile. */
export async function claimAccountInvite(tx: Tx, tokenHash: Uint8Array, account: AccountId, now: Date): Promise<boolean> {
  const claimed = await tx
    .update(accountInvites)
    .set({ claimedBy: account })
    .where(
      and(
        eq(accountInvites.tokenHash, tokenHash),
        isNull(accountInvites.claimedBy),
        isNull(accountInvites.revokedAt),
        gt(accountInvites.expiresAt, now),
      ),
    )
    .returning({ hash: accountInvites.tokenHash });
  return claimed.length > 0;
}
