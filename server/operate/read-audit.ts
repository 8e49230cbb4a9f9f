/** What an auditor reads: the newest entries of the audit log, by ids alone. */
import type { AccountId } from '#crdt/base/ids.ts';
import { ok, type Result } from '#crdt/base/result.ts';
import { newestEntries } from '#db/audit.ts';
import { audited, type AccessDeps, type From } from '#server/access/deps.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { AUDIT_PAGE } from '#server/contract/http-audit.ts';
import type { RouteReply } from '#server/contract/http.ts';

export type AuditReader = ReturnType<typeof createAuditReader>;

export function createAuditReader(deps: AccessDeps) {
  return {
    newest(auditor: AccountId, from: From): Promise<Result<RouteReply<'GET /api/audit'>, ErrorCode>> {
      const act = { actor: `account:${auditor}`, action: 'audit.read', subject: 'practice', from } as const;
      return audited(deps, `account:${auditor}`, act, async (tx) => {
        const entries = (await newestEntries(tx, AUDIT_PAGE)).map((entry) => ({ ...entry, at: entry.at.getTime() }));
        return ok({ entries, total: entries[0]?.seq ?? 0 });
      });
    },
  };
}
