/** Signing in with an e-mail address and a password, and what a signed-in account gets to unlock its keyring. */
import type { AccountId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { accountByEmail, accountById, allAccounts, type AccountRow } from '#db/accounts.ts';
import type { RouteBody, RouteReply } from '#server/contract/http.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { AccountRole } from '#server/contract/roles.ts';
import { toBase64 } from './bytes.ts';
import { audited, refused, type AccessDeps, type From } from './deps.ts';
import type { Opaque } from './opaque.ts';
import { accountIdOf, normalEmail } from './register.ts';
import type { SignIns } from './sign-ins.ts';

export type SignInDeps = AccessDeps & { readonly opaque: Opaque; readonly signIns: SignIns };
type View = RouteReply<'GET /api/sign-in'>;

export function createSignIn(deps: SignInDeps) {
  const { db, key, opaque, signIns } = deps;

  const view = (row: AccountRow): View => ({
    account: row.id,
    email: key.open('email', row.emailSealed),
    roles: row.roles as AccountRole[],
    signPublic: toBase64(row.signPublic),
    boxPublic: toBase64(row.boxPublic),
    wrappedKeyring: toBase64(row.wrappedKeyring),
  });

  return {
    async start(body: RouteBody<'POST /api/sign-in/start'>): Promise<Result<RouteReply<'POST /api/sign-in/start'>, ErrorCode>> {
      const found = await db.act('system:sign-in', async (tx) =>
        ok(await accountByEmail(tx, key.lookUp('email', normalEmail(body.email)))),
      );
      if (!found.ok) return found;
      return opaque.start(found.value?.id ?? accountIdOf(key, body.email), found.value?.opaqueRecord, body.request);
    },

    async finish(body: RouteBody<'POST /api/sign-in/finish'>, from: From): Promise<Result<{ view: View; cookie: string }, ErrorCode>> {
      const proven = await opaque.finish(body.attempt, body.finish);
      if (!proven.ok) {
        await refused(deps, { actor: 'anonymous', action: 'sign-in', subject: '', from }, proven.code);
        return proven;
      }
      const account = proven.value;
      const act = { actor: `account:${account}`, action: 'sign-in', subject: `account:${account}`, from } as const;
      return audited(deps, 'system:sign-in', act, async (tx): Promise<Result<{ view: View; cookie: string }, ErrorCode>> => {
        const row = await accountById(tx, account);
        if (row === undefined) return fail('wrong_credentials');
        return ok({ view: view(row), cookie: await signIns.begin(tx, { account }, from) });
      });
    },

    current: (account: AccountId): Promise<Result<View, ErrorCode>> =>
      db.act('system:sign-in', async (tx): Promise<Result<View, ErrorCode>> => {
        const row = await accountById(tx, account);
        return row === undefined ? fail('not_signed_in') : ok(view(row));
      }),

    /** Every account, for the admin. */
    list: (admin: AccountId, from: From): Promise<Result<RouteReply<'GET /api/accounts'>, ErrorCode>> =>
      audited(deps, `account:${admin}`, { actor: `account:${admin}`, action: 'admin.read-accounts', subject: '', from }, async (tx) => {
        const accounts = (await allAccounts(tx)).map((row) => ({
          account: row.id,
          email: key.open('email', row.emailSealed),
          roles: row.roles as AccountRole[],
          createdAt: row.createdAt.getTime(),
        }));
        return ok({ accounts });
      }),
  };
}
