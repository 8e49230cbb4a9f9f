/** Enrolling and removing second factors, by the account itself. */
import type { AccountId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { accountById } from '#db/accounts.ts';
import type { Tx } from '#db/connect.ts';
import { beginTotp, confirmTotp, countBackupCodes, findFactors, lockFactors, removeTotp, replaceBackupCodes } from '#db/factors.ts';
import { passkeysOf, type PasskeyRow } from '#db/passkeys.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteBody, RouteReply } from '#server/contract/http.ts';
import { needsFactor, type AccountRole } from '#server/contract/roles.ts';
import { accountView } from './account-view.ts';
import { toBase64 } from './bytes.ts';
import { audited, type AccessDeps, type Act, type From, type Self } from './deps.ts';
import { createBackupCodes, createTotpSecret, hashBackupCode, openTotp, sealTotp, totpStep, totpUri } from './factor-codes.ts';
import type { FactorCheck } from './factor-check.ts';
import { loneFault } from './lone-password.ts';
import type { SignIns } from './sign-ins.ts';

/** Time enough to fetch an authenticator app first. */
const ENROLMENT_LIFE_MS = 30 * 60_000;

export type FactorsDeps = AccessDeps & { readonly signIns: SignIns; readonly factorCheck: FactorCheck };

export function createFactors(deps: FactorsDeps) {
  const { db, key, clock, random, signIns, factorCheck } = deps;
  const act = (account: AccountId, action: Act['action'], from: From): Act => ({
    actor: `account:${account}`,
    action,
    subject: `account:${account}`,
    from,
  });
  const isNeeded = async (tx: Tx, account: AccountId): Promise<boolean> =>
    needsFactor(((await accountById(tx, account))?.roles ?? []) as AccountRole[]);

  const viewOf = ({ id, nameSealed, madeAt, usedAt, wrappedKeyring }: PasskeyRow) => ({
    id: toBase64(id),
    name: key.open('passkey-name', nameSealed),
    madeAt: madeAt.getTime(),
    ...(usedAt === null ? {} : { usedAt: usedAt.getTime() }),
    unlocks: wrappedKeyring !== null,
  });

  return {
    view: (account: AccountId, provenUntil: number): Promise<Result<RouteReply<'GET /api/factors'>, ErrorCode>> =>
      db.act(`account:${account}`, async (tx) => {
        const row = await findFactors(tx, account);
        return ok({
          needed: await isNeeded(tx, account),
          totp: row !== undefined && row.totpSealed !== null,
          passkeys: (await passkeysOf(tx, account)).map(viewOf),
          backupCodesLeft: await countBackupCodes(tx, account),
          provenUntil,
        });
      }),

    /** A factor only once `finishTotp` saw a code of it; until then one that was there stays. */
    startTotp: (account: AccountId): Promise<Result<RouteReply<'POST /api/factors/totp/start'>, ErrorCode>> =>
      db.act(`account:${account}`, async (tx): Promise<Result<RouteReply<'POST /api/factors/totp/start'>, ErrorCode>> => {
        const row = await accountById(tx, account);
        if (row === undefined) return fail('not_signed_in');
        const secret = createTotpSecret(random);
        await beginTotp(tx, account, sealTotp(key, account, secret), new Date(clock.now() + ENROLMENT_LIFE_MS));
        return ok({ secret, uri: totpUri(secret, key.open('email', row.emailSealed)) });
      }),

    finishTotp({ account, cookieHeader, from }: Self, { code }: RouteBody<'POST /api/factors/totp/finish'>) {
      return audited(
        deps,
        `account:${account}`,
        act(account, 'factor.add-totp', from),
        async (tx): Promise<Result<RouteReply<'POST /api/factors/totp/finish'>, ErrorCode>> => {
          const [row, own] = [await lockFactors(tx, account), await accountById(tx, account)];
          if (own === undefined || row === undefined || row.totpPending === null) return fail('not_found');
          if ((row.pendingUntil?.getTime() ?? 0) <= clock.now()) return fail('not_found');
          const secret = openTotp(key, account, row.totpPending);
          const step = secret === undefined ? undefined : totpStep(secret, code, clock.now());
          if (step === undefined) return fail('wrong_factor');
          await confirmTotp(tx, account, step);
          await signIns.factorShown(tx, cookieHeader, account);
          return ok(accountView(key, own, false));
        },
      );
    },

    removeTotp: ({ account, from }: Self): Promise<Result<Record<string, never>, ErrorCode>> =>
      audited(
        deps,
        `account:${account}`,
        act(account, 'factor.remove-totp', from),
        async (tx): Promise<Result<Record<string, never>, ErrorCode>> => {
          await lockFactors(tx, account);
          const others = (await factorCheck.methods(tx, account)).filter((method) => method !== 'totp' && method !== 'backup');
          const fault = others.length === 0 ? await loneFault(tx, account) : undefined;
          if (fault !== undefined) return fail(fault);
          await removeTotp(tx, account);
          // Back-up codes stand in for a factor: without one there is nothing to stand in for.
          if (others.length === 0) await replaceBackupCodes(tx, account, [], new Date(clock.now()));
          return ok({});
        },
      ),

    /** Ten new ones; the old ones end. Only for an account that has a factor they can stand in for. */
    newBackupCodes: ({ account, from }: Self): Promise<Result<RouteReply<'POST /api/factors/backup-codes'>, ErrorCode>> =>
      audited(
        deps,
        `account:${account}`,
        act(account, 'factor.new-codes', from),
        async (tx): Promise<Result<RouteReply<'POST /api/factors/backup-codes'>, ErrorCode>> => {
          if ((await factorCheck.methods(tx, account)).length === 0) return fail('factor_needed');
          const codes = createBackupCodes(random);
          const hashes = codes.map((code) => hashBackupCode(key, account, code));
          await replaceBackupCodes(tx, account, hashes, new Date(clock.now()));
          return ok({ codes });
        },
      ),
  };
}
