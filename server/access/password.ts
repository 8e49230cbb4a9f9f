/** Changing the password of whoever is signed in: the old one is shown in OPAQUE, the new one registered, the keyring wrapped anew by the browser. */
import type { AccountId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { accountById, changeLock } from '#db/accounts.ts';
import { endResetsOf } from '#db/recovery.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteBody, RouteReply } from '#server/contract/http.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { fromBase64 } from './bytes.ts';
import { audited, refused, type AccessDeps, type Act, type Self } from './deps.ts';
import type { FactorCheck } from './factor-check.ts';
import type { Lockout } from './lockout.ts';
import type { Opaque } from './opaque.ts';
import { createPending } from './pending.ts';
import type { SignIns } from './sign-ins.ts';
import { tell } from './tell.ts';

type Begun = {
  readonly account: AccountId;
  /** OPAQUE's attempt at the old password. */
  readonly login: string;
  /** The record that it is measured against: the one that is replaced, or none. */
  readonly record: string;
  readonly setup: number;
};

export function createPasswordChange(
  deps: AccessDeps & { readonly opaque: Opaque; readonly signIns: SignIns; readonly lockout: Lockout; readonly factorCheck: FactorCheck },
) {
  const { db, clock, opaque, signIns, lockout, factorCheck } = deps;
  const pending = createPending<Begun>({ ...deps, lifeMs: LIMITS.recoveryStepLifeMs });
  return {
    /** Spends a guess of this sign-in (its id): the answer is what a guess at the old password is tested on. */
    async start(
      { account, from }: Self,
      signIn: string,
      body: RouteBody<'POST /api/password/start'>,
    ): Promise<Result<RouteReply<'POST /api/password/start'>, ErrorCode>> {
      const found = await db.act('system:sign-in', async (tx) => {
        const spent = await lockout.spend(tx, { account, device: undefined, signIn, from });
        return ok({ spent, row: await accountById(tx, account) });
      });
      if (!found.ok) return found;
      const { spent, row } = found.value;
      if (!spent.ok) {
        await refused(deps, { actor: `account:${account}`, action: 'password.change', subject: `account:${account}`, from }, spent.code);
        return spent;
      }
      if (row === undefined) return fail('not_signed_in');
      const { opaqueRecord: record, opaqueSetup: setup } = row;
      const login = await opaque.start(account, row, body.login);
      if (!login.ok) return login;
      const registration = await opaque.register(account, body.registration);
      if (!registration.ok) return registration;
      const attempt = pending.begin({ account, login: login.value.attempt, record, setup });
      return ok({ attempt, login: login.value.response, registration: registration.value });
    },

    /** `changed_meanwhile`: somebody changed the password since `start`; nothing is done then. */
    async finish(
      { account, cookieHeader, from }: Self,
      signIn: string,
      body: RouteBody<'POST /api/password/finish'>,
    ): Promise<Result<Record<string, never>, ErrorCode>> {
      const act: Act = {
        actor: `account:${account}`,
        action: body.move === true ? 'password.move' : 'password.change',
        subject: `account:${account}`,
        from,
      };
      const begun = pending.take(body.attempt);
      const proven = begun && (await opaque.finish(begun.login, body.finish));
      if (begun?.account !== account || proven?.ok !== true || proven.value !== account) {
        await refused(deps, act, 'wrong_credentials');
        return fail('wrong_credentials');
      }
      let ended: string[] = [];
      const done = await audited(deps, `account:${account}`, act, async (tx): Promise<Result<Record<string, never>, ErrorCode>> => {
        // There is nothing to move: without this a password could be changed untold.
        if (body.move === true && begun.setup >= opaque.newest) return fail('changed_meanwhile');
        const short = body.move === true ? {} : { shortPassword: body.short === true };
        // Locked: of two who change it and remove the last factor at once, the second is refused.
        await factorCheck.lock(tx, account);
        if (short.shortPassword === true && (await factorCheck.methods(tx, account)).length === 0) return fail('short_password');
        const lock = { ...short, opaqueRecord: body.record, opaqueSetup: opaque.newest, wrappedKeyring: fromBase64(body.wrappedKeyring) };
        if (!(await changeLock(tx, account, begun.record, lock))) return fail('changed_meanwhile');
        if (body.move === true) return ok({});
        // Whoever knows their password needs no reset.
        await endResetsOf(tx, account, new Date(clock.now()));
        if (body.endOthers) ended = await signIns.endAll(tx, account, cookieHeader);
        await tell(tx, deps, { account, kind: 'password.changed', from });
        return ok({});
      });
      // Committed by itself: the count is nobody's but the sign-in system's.
      if (done.ok || done.code === 'changed_meanwhile') {
        const guesser = { account, device: undefined, signIn, from };
        await db.act('system:sign-in', async (tx) => ok(await lockout.giveBack(tx, guesser)));
      }
      if (done.ok) signIns.tellEnded(ended);
      return done;
    },
  };
}
