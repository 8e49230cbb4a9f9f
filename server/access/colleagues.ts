/** Therapists of one practice find each other by the address of their account. */
import type { AccountId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { accountByEmail } from '#db/accounts.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteBody, RouteReply } from '#server/contract/http.ts';
import { audited, type AccessDeps, type Act, type From } from './deps.ts';
import { normalEmail } from './register.ts';

export function createColleagues(deps: AccessDeps) {
  return {
    find(
      asker: AccountId,
      { email }: RouteBody<'POST /api/directory/find'>,
      from: From,
    ): Promise<Result<RouteReply<'POST /api/directory/find'>, ErrorCode>> {
      const act: Act = { actor: `account:${asker}`, action: 'directory.find', subject: 'practice', from };
      return audited(deps, `account:${asker}`, act, async (tx): Promise<Result<{ account: AccountId }, ErrorCode>> => {
        const found = await accountByEmail(tx, deps.key.lookUp('email', normalEmail(email)));
        return found?.roles.includes('therapist') === true && found.id !== asker ? ok({ account: found.id }) : fail('not_found');
      });
    },
  };
}
