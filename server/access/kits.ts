/** An account's recovery kit, as far as the server knows it: whether there is one, and what checks and unwraps with it. */
import type { AccountId } from '#crdt/base/ids.ts';
import { ok, type Result } from '#crdt/base/result.ts';
import { findKit, replaceKit } from '#db/recovery.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteBody, RouteReply } from '#server/contract/http.ts';
import { fromBase64 } from './bytes.ts';
import { audited, type AccessDeps, type Act, type Self } from './deps.ts';
import { tell } from './tell.ts';

export function createKits(deps: AccessDeps) {
  const { db, clock } = deps;
  return {
    view: (account: AccountId): Promise<Result<RouteReply<'GET /api/recovery-kit'>, ErrorCode>> =>
      db.act(`account:${account}`, async (tx) => {
        const kit = await findKit(tx, account);
        return ok(kit === undefined ? {} : { madeAt: kit.madeAt.getTime() });
      }),

    /** The browser sends it once its owner has given some of its words back; the kit before opens nothing from now on. */
    keep(
      { account, from }: Self,
      body: RouteBody<'POST /api/recovery-kit'>,
    ): Promise<Result<RouteReply<'POST /api/recovery-kit'>, ErrorCode>> {
      const act: Act = { actor: `account:${account}`, action: 'recovery.new-kit', subject: `account:${account}`, from };
      return audited(deps, `account:${account}`, act, async (tx) => {
        const madeAt = new Date(clock.now());
        const first = (await findKit(tx, account)) === undefined;
        await replaceKit(tx, {
          account,
          proofPublic: fromBase64(body.proofPublic),
          wrappedKeyring: fromBase64(body.wrappedKeyring),
          madeAt,
        });
        await tell(tx, deps, { account, kind: 'recovery.new-kit', from, at: madeAt, data: { first } });
        return ok({ madeAt: madeAt.getTime() });
      });
    },
  };
}
