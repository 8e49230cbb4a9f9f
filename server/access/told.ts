/** What an account is told about itself. */
import type { AccountId } from '#crdt/base/ids.ts';
import { ok, type Result } from '#crdt/base/result.ts';
import { markNoticesSeen, noticesOf, type NoticeRow } from '#db/notices.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { NoticeView } from '#server/contract/http-notices.ts';
import type { RouteReply } from '#server/contract/http.ts';
import type { AccessDeps } from './deps.ts';

export function createTold({ db, key, clock }: AccessDeps) {
  const viewOf = (row: NoticeRow): NoticeView => ({
    id: row.id,
    kind: row.kind,
    data: row.data,
    ...(row.agentSealed === null ? {} : { agent: key.open('agent', row.agentSealed) }),
    ...(row.ipSealed === null ? {} : { address: key.open('ip', row.ipSealed) }),
    at: row.at.getTime(),
    seen: row.seenAt !== null,
  });
  return {
    list: (account: AccountId): Promise<Result<RouteReply<'GET /api/notices'>, ErrorCode>> =>
      db.act(`account:${account}`, async (tx) => ok({ notices: (await noticesOf(tx, account)).map(viewOf) })),

    /** Those up to `upTo` (ms since the Unix epoch) were read; later ones were not on the screen. */
    seen: (account: AccountId, { upTo }: { readonly upTo: number }): Promise<Result<Record<string, never>, ErrorCode>> =>
      db.act(`account:${account}`, async (tx) => {
        const now = clock.now();
        await markNoticesSeen(tx, account, new Date(Math.min(upTo, now)), new Date(now));
        return ok({});
      }),
  };
}
