/** Adding, naming and removing passkeys, by the account itself. */
import type { AccountId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { accountById } from '#db/accounts.ts';
import { replaceBackupCodes } from '#db/factors.ts';
import { addPasskey, changePasskey, passkeysOf, removePasskey } from '#db/passkeys.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteBody, RouteReply } from '#server/contract/http.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { accountView } from './account-view.ts';
import { fromBase64 } from './bytes.ts';
import type { Challenges } from './challenges.ts';
import { audited, type AccessDeps, type Act, type Self } from './deps.ts';
import type { FactorCheck } from './factor-check.ts';
import { loneFault } from './lone-password.ts';
import { descriptorOf, userHandleOf } from './passkey-check.ts';
import type { SignIns } from './sign-ins.ts';
import type { Webauthn } from './webauthn.ts';

export type PasskeysDeps = AccessDeps & {
  readonly signIns: SignIns;
  readonly challenges: Challenges;
  readonly factorCheck: FactorCheck;
  readonly webauthn: Webauthn;
};
type Nothing = Record<string, never>;

export function createPasskeys(deps: PasskeysDeps) {
  const { db, key, clock, signIns, challenges, factorCheck, webauthn } = deps;
  const act = ({ account, from }: Self, action: Act['action']): Act => ({
    actor: `account:${account}`,
    action,
    subject: `account:${account}`,
    from,
  });

  return {
    start: (account: AccountId): Promise<Result<RouteReply<'POST /api/factors/passkeys/start'>, ErrorCode>> =>
      db.act(`account:${account}`, async (tx): Promise<Result<RouteReply<'POST /api/factors/passkeys/start'>, ErrorCode>> => {
        const row = await accountById(tx, account);
        if (row === undefined) return fail('not_signed_in');
        const has = await passkeysOf(tx, account);
        if (has.length >= LIMITS.passkeysPerAccount) return fail('room_full');
        const user = { id: userHandleOf(account), name: key.open('email', row.emailSealed) };
        return ok({ ...challenges.begin('enrol', account), rpId: webauthn.rpId, user, exclude: has.map(descriptorOf) });
      }),

    async finish(
      self: Self,
      { attempt, creation, name, wrappedKeyring }: RouteBody<'POST /api/factors/passkeys/finish'>,
    ): Promise<Result<RouteReply<'POST /api/factors/passkeys/finish'>, ErrorCode>> {
      const { account } = self;
      type Reply = Result<RouteReply<'POST /api/factors/passkeys/finish'>, ErrorCode>;
      const challenge = challenges.take(attempt, 'enrol', account);
      return audited(deps, `account:${account}`, act(self, 'factor.add-passkey'), async (tx): Promise<Reply> => {
        const own = await accountById(tx, account);
        if (own === undefined || challenge === undefined) return fail('wrong_factor');
        const checked = await webauthn.checkCreation(creation, challenge);
        if (!checked.ok) return checked;
        const added = await addPasskey(tx, {
          ...checked.value,
          account,
          transports: creation.transports,
          nameSealed: key.seal('passkey-name', name),
          wrappedKeyring: wrappedKeyring === undefined ? null : fromBase64(wrappedKeyring),
          madeAt: new Date(clock.now()),
          usedAt: null,
        });
        if (!added) return fail('taken');
        await signIns.factorShown(tx, self.cookieHeader, account);
        return ok(accountView(key, own, false));
      });
    },

    /** Keeps the keyring as this passkey unwraps it. */
    wrap: (self: Self, { id, wrappedKeyring }: RouteBody<'POST /api/factors/passkeys/wrap'>): Promise<Result<Nothing, ErrorCode>> =>
      audited(deps, `account:${self.account}`, act(self, 'factor.change-passkey'), async (tx): Promise<Result<Nothing, ErrorCode>> => {
        const change = { wrappedKeyring: fromBase64(wrappedKeyring) };
        return (await changePasskey(tx, self.account, fromBase64(id), change)) ? ok({}) : fail('not_found');
      }),

    rename: (self: Self, { id, name }: RouteBody<'POST /api/factors/passkeys/rename'>): Promise<Result<Nothing, ErrorCode>> =>
      audited(deps, `account:${self.account}`, act(self, 'factor.change-passkey'), async (tx): Promise<Result<Nothing, ErrorCode>> => {
        const change = { nameSealed: key.seal('passkey-name', name) };
        return (await changePasskey(tx, self.account, fromBase64(id), change)) ? ok({}) : fail('not_found');
      }),

    remove: (self: Self, { id }: RouteBody<'POST /api/factors/passkeys/remove'>): Promise<Result<Nothing, ErrorCode>> =>
      audited(deps, `account:${self.account}`, act(self, 'factor.remove-passkey'), async (tx): Promise<Result<Nothing, ErrorCode>> => {
        await factorCheck.lock(tx, self.account);
        if (!(await removePasskey(tx, self.account, fromBase64(id)))) return fail('not_found');
        if ((await factorCheck.methods(tx, self.account)).length > 0) return ok({});
        // The refusal undoes the removal.
        const fault = await loneFault(tx, self.account);
        if (fault !== undefined) return fail(fault);
        await replaceBackupCodes(tx, self.account, [], new Date(clock.now()));
        return ok({});
      }),
  };
}
