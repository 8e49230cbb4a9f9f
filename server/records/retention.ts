/** Retention: once a day what was deleted, and whose time is over, is removed; each removal is an audit entry, and admins see the counts. */
import type { AccountId } from '#crdt/base/ids.ts';
import type { Clock } from '#crdt/base/clock.ts';
import { ok, type Result } from '#crdt/base/result.ts';
import { RECORD_KIND_NAMES, RECORD_KINDS, recordKindOf, type RecordKind } from '#crdt/keys/record-layout.ts';
import { appendAudit } from '#db/audit.ts';
import type { Database } from '#db/connect.ts';
import { newestPurges, purgeRecords, RETENTION_YEARS, retentionYears, setRetention, type Purged } from '#db/retention.ts';
import { audited, type AccessDeps, type From } from '#server/access/deps.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteReply } from '#server/contract/http.ts';

const EVERY_MS = 24 * 60 * 60_000;
/** Not while everybody signs in again after a start. */
const FIRST_MS = 10 * 60_000;
/** Records of one transaction: others write in between. */
const AT_ONCE = 100;
const PURGES_SHOWN = 50;

export const createRetention = (deps: AccessDeps) => ({
  list(admin: AccountId, from: From): Promise<Result<RouteReply<'GET /api/admin/retention'>, ErrorCode>> {
    const act = { actor: `account:${admin}`, action: 'admin.read-retention', subject: '', from } as const;
    return audited(deps, 'system:admin', act, async (tx) => {
      const years = await retentionYears(tx);
      const kinds = RECORD_KIND_NAMES.map((kind) => ({ kind, years: years.get(RECORD_KINDS[kind]) ?? RETENTION_YEARS }));
      const purges = (await newestPurges(tx, PURGES_SHOWN)).flatMap(({ at, kind: number, ...counts }) => {
        const kind = recordKindOf(number);
        return kind === undefined ? [] : [{ at: at.getTime(), kind, ...counts }];
      });
      return ok({ kinds, purges });
    });
  },
});

type KeeperDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: { info(fields: object, line: string): void; warn(fields: object, line: string): void };
  /** Of the kinds for which something else than six years is set. */
  readonly years: ReadonlyMap<RecordKind, number>;
};

export function createRetentionKeeper({ db, clock, log, years }: KeeperDeps) {
  let closed = false;
  let running: Promise<unknown> | undefined;
  let stop = clock.after(FIRST_MS, again);

  /** One transaction: what was removed, with an audit entry for each. */
  const some = (): Promise<Result<readonly Purged[], 'not_ready'>> =>
    db.act('system:retention', async (tx) => {
      await setRetention(tx, years);
      const gone = await purgeRecords(tx, AT_ONCE);
      const entries = gone.map(({ record, kind }) => ({
        at: clock.now(),
        actor: 'system',
        action: 'record.purge' as const,
        subject: `record:${record}/${recordKindOf(kind) ?? kind}`,
        outcome: 'ok',
      }));
      if (entries.length > 0) await appendAudit(tx, entries);
      return ok(gone);
    });

  /** Removes all whose time is over; how many records that were, and their bytes. */
  async function purge(): Promise<Result<{ readonly count: number; readonly bytes: number }, 'not_ready'>> {
    let [count, bytes] = [0, 0];
    for (;;) {
      const gone = closed ? ok([]) : await some();
      if (!gone.ok) return gone;
      count += gone.value.length;
      bytes += gone.value.reduce((sum, one) => sum + one.bytes, 0);
      if (gone.value.length === 0) return ok({ count, bytes });
    }
  }

  function again(): void {
    if (closed) return;
    stop = clock.after(EVERY_MS, again);
    running = purge().then((done) => {
      if (!done.ok) log.warn({ code: done.code }, 'retention: the database is away, tried again in a day');
      else if (done.value.count > 0) log.info(done.value, 'retention: records whose time is over were removed');
    });
  }

  return {
    purge,
    /** Idempotent. */
    async close(): Promise<void> {
      closed = true;
      stop();
      await running;
    },
  };
}
