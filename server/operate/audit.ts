/** The audit log from outside: verified as a whole, and its end signed from time to time. */
import type { KeyObject } from 'node:crypto';
import type { Clock } from '#crdt/base/clock.ts';
import { ok, type Result } from '#crdt/base/result.ts';
import { checkpointAudit } from '#db/audit.ts';
import type { Database } from '#db/connect.ts';
import { verifyAudit, type AuditMark, type AuditVerdict } from '#db/verify-audit.ts';

const EVERY_MS = 10 * 60_000;

export type AuditKeeperDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly auditPrivate: KeyObject;
  readonly auditPublic: KeyObject;
};

/** Reads the whole log; changes nothing. `elsewhere`: checkpoints that were kept outside. */
export const verifyAuditLog = (
  db: Database,
  auditPublic: KeyObject,
  elsewhere: readonly AuditMark[] = [],
): Promise<Result<AuditVerdict, 'not_ready'>> => db.act('system:audit', async (tx) => ok(await verifyAudit(tx, auditPublic, elsewhere)));

export function createAuditKeeper({ db, clock, auditPrivate, auditPublic }: AuditKeeperDeps) {
  let closed = false;
  let stop = clock.after(EVERY_MS, again);
  const checkpoint = (): Promise<Result<number, 'not_ready'>> =>
    db.act('system:audit', async (tx) => ok(await checkpointAudit(tx, auditPrivate, clock.now())));

  function again(): void {
    if (closed) return;
    stop = clock.after(EVERY_MS, again);
    void checkpoint();
  }

  return {
    /** Signs where the log stands now; the seq signed, 0 when it is empty. */
    checkpoint,
    verify: (): Promise<Result<AuditVerdict, 'not_ready'>> => verifyAuditLog(db, auditPublic),
    /** Idempotent. Signs the end once more. */
    async close(): Promise<void> {
      if (closed) return;
      closed = true;
      stop();
      await checkpoint();
    },
  };
}
