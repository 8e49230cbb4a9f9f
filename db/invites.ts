/** Invite links of rooms: of the secret only the hash of a proof is kept, and the secret sealed under the room key. */
import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import type { Ask } from '#crdt/base/asks.ts';
import type { AccountId, InviteId, MemberId, RoomId } from '#crdt/base/ids.ts';
import type { Tx } from './connect.ts';
import { inviteChoices, invites } from './schema.ts';

export type InviteRow = typeof invites.$inferSelect;

/** Throws (23505, away.ts `isTaken`) when the id is taken. */
export async function addInvite(tx: Tx, invite: InviteRow): Promise<void> {
  await tx.insert(invites).values(invite);
}

/** Holds the invite for this transaction: two claims at once are decided one after the other. */
export async function lockInvite(tx: Tx, invite: InviteId): Promise<InviteRow | undefined> {
  return (await tx.select().from(invites).where(eq(invites.id, invite)).limit(1).for('update'))[0];
}

/** One more wrong passcode. */
export async function countTry(tx: Tx, invite: InviteId): Promise<void> {
  await tx
    .update(invites)
    .set({ passcodeTries: sql`${invites.passcodeTries} + 1` })
    .where(eq(invites.id, invite));
}

/** What that account chose to ask last; undefined before the first choice. */
export async function chosenAsks(tx: Tx, account: AccountId): Promise<readonly Ask[] | undefined> {
  return (await tx.select().from(inviteChoices).where(eq(inviteChoices.account, account)).limit(1))[0]?.asks;
}

export async function chooseAsks(tx: Tx, account: AccountId, asks: readonly Ask[]): Promise<void> {
  const choice = { asks: [...asks] };
  await tx
    .insert(inviteChoices)
    .values({ account, ...choice })
    .onConflictDoUpdate({ target: inviteChoices.account, set: choice });
}

export async function bindInvite(tx: Tx, invite: InviteId, member: MemberId): Promise<void> {
  await tx.update(invites).set({ claimedBy: member }).where(eq(invites.id, invite));
}

/** Those of a room by which nobody has come and somebody still could, newest first. */
export async function unclaimedInvites(tx: Tx, room: RoomId, now: Date): Promise<readonly InviteRow[]> {
  return await tx
    .select()
    .from(invites)
    .where(and(eq(invites.room, room), isNull(invites.claimedBy), isNull(invites.revokedAt), gt(invites.expiresAt, now)))
    .orderBy(desc(invites.createdAt), invites.id);
}

/** False when there is no such invite of that room, or it was taken back already. */
export async function revokeInvite(tx: Tx, room: RoomId, invite: InviteId, now: Date): Promise<boolean> {
  const rows = await tx
    .update(invites)
    .set({ revokedAt: now })
    .where(and(eq(invites.id, invite), eq(invites.room, room), isNull(invites.revokedAt)))
    .returning({ id: invites.id });
  return rows.length > 0;
}

/** The one with which that member came. */
export async function revokeInviteOf(tx: Tx, member: MemberId, now: Date): Promise<void> {
  await tx
    .update(invites)
    .set({ revokedAt: now })
    .where(and(eq(invites.claimedBy, member), isNull(invites.revokedAt)));
}

export async function revokeInvitesOf(tx: Tx, room: RoomId, now: Date): Promise<void> {
  await tx
    .update(invites)
    .set({ revokedAt: now })
    .where(and(eq(invites.room, room), isNull(invites.revokedAt)));
}
