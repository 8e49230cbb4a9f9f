/** Who was in which room from when to when. Written through functions of the database, which let nothing else be changed of it. */
import { asc, type SQL, sql } from 'drizzle-orm';
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import type { Statement, Tx } from './connect.ts';
import { visits } from './schema.ts';

export type VisitRow = typeof visits.$inferSelect;

const time = (at: Date): SQL => sql`${at.toISOString()}::timestamptz`;

export async function startVisit(tx: Statement, visit: { id: string; room: RoomId; member: MemberId }, now: Date): Promise<void> {
  await tx.execute(sql`SELECT holdspace_visit_start(${visit.id}::uuid, ${visit.room}::uuid, ${visit.member}::uuid, ${time(now)})`);
}

export async function endVisit(tx: Statement, id: string, now: Date): Promise<void> {
  await tx.execute(sql`SELECT holdspace_visit_end(${id}::uuid, ${time(now)})`);
}

/** Says that these visits still last. */
export async function seeVisits(tx: Statement, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(sql`SELECT holdspace_visits_seen(${`{${ids.join(',')}}`}::text::uuid[], ${time(now)})`);
}

/** At start: what a killed server left open ended when it was last seen. */
export async function closeLostVisits(tx: Statement): Promise<void> {
  await tx.execute(sql`SELECT holdspace_visits_lost()`);
}

export const allVisits = (tx: Tx): Promise<VisitRow[]> => tx.select().from(visits).orderBy(asc(visits.fromAt));
