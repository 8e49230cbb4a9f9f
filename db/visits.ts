/** Who was in which room from when to when. */
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import { among } from './among.ts';
import type { Statement, Tx } from './connect.ts';
import { visits } from './schema.ts';

export type VisitRow = typeof visits.$inferSelect;

export async function startVisit(tx: Statement, visit: { id: string; room: RoomId; member: MemberId }, now: Date): Promise<void> {
  await tx.insert(visits).values({ ...visit, fromAt: now, seenAt: now });
}

export async function endVisit(tx: Statement, id: string, now: Date): Promise<void> {
  await tx
    .update(visits)
    .set({ toAt: now, seenAt: now })
    .where(and(eq(visits.id, id), isNull(visits.toAt)));
}

/** Says that these visits still last. */
export async function seeVisits(tx: Statement, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx.update(visits).set({ seenAt: now }).where(among(visits.id, ids));
}

/** At start: what a killed server left open ended when it was last seen. */
export async function closeLostVisits(tx: Tx): Promise<void> {
  await tx
    .update(visits)
    .set({ toAt: sql`${visits.seenAt}` })
    .where(isNull(visits.toAt));
}

export const allVisits = (tx: Tx): Promise<VisitRow[]> => tx.select().from(visits).orderBy(asc(visits.fromAt));
