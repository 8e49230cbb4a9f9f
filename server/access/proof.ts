/** Showing the password or a passkey once more, in a sign-in that lasts: before what protects the account may be changed. */
import type { AccountId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { accountById } from '#db/accounts.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteBody, RouteReply } from '#server/contract/http.ts';
import { toBase64 } from './bytes.ts';
import type { Challenges } from './challenges.ts';
import type { Lockout } from './lockout.ts';
import { audited, refused, type AccessDeps, type Act, type Self } from './deps.ts';
import type { Opaque } from './opaque.ts';
import type { PasskeyCheck } from './passkey-check.ts';
import type { SignIns } from './sign-ins.ts';

export type ProofDeps = AccessDeps & {
  readonly opaque: Opaque;
  readonly signIns: SignIns;
  readonly challenges: Challenges;
  readonly passkeyCheck: PasskeyCheck;
  readonly lockout: Lockout;
};

export function createProof(deps: ProofDeps) {
  const { db, opaque, signIns, challenges, passkeyCheck, lockout } = deps;
  return {
    /** Spends a guess of this sign-in (its id): whoever sits at somebody's locked screen may not guess on. */
    async start(
      { account, from }: Self,
      signIn: string,
      { request }: RouteBody<'POST /api/proof/start'>,
    ): Promise<Result<RouteReply<'POST /api/proof/start'>, ErrorCode>> {
      const found = await db.act('system:sign-in', async (tx) => {
        const spent = await lockout.spend(tx, { account, device: undefined, signIn, from });
        return ok({ spent, row: await accountById(tx, account) });
      });
      if (!found.ok) return found;
      if (found.value.spent.ok) return opaque.start(account, found.value.row, request);
      await refused(
        deps,
        { actor: `account:${account}`, action: 'account.prove', subject: `account:${account}`, from },
        found.value.spent.code,
      );
      return found.value.spent;
    },

    async finish(
      { account, cookieHeader, from }: Self,
      signIn: string,
      body: RouteBody<'POST /api/proof/finish'>,
    ): Promise<Result<RouteReply<'POST /api/proof/finish'>, ErrorCode>> {
      const act: Act = { actor: `account:${account}`, action: 'account.prove', subject: `account:${account}`, from };
      const proven = await opaque.finish(body.attempt, body.finish);
      // Somebody else's password, rightly shown, proves nothing here.
      if (!proven.ok || proven.value !== account) {
        await refused(deps, act, 'wrong_credentials');
        return fail('wrong_credentials');
      }
      return audited(deps, 'system:sign-in', act, async (tx) => {
        await lockout.giveBack(tx, { account, device: undefined, signIn, from });
        return ok({ provenUntil: await signIns.proven(tx, cookieHeader) });
      });
    },

    startPasskey: (account: AccountId): Promise<Result<RouteReply<'POST /api/proof/passkey/start'>, ErrorCode>> =>
      db.act(`account:${account}`, async (tx) => {
        const { attempt, challenge } = challenges.begin('prove', account);
        return ok({ attempt, ...(await passkeyCheck.options(tx, account, challenge)) });
      }),

    async finishPasskey(
      { account, cookieHeader, from }: Self,
      { attempt, assertion }: RouteBody<'POST /api/proof/passkey/finish'>,
    ): Promise<Result<RouteReply<'POST /api/proof/passkey/finish'>, ErrorCode>> {
      type Reply = Result<RouteReply<'POST /api/proof/passkey/finish'>, ErrorCode>;
      const act: Act = { actor: `account:${account}`, action: 'account.prove', subject: `account:${account}`, from };
      const challenge = challenges.take(attempt, 'prove', account);
      return audited(deps, 'system:sign-in', act, async (tx): Promise<Reply> => {
        const checked = await passkeyCheck.check(tx, account, assertion, challenge);
        if (!checked.ok) return checked;
        const { wrappedKeyring } = checked.value;
        const unlocks = wrappedKeyring === null ? {} : { passkeyKeyring: toBase64(wrappedKeyring) };
        return ok({ provenUntil: await signIns.proven(tx, cookieHeader), ...unlocks });
      });
    },
  };
}
