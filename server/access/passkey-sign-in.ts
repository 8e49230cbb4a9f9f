/** Signing in with a passkey alone: it is what somebody has, and it has verified that it is them; its PRF unlocks the keyring. */
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { accountById } from '#db/accounts.ts';
import { appendAudit } from '#db/audit.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteBody, RouteReply } from '#server/contract/http.ts';
import { signedInView } from './account-view.ts';
import { toBase64 } from './bytes.ts';
import type { Challenges } from './challenges.ts';
import { auditEntry, type AccessDeps, type Act, type From } from './deps.ts';
import type { PasskeyCheck } from './passkey-check.ts';
import type { SignIns } from './sign-ins.ts';
import type { Webauthn } from './webauthn.ts';

export type PasskeySignInDeps = AccessDeps & {
  readonly signIns: SignIns;
  readonly challenges: Challenges;
  readonly passkeyCheck: PasskeyCheck;
  readonly webauthn: Webauthn;
};
type View = RouteReply<'POST /api/sign-in/passkey/finish'>;
type SignedIn = { readonly view: View; readonly cookies: readonly string[] };

export function createPasskeySignIn(deps: PasskeySignInDeps) {
  const { db, key, signIns, challenges, passkeyCheck, webauthn } = deps;
  return {
    /** Asks any passkey that the browser has for us; nobody is named. */
    start: (): RouteReply<'POST /api/sign-in/passkey/start'> => ({
      ...challenges.begin('sign-in', undefined),
      rpId: webauthn.rpId,
      allow: [],
    }),

    async finish(
      { attempt, assertion, remember }: RouteBody<'POST /api/sign-in/passkey/finish'>,
      from: From,
    ): Promise<Result<SignedIn, ErrorCode>> {
      const challenge = challenges.take(attempt, 'sign-in', undefined);
      // Committed whatever comes out: a counter that went on stays there.
      const done = await db.act('system:sign-in', async (tx): Promise<Result<Result<SignedIn, ErrorCode>>> => {
        const checked = await passkeyCheck.check(tx, undefined, assertion, challenge);
        const row = checked.ok ? await accountById(tx, checked.value.account) : undefined;
        const who = row === undefined ? 'anonymous' : `account:${row.id}`;
        const act: Act = { actor: who, action: 'sign-in', subject: row === undefined ? '' : who, from };
        const refuse = async (code: ErrorCode) => {
          await appendAudit(tx, [auditEntry(deps, act, code)]);
          return ok(fail(code));
        };
        if (!checked.ok) return refuse(checked.code);
        if (row === undefined) return refuse('wrong_factor');
        const wrapped = checked.value.wrappedKeyring;
        if (wrapped === null) return refuse('password_needed');
        const cookies = await signIns.begin(tx, { account: row.id }, from, { factor: true, remember: remember === true });
        await appendAudit(tx, [auditEntry(deps, act, 'ok')]);
        return ok(ok({ view: { ...signedInView(key, row, false), passkeyKeyring: toBase64(wrapped) }, cookies }));
      });
      return done.ok ? done.value : fail('not_ready');
    },
  };
}
