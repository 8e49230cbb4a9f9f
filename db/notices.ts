/** What an account is to be told at its next sign-in: a kind, numbers or ids that go with it, and from where it came (sealed by the caller). */
import { and, desc, eq, gt, isNull, like, lte } from 'drizzle-orm';
import type { AccountId } from '#crdt/base/ids.ts';
import type { Tx } from './connect.ts';
import { accounts, notices } from './schema.ts';

export type NoticeRow = typeof notices.$inferSelect;
/** `data`: flat, and never anything that somebody wrote, drew, said or is called. */
export type NewNotice = Pick<NoticeRow, 'account' | 'kind' | 'at'> & {
  readonly data?: Readonly<Record<string, string | number | boolean>>;
  readonly ipSealed?: Uint8Array | undefined;
  readonly agentSealed?: Uint8Array | undefined;
};

const NEWEST = 200;

/**
 * Tells the account, in the transaction of what it tells of. Nothing where there is no such account, and nothing where it was told the same
 * kind after `unlessSince`: somebody else's tries must not fill a person's list. The same statements run in all three cases.
 */
export async function addNotice(tx: Tx, notice: NewNotice, { unlessSince }: { readonly unlessSince?: Date } = {}): Promise<boolean> {
  const { account, kind, at } = notice;
  const told = and(eq(notices.account, account), eq(notices.kind, kind), gt(notices.at, unlessSince ?? at));
  const before = await tx.select({ id: notices.id }).from(notices).where(told).limit(1);
  const [known] = await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, account)).limit(1);
  if (known === undefined || before.length > 0) return false;
  const { data = {}, ipSealed = null, agentSealed = null } = notice;
  await tx.insert(notices).values({ account, kind, data, ipSealed, agentSealed, at });
  return true;
}

/** The newest first. */
export const noticesOf = (tx: Tx, account: AccountId): Promise<NoticeRow[]> =>
  tx.select().from(notices).where(eq(notices.account, account)).orderBy(desc(notices.at)).limit(NEWEST);

/** Those up to then were read. */
export async function markNoticesSeen(tx: Tx, account: AccountId, upTo: Date, now: Date): Promise<void> {
  await tx
    .update(notices)
    .set({ seenAt: now })
    .where(and(eq(notices.account, account), lte(notices.at, upTo), isNull(notices.seenAt)));
}

/** What there is to look at about signing in, of all accounts; the newest first. */
export const signInNotices = (tx: Tx): Promise<(NoticeRow & { readonly emailSealed: Uint8Array })[]> =>
  tx
    .select({
      id: notices.id,
      account: notices.account,
      kind: notices.kind,
      data: notices.data,
      ipSealed: notices.ipSealed,
      agentSealed: notices.agentSealed,
      at: notices.at,
      seenAt: notices.seenAt,
      emailSealed: accounts.emailSealed,
    })
    .from(notices)
    .innerJoin(accounts, eq(accounts.id, notices.account))
    .where(like(notices.kind, 'sign-in.%'))
    .orderBy(desc(notices.at))
    .limit(NEWEST);
