/** Accounts that an admin has deactivated. Row-level security lets nobody but another admin begin or end that, and takes such an account's actor for nobody. */
import { and, eq, isNull, ne, notExists, sql, type SQL } from 'drizzle-orm';
import type { AccountId, MemberId, RoomId } from '#crdt/base/ids.ts';
import type { Tx } from './connect.ts';
import { accountInvites, accountResets, deactivations, grants, knownDevices, members, rooms, writers } from './schema.ts';

export type DeactivationRow = typeof deactivations.$inferSelect;

/** For a query over accounts: those that are not deactivated. */
export const isActive = (tx: Tx, id: SQL): SQL =>
  notExists(
    tx
      .select({ one: sql`1` })
      .from(deactivations)
      .where(sql`deactivations.account = ${id}`),
  );

/** Until the transaction ends nobody else deactivates anybody, so that a count of admins holds. */
export async function lockAdmins(tx: Tx): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(4801, 3)`);
}

export async function deactivationOf(tx: Tx, account: AccountId): Promise<DeactivationRow | undefined> {
  return (await tx.select().from(deactivations).where(eq(deactivations.account, account)).limit(1))[0];
}

export const allDeactivations = (tx: Tx): Promise<DeactivationRow[]> => tx.select().from(deactivations);

export async function addDeactivation(tx: Tx, row: DeactivationRow): Promise<void> {
  await tx.insert(deactivations).values(row);
}

export async function removeDeactivation(tx: Tx, account: AccountId): Promise<void> {
  await tx.delete(deactivations).where(eq(deactivations.account, account));
}

/** What the account held in its own rooms when it was deactivated is its own again. The actor has to be the account. */
export async function giveBackOwnGrants(tx: Tx, account: AccountId, since: Date): Promise<void> {
  await tx
    .update(grants)
    .set({ revokedAt: null })
    .where(and(eq(grants.account, account), eq(grants.owner, account), eq(grants.revokedAt, since)));
}

/** Where the account is a member of somebody else's room. The actor has to be the account, before its grants end. */
export const placesOf = (tx: Tx, account: AccountId) =>
  tx
    .select({ member: members.id, room: rooms.id, owner: rooms.owner, status: rooms.status })
    .from(members)
    .innerJoin(rooms, eq(rooms.id, members.room))
    .where(and(eq(members.account, account), ne(rooms.owner, account), eq(members.state, 'admitted')));

/** Nobody writes in the room until its epoch has turned. The actor has to be its owner. */
export async function oweTurn(tx: Tx, room: RoomId): Promise<void> {
  await tx.update(rooms).set({ turnDue: true }).where(eq(rooms.id, room));
  await tx.delete(writers).where(eq(writers.room, room));
}

/** Who is out, where a turn is due: they are in the current epoch still. */
export async function outOf(tx: Tx, room: RoomId): Promise<MemberId[]> {
  const out = await tx
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.room, room), eq(members.state, 'removed')));
  return out.map(({ id }) => id);
}

/** No link that the account gave out for an account or a reset opens anything from now on. */
export async function endLinksBy(tx: Tx, account: AccountId, now: Date): Promise<void> {
  await tx
    .update(accountInvites)
    .set({ revokedAt: now })
    .where(and(eq(accountInvites.invitedBy, account), isNull(accountInvites.claimedBy), isNull(accountInvites.revokedAt)));
  await tx
    .update(accountResets)
    .set({ endedAt: now })
    .where(and(eq(accountResets.startedBy, account), isNull(accountResets.endedAt)));
}

/** No browser is known to the account any more. */
export async function forgetDevices(tx: Tx, account: AccountId): Promise<void> {
  await tx.delete(knownDevices).where(eq(knownDevices.account, account));
}
