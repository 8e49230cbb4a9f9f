/** What an account is to be told at its next sign-in: a kind, numbers or ids that go with it, and from where it came (sealed by the caller). */
import { and, desc, eq, isNull, lte } from 'drizzle-orm';
import type { AccountId } from '#crdt/base/ids.ts';
import type { Tx } from './connect.ts';
import { notices } from './schema.ts';

export type NoticeRow = typeof notices.$inferSelect;
/** `data`: flat, and never anything that somebody wrote, drew, said or is called. */
export type NewNotice = Pick<NoticeRow, 'account' | 'kind' | 'at'> & {
  readonly data?: Readonly<Record<string, string | number | boolean>>;
  readonly ipSealed?: Uint8Array | undefined;
  readonly agentSealed?: Uint8Array | undefined;
};

const NEWEST = 200;

/** Tells the account, in the transaction of what it tells of. */
export async function addNotice(tx: Tx, { account, kind, at, data = {}, ipSealed, agentSealed }: NewNotice): Promise<void> {
  await tx.insert(notices).values({ account, kind, data, ipSealed: ipSealed ?? null, agentSealed: agentSealed ?? null, at });
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
