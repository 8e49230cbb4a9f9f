/** What an auditor reads: the audit log by filters and in pages, by ids alone. */
import { z } from 'zod';
import type { AccountId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { countEntries, findEntries } from '#db/audit-search.ts';
import { audited, type AccessDeps, type From } from '#server/access/deps.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteQuery, RouteReply } from '#server/contract/http.ts';
import { cutPage, readCursor } from '#server/contract/query.ts';
import { time } from '#server/contract/shapes.ts';

export type AuditReader = ReturnType<typeof createAuditReader>;

/** The time and number of the last entry of the page before. */
const place = z.tuple([time.max(8_640_000_000_000_000), z.int().min(1)]);

export function createAuditReader(deps: AccessDeps) {
  return {
    async list(
      auditor: AccountId,
      query: RouteQuery<'GET /api/audit'>,
      from: From,
    ): Promise<Result<RouteReply<'GET /api/audit'>, ErrorCode>> {
      const before = query.cursor === undefined ? undefined : readCursor(place, query.cursor);
      if (query.cursor !== undefined && before === undefined) return fail('bad_shape');
      const act = { actor: `account:${auditor}`, action: 'audit.read', subject: 'practice', from } as const;
      return await audited(deps, `account:${auditor}`, act, async (tx) => {
        const found = await findEntries(tx, query, query.limit + 1, before);
        const { items, next } = cutPage(found, query.limit, ({ at, seq }) => [at, seq]);
        return ok({ entries: [...items], total: await countEntries(tx), ...(next === undefined ? {} : { next }) });
      });
    },
  };
}
