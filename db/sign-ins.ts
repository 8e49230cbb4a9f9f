/** Sign-ins: of an account, or of a guest bound to one member. Of the cookie's token only the SHA-256 is kept. */
import { and, desc, eq, gt, isNotNull, isNull, lt, ne, sql } from 'drizzle-orm';
import type { AccountId, MemberId, RoomId } from '#crdt/base/ids.ts';
import type { Tx } from './connect.ts';
import { isActive } from './deactivations.ts';
import { accounts, signIns } from './schema.ts';

export type SignInRow = typeof signIns.$inferSelect;
export type NewSignIn = Omit<SignInRow, 'id'>;

const named = { id: signIns.id };
const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

/** Also forgets what ran out. */
export async function addSignIn(tx: Tx, signIn: NewSignIn): Promise<void> {
  await tx.delete(signIns).where(lt(signIns.expiresAt, signIn.createdAt));
  await tx.insert(signIns).values(signIn);
}

/** The valid sign-in with that token, of nobody who is deactivated, and the account's roles when it is one. */
export async function findSignIn(tx: Tx, tokenHash: Uint8Array, now: Date) {
  const [row] = await tx
    .select({
      id: signIns.id,
      account: signIns.account,
      member: signIns.member,
      room: signIns.room,
      seenAt: signIns.seenAt,
      factorAt: signIns.factorAt,
      provenAt: signIns.provenAt,
      roles: accounts.roles,
    })
    .from(signIns)
    .leftJoin(accounts, eq(accounts.id, signIns.account))
    .where(and(eq(signIns.tokenHash, tokenHash), gt(signIns.expiresAt, now), isActive(tx, sql`"sign_ins"."account"`)))
    .limit(1);
  return row;
}

export async function touchSignIn(tx: Tx, tokenHash: Uint8Array, now: Date): Promise<void> {
  await tx.update(signIns).set({ seenAt: now }).where(eq(signIns.tokenHash, tokenHash));
}

/** Removing tells which sign-ins there were. */
export async function removeSignIn(tx: Tx, tokenHash: Uint8Array): Promise<string[]> {
  return ids(await tx.delete(signIns).where(eq(signIns.tokenHash, tokenHash)).returning(named));
}

/** All of the account, but the one of that token where there is one. */
export async function removeSignInsOf(tx: Tx, account: AccountId, but: Uint8Array | undefined): Promise<string[]> {
  const others = but === undefined ? undefined : ne(signIns.tokenHash, but);
  return ids(
    await tx
      .delete(signIns)
      .where(and(eq(signIns.account, account), others))
      .returning(named),
  );
}

/** One of the account's own; nothing where it is somebody else's. */
export async function removeOwnSignIn(tx: Tx, account: AccountId, id: string): Promise<string[]> {
  return ids(
    await tx
      .delete(signIns)
      .where(and(eq(signIns.account, account), eq(signIns.id, id)))
      .returning(named),
  );
}

/** All of the account but one. */
export async function removeOtherSignIns(tx: Tx, account: AccountId, but: string): Promise<string[]> {
  return ids(
    await tx
      .delete(signIns)
      .where(and(eq(signIns.account, account), ne(signIns.id, but)))
      .returning(named),
  );
}

/** The account's valid sign-ins, the one last seen first. */
export const signInsOf = (tx: Tx, account: AccountId, now: Date): Promise<SignInRow[]> =>
  tx
    .select()
    .from(signIns)
    .where(and(eq(signIns.account, account), gt(signIns.expiresAt, now)))
    .orderBy(desc(signIns.seenAt), desc(signIns.createdAt));

/** All guests of a room are signed out. */
export async function removeGuestSignIns(tx: Tx, room: RoomId): Promise<void> {
  await tx.delete(signIns).where(and(eq(signIns.room, room), isNotNull(signIns.member)));
}

/** One member is signed out of their room. */
export async function removeMemberSignIns(tx: Tx, member: MemberId): Promise<string[]> {
  return ids(await tx.delete(signIns).where(eq(signIns.member, member)).returning(named));
}

/** This sign-in has shown a second factor. */
export async function setFactorShown(tx: Tx, tokenHash: Uint8Array, now: Date): Promise<void> {
  await tx.update(signIns).set({ factorAt: now }).where(eq(signIns.tokenHash, tokenHash));
}

/** This sign-in has just shown the password or a passkey. */
export async function setProven(tx: Tx, tokenHash: Uint8Array, now: Date): Promise<void> {
  await tx.update(signIns).set({ provenAt: now }).where(eq(signIns.tokenHash, tokenHash));
}

/** Sign-ins of an account that never showed a second factor end when it gets one. */
export async function removeFactorless(tx: Tx, account: AccountId): Promise<string[]> {
  return ids(
    await tx
      .delete(signIns)
      .where(and(eq(signIns.account, account), isNull(signIns.factorAt)))
      .returning(named),
  );
}
