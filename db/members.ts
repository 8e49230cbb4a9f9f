/** Members of rooms, waiting guests among them. */
import { and, asc, desc, eq, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import type { AccountId, MemberId, RoomId } from '#crdt/base/ids.ts';
import type { InvitedRole } from '#crdt/base/roles.ts';
import { among } from './among.ts';
import type { Tx } from './connect.ts';
import { invites, members, rooms } from './schema.ts';

export type MemberRow = typeof members.$inferSelect;
export type NewMember = typeof members.$inferInsert;

export async function addMember(tx: Tx, member: NewMember): Promise<void> {
  await tx.insert(members).values(member);
}

export async function findMember(tx: Tx, member: MemberId): Promise<MemberRow | undefined> {
  return (await tx.select().from(members).where(eq(members.id, member)).limit(1))[0];
}

export const membersOf = (tx: Tx, rooms: readonly RoomId[]): Promise<MemberRow[]> =>
  rooms.length === 0 ? Promise.resolve([]) : tx.select().from(members).where(among(members.room, rooms)).orderBy(asc(members.since));

/** Whether that account is a member of any room that the actor sees; in the asker's own rooms also one who waits, or was there. */
export async function sharesRoomWith(tx: Tx, account: AccountId, asker: AccountId): Promise<boolean> {
  const found = await tx
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.account, account), or(eq(members.state, 'admitted'), eq(members.owner, asker))))
    .limit(1);
  return found.length > 0;
}

/** That account in that room, by the keys it has now: inside, or waiting. */
export async function memberWithKeys(tx: Tx, room: RoomId, account: AccountId, signPublic: Uint8Array): Promise<MemberRow | undefined> {
  const [found] = await tx
    .select()
    .from(members)
    .where(
      and(
        eq(members.room, room),
        eq(members.account, account),
        eq(members.signPublic, signPublic),
        or(eq(members.state, 'admitted'), eq(members.state, 'waiting')),
      ),
    )
    .limit(1);
  return found;
}

/** Rooms of others into which that account was let in; the actor is the account, and sees those where a grant of it stands. */
export const joinedRooms = (tx: Tx, account: AccountId) =>
  tx
    .select({ member: members, room: rooms })
    .from(members)
    .innerJoin(rooms, eq(rooms.id, members.room))
    .where(and(eq(members.account, account), isNotNull(members.invite), eq(members.state, 'admitted')))
    .orderBy(desc(rooms.createdAt));

/** Waiting guests with the secret of their invite, the longest waiting first. */
export const waitingGuests = (tx: Tx, room: RoomId) =>
  tx
    .select({ member: members, sealedSecret: invites.sealedSecret })
    .from(members)
    .innerJoin(invites, eq(invites.id, members.invite))
    .where(and(eq(members.room, room), eq(members.state, 'waiting')))
    .orderBy(asc(members.since));

/** The claims by which the admitted came, with what the host needs to check and open them. */
export const claimsOf = (tx: Tx, room: RoomId) =>
  tx
    .select({ member: members, sealedSecret: invites.sealedSecret })
    .from(members)
    .innerJoin(invites, eq(invites.id, members.invite))
    .where(and(eq(members.room, room), eq(members.state, 'admitted')))
    .orderBy(asc(members.since));

/** How many are in the room now, its therapist among them. */
export async function countInside(tx: Tx, room: RoomId): Promise<number> {
  const [row] = await tx
    .select({ inside: sql<number>`count(*)::int` })
    .from(members)
    .where(and(eq(members.room, room), eq(members.state, 'admitted')));
  return row?.inside ?? 0;
}

/** How many wait longer than since `since`. */
export async function waitingBefore(tx: Tx, room: RoomId, since: Date): Promise<number> {
  const [row] = await tx
    .select({ ahead: sql<number>`count(*)::int` })
    .from(members)
    .where(and(eq(members.room, room), eq(members.state, 'waiting'), lt(members.since, since)));
  return row?.ahead ?? 0;
}

type Decision =
  | { readonly state: 'refused' }
  | {
      readonly state: 'admitted';
      readonly role: InvitedRole;
      readonly statement: Uint8Array;
      readonly signature: Uint8Array;
      readonly admission: Uint8Array;
    };

/** Decides about a waiting guest; the member, or undefined when nobody of that id waits in that room. */
export async function decide(tx: Tx, room: RoomId, member: MemberId, decision: Decision): Promise<MemberRow | undefined> {
  const [row] = await tx
    .update(members)
    .set(decision.state === 'refused' ? { ...decision, sealedCheckIn: null } : decision)
    // Who was in before comes back by a turned epoch alone.
    .where(
      and(
        eq(members.id, member),
        eq(members.room, room),
        eq(members.state, 'waiting'),
        decision.state === 'admitted' ? isNull(members.statement) : undefined,
      ),
    )
    .returning();
  return row;
}

/** The actor's own room: what a turned epoch makes of somebody who is, or was, in it. */
export async function setMember(tx: Tx, member: MemberId, change: Partial<Pick<MemberRow, 'state' | 'since'>>): Promise<void> {
  await tx.update(members).set(change).where(eq(members.id, member));
}

/** Whoever still waits when a room ends is refused. */
export async function refuseAllWaiting(tx: Tx, room: RoomId): Promise<void> {
  await tx
    .update(members)
    .set({ state: 'refused', sealedCheckIn: null })
    .where(and(eq(members.room, room), eq(members.state, 'waiting')));
}
