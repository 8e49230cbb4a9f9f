/** What an account is told about itself, and what of that an admin looks at. */
import type { AccountId } from '#crdt/base/ids.ts';
import { ok, type Result } from '#crdt/base/result.ts';
import { markNoticesSeen, noticesOf, signInNotices, type NoticeRow } from '#db/notices.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { NoticeView } from '#server/contract/http-notices.ts';
import type { RouteReply } from '#server/contract/http.ts';
import { audited, type AccessDeps, type From } from './deps.ts';

export function createTold(deps: AccessDeps) {
  const { db, key, clock } = deps;
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
    seen: (account: AccountId, { upTo }: { readonly upTo: number }): Promise<Result<Readonly<Record<never, never>>, ErrorCode>> =>
      db.act(`account:${account}`, async (tx) => {
        const now = clock.now();
        await markNoticesSeen(tx, account, new Date(Math.min(upTo, now)), new Date(now));
        return ok({});
      }),

    /** Sign-ins to look at, of all accounts, for the admin: who, when, from where, what came of it. */
    forAdmin: (admin: AccountId, from: From): Promise<Result<RouteReply<'GET /api/admin/sign-ins'>, ErrorCode>> =>
      audited(deps, 'system:admin', { actor: `account:${admin}`, action: 'admin.read-sign-ins', subject: '', from }, async (tx) =>
        ok({ notices: (await signInNotices(tx)).map((row) => ({ ...viewOf(row), email: key.open('email', row.emailSealed) })) }),
      ),
  };
}
