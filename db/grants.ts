/** Grants: a room key of one epoch, sealed to one reader. A standing grant is what lets row-level security show a room's content. */
import { and, asc, eq, isNull } from 'drizzle-orm';
import type { AccountId, MemberId, RoomId } from '#crdt/base/ids.ts';
import { among } from './among.ts';
import type { Tx } from './connect.ts';
import { grants } from './schema.ts';

export type GrantRow = typeof grants.$inferSelect;

export async function addGrant(tx: Tx, ...granted: readonly GrantRow[]): Promise<void> {
  if (granted.length > 0) await tx.insert(grants).values([...granted]);
}

/** The standing grants made to these members. */
export const grantsTo = (tx: Tx, readers: readonly MemberId[]): Promise<GrantRow[]> =>
  readers.length === 0
    ? Promise.resolve([])
    : tx
        .select()
        .from(grants)
        .where(and(among(grants.reader, readers), isNull(grants.revokedAt)))
        .orderBy(asc(grants.epoch));

/** All that was granted to one member, who is in the room no more. */
export async function revokeGrantsOf(tx: Tx, reader: MemberId, now: Date): Promise<void> {
  await tx
    .update(grants)
    .set({ revokedAt: now })
    .where(and(eq(grants.reader, reader), isNull(grants.revokedAt)));
}

/** Guests' grants only: the therapist keeps theirs, and with it the record. */
export async function revokeGuestGrants(tx: Tx, room: RoomId, now: Date): Promise<void> {
  await tx
    .update(grants)
    .set({ revokedAt: now })
    .where(and(eq(grants.room, room), isNull(grants.account), isNull(grants.revokedAt)));
}

/** The account gives up all that was granted to it; by itself, since row-level security lets nobody else. */
export async function giveUpGrants(tx: Tx, account: AccountId, now: Date): Promise<void> {
  await tx
    .update(grants)
    .set({ revokedAt: now })
    .where(and(eq(grants.account, account), isNull(grants.revokedAt)));
}
