/** Reading the audit log by filters, newest first, page by page. */
import { type SQL, sql } from 'drizzle-orm';
import { DOCS } from '#crdt/base/docs.ts';
import type { RecordId, RoomId } from '#crdt/base/ids.ts';
import type { AuditAction } from './audit.ts';
import type { Tx } from './connect.ts';

export type AuditFilter = {
  /** From this moment on, in ms. */
  readonly from?: number | undefined;
  /** Before this moment. */
  readonly to?: number | undefined;
  readonly actor?: string | undefined;
  /** What the action begins with: `room.`, or the whole word. */
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  /** `ok`, a code, or `refused` for all codes. */
  readonly outcome?: string | undefined;
};
/** Where an entry stands in the order of time: `at` and `seq`. */
export type AuditPlace = readonly [number, number];
export type AuditRow = {
  readonly seq: number;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly outcome: string;
};

/** No more than `limit` entries that fit, newest first; older than `before` where that is given. */
export async function findEntries(tx: Tx, filter: AuditFilter, limit: number, before?: AuditPlace): Promise<readonly AuditRow[]> {
  const fits = sql.join(conditions(filter, before), sql` AND `);
  const newest = sql`ORDER BY a.at DESC, a.seq DESC LIMIT ${limit}`;
  const entries = byWord(filter)
    ? sql`(${wordsFrom(filter.action ?? '')}) w CROSS JOIN LATERAL (SELECT a.* FROM audit a WHERE a.action = w.action AND ${fits} ${newest}) e`
    : sql`(SELECT a.* FROM audit a WHERE ${fits} ${newest}) e`;
  const rows = (await tx.execute(sql`
    SELECT e.seq::float8 AS seq, (extract(epoch FROM e.at) * 1000)::float8 AS at, e.actor, e.action, e.subject, e.outcome
    FROM ${entries} ORDER BY e.at DESC, e.seq DESC LIMIT ${limit}`)) as unknown as readonly AuditRow[];
  return [...rows];
}

/** That a room was entered, and what of it was read. */
const OPENINGS: readonly AuditAction[] = ['room.enter', 'log.read', 'room.read-check-in', 'room.read-accesses'];

/** Who opened what of a room, newest first: what was refused opened nothing. */
export const findAccesses = (tx: Tx, room: RoomId, limit: number, before?: AuditPlace): Promise<readonly AuditRow[]> =>
  findDone(tx, [`room:${room}`, ...Object.keys(DOCS).map((doc) => `room:${room}/${doc}`)], OPENINGS, limit, before);

const RECORD_OPENINGS: readonly AuditAction[] = ['record.read', 'record.read-accesses'];

/** Who opened a record, newest first. */
export const findRecordAccesses = (tx: Tx, record: RecordId, limit: number, before?: AuditPlace): Promise<readonly AuditRow[]> =>
  findDone(tx, [`record:${record}`, `record:${record}/versions`], RECORD_OPENINGS, limit, before);

/** What of these was done to any of these, newest first. */
async function findDone(
  tx: Tx,
  subjects: readonly string[],
  actions: readonly AuditAction[],
  limit: number,
  before?: AuditPlace,
): Promise<readonly AuditRow[]> {
  const list = (values: readonly string[]): SQL =>
    sql.join(
      values.map((value) => sql`${value}`),
      sql`, `,
    );
  const fits = sql.join(conditions({ outcome: 'ok' }, before), sql` AND `);
  const rows = (await tx.execute(sql`
    SELECT a.seq::float8 AS seq, (extract(epoch FROM a.at) * 1000)::float8 AS at, a.actor, a.action, a.subject, a.outcome FROM audit a
    WHERE a.subject IN (${list(subjects)}) AND a.action IN (${list(actions)}) AND ${fits}
    ORDER BY a.at DESC, a.seq DESC LIMIT ${limit}`)) as unknown as readonly AuditRow[];
  return [...rows];
}

/** How many entries there are: the chain has no gaps. */
export async function countEntries(tx: Tx): Promise<number> {
  const [last] = (await tx.execute(sql`SELECT coalesce(max(seq), 0)::float8 AS seq FROM audit`)) as unknown as readonly {
    readonly seq: number;
  }[];
  return last?.seq ?? 0;
}

/** The indexes of whom and of what have the action before the time: each word is read newest first, and of all the newest are taken. */
const byWord = ({ actor, action, subject }: AuditFilter): boolean => [actor, action, subject].some((given) => given !== undefined);

/** The words that the log holds and that begin so, by one look into the index for each: a DISTINCT would read a million entries for some fifty words. */
const wordsFrom = (prefix: string): SQL => sql`
  WITH RECURSIVE words AS (
    (SELECT action FROM audit ORDER BY action LIMIT 1)
    UNION ALL
    SELECT (SELECT a.action FROM audit a WHERE a.action > words.action ORDER BY a.action LIMIT 1) FROM words WHERE words.action IS NOT NULL
  )
  SELECT action FROM words WHERE starts_with(action, ${prefix})`;

const moment = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;

function conditions({ from, to, actor, subject, outcome }: AuditFilter, before?: AuditPlace): SQL[] {
  return [
    sql`true`,
    ...(from === undefined ? [] : [sql`a.at >= ${moment(from)}`]),
    ...(to === undefined ? [] : [sql`a.at < ${moment(to)}`]),
    ...(before === undefined ? [] : [sql`(a.at, a.seq) < (${moment(before[0])}, ${before[1]}::bigint)`]),
    ...(actor === undefined ? [] : [sql`a.actor = ${actor}`]),
    ...(subject === undefined ? [] : [sql`a.subject = ${subject}`]),
    // Written out, for PostgreSQL to see that the index of refusals is enough.
    ...(outcome === undefined || outcome === 'ok' ? [] : [sql`a.outcome <> 'ok'`]),
    ...(outcome === undefined || outcome === 'refused' ? [] : [sql`a.outcome = ${outcome}`]),
  ];
}
