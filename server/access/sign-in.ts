/** Signing in: the password by OPAQUE, then a second factor where the account has one. Only both together give a cookie and keys to unlock. */
import type { AccountId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { accountByEmail, accountById, allAccounts } from '#db/accounts.ts';
import { allDeactivations } from '#db/deactivations.ts';
import { appendAudit } from '#db/audit.ts';
import type { Tx } from '#db/connect.ts';
import type { FactorProof } from '#server/contract/http-factors.ts';
import type { RouteBody, RouteReply } from '#server/contract/http.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { needsFactor, type AccountRole } from '#server/contract/roles.ts';
import { signedInView, type SignedInView } from './account-view.ts';
import { auditEntry, audited, refused, type AccessDeps, type Act, type From } from './deps.ts';
import type { Devices } from './devices.ts';
import type { FactorAttempts } from './factor-attempts.ts';
import type { FactorCheck } from './factor-check.ts';
import type { Lockout } from './lockout.ts';
import type { PasskeyCheck } from './passkey-check.ts';
import type { Opaque } from './opaque.ts';
import { accountIdOf, normalEmail } from './register.ts';
import type { SignIns } from './sign-ins.ts';

export type SignInDeps = AccessDeps & {
  readonly opaque: Opaque;
  readonly signIns: SignIns;
  readonly factorCheck: FactorCheck;
  readonly passkeyCheck: PasskeyCheck;
  readonly factorAttempts: FactorAttempts;
  readonly lockout: Lockout;
  readonly devices: Devices;
};
type Step = RouteReply<'POST /api/sign-in/finish'>;
/** A reply, and the Set-Cookie header that goes with it once somebody is signed in. */
type Answer<View> = { readonly view: View; readonly cookies?: readonly string[] };

export function createSignIn(deps: SignInDeps) {
  const { db, key, opaque, signIns, factorCheck, passkeyCheck, factorAttempts, lockout, devices } = deps;

  async function check(tx: Tx, account: AccountId, proof: FactorProof, challenge: string | undefined) {
    if (proof.method !== 'passkey') return factorCheck.check(tx, account, proof);
    const checked = await passkeyCheck.check(tx, account, proof.assertion, challenge);
    return checked.ok ? ('right' as const) : checked.code;
  }

  return {
    /** Spends a guess (lockout.ts). The same is done, in the same order, for an address without an account. */
    async start(body: RouteBody<'POST /api/sign-in/start'>, from: From): Promise<Result<RouteReply<'POST /api/sign-in/start'>, ErrorCode>> {
      const found = await db.act('system:sign-in', async (tx) => {
        const row = await accountByEmail(tx, key.lookUp('email', normalEmail(body.email)));
        const account = row?.id ?? accountIdOf(key, body.email);
        const guesser = { account, device: await devices.known(tx, account, from), from };
        const spent = await lockout.spend(tx, guesser);
        if (!spent.ok) {
          if (spent.code === 'account_locked') await lockout.tell(tx, guesser);
          const act: Act = { actor: 'anonymous', action: 'sign-in', subject: `account:${account}`, from };
          await appendAudit(tx, [auditEntry(deps, act, spent.code)]);
        }
        return ok({ account, row, spent });
      });
      if (!found.ok) return found;
      const { account, row, spent } = found.value;
      if (!spent.ok) return spent;
      const begun = await opaque.startAll(account, row, body.request);
      if (!begun.ok) return begun;
      const [first, ...older] = begun.value;
      if (first === undefined) throw new Error('no set-up answered');
      return ok(older.length === 0 ? first : { ...first, older });
    },

    /** The password's end: signed in, or the second factor is asked for. */
    async finish(body: RouteBody<'POST /api/sign-in/finish'>, from: From): Promise<Result<Answer<Step>, ErrorCode>> {
      const proven = await opaque.finish(body.attempt, body.finish);
      if (!proven.ok) {
        await refused(deps, { actor: 'anonymous', action: 'sign-in', subject: '', from }, proven.code);
        return proven;
      }
      const account = proven.value;
      const act = { actor: `account:${account}`, action: 'sign-in', subject: `account:${account}`, from } as const;
      return db.act('system:sign-in', async (tx): Promise<Result<Answer<Step>, ErrorCode>> => {
        const row = await accountById(tx, account);
        if (row === undefined) return fail('wrong_credentials');
        await lockout.giveBack(tx, { account, device: await devices.known(tx, account, from), from });
        const methods = await factorCheck.methods(tx, account);
        if (methods.length > 0) {
          await appendAudit(tx, [auditEntry(deps, act, 'factor_asked')]);
          const { attempt, challenge } = factorAttempts.begin(account);
          const passkey = methods.includes('passkey') ? { passkey: await passkeyCheck.options(tx, account, challenge) } : {};
          return ok({ view: { state: 'factor', attempt, methods, ...passkey } });
        }
        const factorNeeded = needsFactor(row.roles as AccountRole[]);
        const cookies = await signIns.begin(tx, { account }, from, { ...rememberOf(body) });
        await appendAudit(tx, [auditEntry(deps, act, 'ok')]);
        return ok({ view: { state: 'signed-in', ...signedInView(key, row, factorNeeded) }, cookies });
      });
    },

    /** The second factor's turn: right, and the attempt becomes a sign-in; wrong, and a try of attempt and account is spent. */
    async factor(
      { attempt, proof, ...more }: RouteBody<'POST /api/sign-in/factor'>,
      from: From,
    ): Promise<Result<Answer<SignedInView>, ErrorCode>> {
      const taken = factorAttempts.take(attempt, proof.method);
      if (taken === undefined) {
        await refused(deps, { actor: 'anonymous', action: 'sign-in.factor', subject: '', from }, 'not_signed_in');
        return fail('not_signed_in');
      }
      const { account, challenge } = taken;
      const act: Act = { actor: `account:${account}`, action: 'sign-in.factor', subject: `account:${account}`, from };
      // Committed whatever comes out: a wrong try must not be forgotten.
      const done = await db.act('system:sign-in', async (tx): Promise<Result<Result<Answer<SignedInView>, ErrorCode>>> => {
        const row = await accountById(tx, account);
        const checked = row === undefined ? 'wrong_factor' : await check(tx, account, proof, challenge);
        if (row === undefined || checked !== 'right') {
          const code = checked === 'right' ? 'wrong_factor' : checked;
          await appendAudit(tx, [auditEntry(deps, act, code)]);
          return ok(fail(code));
        }
        const cookies = await signIns.begin(tx, { account }, from, { factor: true, ...rememberOf(more) });
        await appendAudit(tx, [auditEntry(deps, act, 'ok')]);
        return ok(ok({ view: signedInView(key, row, false), cookies }));
      });
      if (!done.ok) return fail('not_ready');
      if (done.value.ok) factorAttempts.end(attempt);
      return done.value;
    },

    current: (account: AccountId, factorNeeded: boolean): Promise<Result<SignedInView, ErrorCode>> =>
      db.act('system:sign-in', async (tx): Promise<Result<SignedInView, ErrorCode>> => {
        const row = await accountById(tx, account);
        return row === undefined ? fail('not_signed_in') : ok(signedInView(key, row, factorNeeded));
      }),

    /** Every account, for the admin. */
    list: (admin: AccountId, from: From): Promise<Result<RouteReply<'GET /api/accounts'>, ErrorCode>> =>
      audited(deps, `account:${admin}`, { actor: `account:${admin}`, action: 'admin.read-accounts', subject: '', from }, async (tx) => {
        const out = new Map((await allDeactivations(tx)).map(({ account, at }) => [account, at.getTime()]));
        const accounts = (await allAccounts(tx)).map((row) => ({
          ...(out.has(row.id) ? { deactivatedAt: out.get(row.id) } : {}),
          account: row.id,
          email: key.open('email', row.emailSealed),
          roles: row.roles as AccountRole[],
          createdAt: row.createdAt.getTime(),
        }));
        return ok({ accounts });
      }),
  };
}

const rememberOf = ({ remember }: { readonly remember?: boolean | undefined }) => ({ remember: remember === true });
