/** What an auditor reads: the audit log by filters and in pages, by ids alone. */
import { z } from 'zod';
import type { AccountId } from '#crdt/base/ids.ts';
import { ok, type Result } from '#crdt/base/result.ts';
import { type AuditRow, countEntries, findEntries } from '#db/audit-search.ts';
import type { Tx } from '#db/connect.ts';
import { audited, type AccessDeps, type From } from '#server/access/deps.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteQuery, RouteReply } from '#server/contract/http.ts';
import { cutPage, readPlace } from '#server/contract/query.ts';
import { time } from '#server/contract/shapes.ts';

export type AuditReader = ReturnType<typeof createAuditReader>;

/** The time and number of the last entry of the page before. */
const place = z.tuple([time.max(8_640_000_000_000_000), z.int().min(1)]);

export function createAuditReader(deps: AccessDeps) {
  /** One page of what fits, and the writing down of its being read. */
  const read = async <Page>(
    act: 'audit.read' | 'audit.export',
    auditor: AccountId,
    query: RouteQuery<'GET /api/audit'>,
    from: From,
    pageOf: (tx: Tx, entries: AuditRow[], next: { next?: string }) => Promise<Page>,
  ): Promise<Result<Page, ErrorCode>> => {
    const before = readPlace(place, query.cursor);
    if (!before.ok) return before;
    const entry = { actor: `account:${auditor}`, action: act, subject: 'practice', from } as const;
    return await audited(deps, `account:${auditor}`, entry, async (tx) => {
      const found = await findEntries(tx, query, query.limit + 1, before.value);
      const { items, next } = cutPage(found, query.limit, ({ at, seq }) => [at, seq]);
      return ok(await pageOf(tx, [...items], next === undefined ? {} : { next }));
    });
  };
  return {
    list: (auditor: AccountId, query: RouteQuery<'GET /api/audit'>, from: From): Promise<Result<RouteReply<'GET /api/audit'>, ErrorCode>> =>
      read('audit.read', auditor, query, from, async (tx, entries, next) => ({ entries, total: await countEntries(tx), ...next })),

    /** For a file of the auditor's own: what leaves the server this way is written down as such. */
    exported: (
      auditor: AccountId,
      query: RouteQuery<'GET /api/audit/export'>,
      from: From,
    ): Promise<Result<RouteReply<'GET /api/audit/export'>, ErrorCode>> =>
      read('audit.export', auditor, query, from, (_, entries, next) => Promise.resolve({ entries, ...next })),
  };
}
