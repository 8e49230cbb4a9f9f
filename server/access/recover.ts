/**
 * A lost password, and the recovery kit at hand: who shows the kit gets the keyring as the kit unwraps it, and replaces the password. Nobody
 * is signed in by that: the second factor is asked when they sign in. Addresses without an account, accounts without a kit and
 * wrong kits are answered alike, after the same work.
 */
import { equal } from '#crdt/base/bytes.ts';
import type { AccountId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { accountByEmail, accountById, changeLock } from '#db/accounts.ts';
import { endResetsOf, findKit, lockKit } from '#db/recovery.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteBody, RouteReply } from '#server/contract/http.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { fromBase64, toBase64 } from './bytes.ts';
import { audited, refused, type AccessDeps, type Act, type From } from './deps.ts';
import { createKitProofs } from './kit-proof.ts';
import type { Opaque } from './opaque.ts';
import { createPending } from './pending.ts';
import { accountIdOf, normalEmail } from './register.ts';
import type { SignIns } from './sign-ins.ts';
import { tell } from './tell.ts';

type Begun = { readonly account: AccountId; readonly challenge: string };
type Opened = Begun & {
  /** What is replaced, by which kit: where either changed meanwhile, nothing is. */
  readonly record: string;
  readonly proofPublic: Uint8Array;
};

export function createRecover(deps: AccessDeps & { readonly opaque: Opaque; readonly signIns: SignIns }) {
  const { db, key, clock, random, opaque, signIns } = deps;
  const proofs = createKitProofs();
  const begun = createPending<Begun>({ ...deps, lifeMs: LIMITS.recoveryStepLifeMs });
  const opened = createPending<Opened>({ ...deps, lifeMs: LIMITS.recoveryStepLifeMs });
  const newChallenge = (): string => toBase64(random.bytes(32));
  const actOf = (action: Act['action'], account: AccountId | undefined, from: From): Act => ({
    actor: 'anonymous',
    action,
    subject: account === undefined ? '' : `account:${account}`,
    from,
  });

  return {
    async start({ email }: RouteBody<'POST /api/recovery/start'>): Promise<Result<RouteReply<'POST /api/recovery/start'>, ErrorCode>> {
      const found = await db.act('system:sign-in', async (tx) => ok(await accountByEmail(tx, key.lookUp('email', normalEmail(email)))));
      if (!found.ok) return found;
      const account = found.value?.id ?? accountIdOf(key, email);
      const challenge = newChallenge();
      return ok({ account, challenge, attempt: begun.begin({ account, challenge }) });
    },

    async open(
      { attempt, signature, request }: RouteBody<'POST /api/recovery/open'>,
      from: From,
    ): Promise<Result<RouteReply<'POST /api/recovery/open'>, ErrorCode>> {
      type Reply = Result<RouteReply<'POST /api/recovery/open'>, ErrorCode>;
      const start = begun.take(attempt);
      const act = actOf('recovery.open', start?.account, from);
      if (start === undefined) {
        await refused(deps, act, 'kit_wrong');
        return fail('kit_wrong');
      }
      const response = await opaque.register(start.account, request);
      if (!response.ok) return response;
      return audited(deps, 'system:sign-in', act, async (tx): Promise<Reply> => {
        const row = await accountById(tx, start.account);
        const kit = await findKit(tx, start.account);
        const holds = proofs.opens({ ...start, signature, proofPublic: kit?.proofPublic }, request);
        if (row === undefined || kit === undefined || !holds) return fail('kit_wrong');
        const challenge = newChallenge();
        return ok({
          challenge,
          attempt: opened.begin({ account: row.id, challenge, record: row.opaqueRecord, proofPublic: kit.proofPublic }),
          response: response.value,
          wrappedKeyring: toBase64(kit.wrappedKeyring),
          signPublic: toBase64(row.signPublic),
          boxPublic: toBase64(row.boxPublic),
        });
      });
    },

    /** All sign-ins of the account end. */
    async finish(body: RouteBody<'POST /api/recovery/finish'>, from: From): Promise<Result<Record<string, never>, ErrorCode>> {
      const open = opened.take(body.attempt);
      const act = actOf('recovery.finish', open?.account, from);
      const wrapped = fromBase64(body.wrappedKeyring);
      if (open === undefined || !proofs.finishes({ ...open, signature: body.signature }, body.record, wrapped)) {
        await refused(deps, act, 'kit_wrong');
        return fail('kit_wrong');
      }
      const { account, record, proofPublic } = open;
      let ended: string[] = [];
      const done = await audited(deps, `account:${account}`, act, async (tx): Promise<Result<Record<string, never>, ErrorCode>> => {
        const kit = await lockKit(tx, account);
        if (kit === undefined || !equal(kit.proofPublic, proofPublic)) return fail('kit_wrong');
        // The browser asks for a long one: a kit opens the way for accounts without a second factor, too.
        const lock = { shortPassword: false, opaqueRecord: body.record, opaqueSetup: opaque.newest, wrappedKeyring: wrapped };
        if (!(await changeLock(tx, account, record, lock))) return fail('changed_meanwhile');
        await endResetsOf(tx, account, new Date(clock.now()));
        ended = await signIns.endAll(tx, account, undefined);
        await tell(tx, deps, { account, kind: 'recovery.used', from });
        return ok({});
      });
      if (done.ok) signIns.tellEnded(ended);
      return done;
    },
  };
}
