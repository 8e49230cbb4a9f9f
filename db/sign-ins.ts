/** Sign-ins: of an account, or of a guest bound to one member. Of the cookie's token only the SHA-256 is kept. */
import { and, eq, gt, isNotNull, lt } from 'drizzle-orm';
import type { RoomId } from '#crdt/base/ids.ts';
import type { Tx } from './connect.ts';
import { accounts, signIns } from './schema.ts';

export type SignInRow = typeof signIns.$inferSelect;

/** Also forgets what ran out. */
export async function addSignIn(tx: Tx, signIn: SignInRow): Promise<void> {
  await tx.delete(signIns).where(lt(signIns.expiresAt, signIn.createdAt));
  await tx.insert(signIns).values(signIn);
}

/** The valid sign-in with that token, and the account's roles when it is one. */
export async function findSignIn(tx: Tx, tokenHash: Uint8Array, now: Date) {
  const [row] = await tx
    .select({ account: signIns.account, member: signIns.member, room: signIns.room, seenAt: signIns.seenAt, roles: accounts.roles })
    .from(signIns)
    .leftJoin(accounts, eq(accounts.id, signIns.account))
    .where(and(eq(signIns.tokenHash, tokenHash), gt(signIns.expiresAt, now)))
    .limit(1);
  return row;
}

export async function touchSignIn(tx: Tx, tokenHash: Uint8Array, now: Date): Promise<void> {
  await tx.update(signIns).set({ seenAt: now }).where(eq(signIns.tokenHash, tokenHash));
}

export async function removeSignIn(tx: Tx, tokenHash: Uint8Array): Promise<void> {
  await tx.delete(signIns).where(eq(signIns.tokenHash, tokenHash));
}

/** All guests of a room are signed out. */
export async function removeGuestSignIns(tx: Tx, room: RoomId): Promise<void> {
  await tx.delete(signIns).where(and(eq(signIns.room, room), isNotNull(signIns.member)));
}
