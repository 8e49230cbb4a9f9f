/**
 * Entries of reads, grouped: the audit chain takes one writer at a time, and after a restart hundreds of people open their
 * docs at once. What comes while one transaction runs goes together in the next.
 */
import { appendAudit, type AuditEntry } from '#db/audit.ts';
import { auditEntry, type AccessDeps, type Act } from './deps.ts';

export type ReadAudit = {
  /** Resolves once the entry is durable; rejects when it could not be kept, and then nothing may be read. */
  add(act: Act): Promise<void>;
};

export function createReadAudit(deps: AccessDeps): ReadAudit {
  let waiting: AuditEntry[] = [];
  let next: Promise<void> | undefined;
  let running: Promise<void> = Promise.resolve();

  async function flush(after: Promise<void>): Promise<void> {
    await after.catch(() => undefined);
    const entries = waiting;
    waiting = [];
    next = undefined;
    // Where they are more than one statement takes, each has the right to stand without the others.
    const kept = await deps.db.once((tx) => appendAudit(tx, entries));
    if (!kept.ok) throw new Error(kept.code);
  }

  return {
    add(act) {
      waiting.push(auditEntry(deps, act, 'ok'));
      if (next === undefined) {
        next = flush(running);
        running = next;
      }
      return next;
    },
  };
}
