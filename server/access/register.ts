/** Making accounts: the practice's first one (set-up), and those an admin invited. */
import type { AccountId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { NO_ENTRY } from '#crdt/keys/directory-layout.ts';
import { accountInvite, addAccount, addAccountInvite, claimAccountInvite, isAddressTaken, isSetUp, markSetUp } from '#db/accounts.ts';
import type { Tx } from '#db/connect.ts';
import type { RouteBody, RouteReply } from '#server/contract/http.ts';
import { LIMITS } from '#server/contract/limits.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { needsFactor, type AccountRole } from '#server/contract/roles.ts';
import { timingSafeEqual } from 'node:crypto';
import { fromBase64, sha256, toBase64, uuidV4 } from './bytes.ts';
import { audited, refused, type AccessDeps, type Act, type From } from './deps.ts';
import type { DeploymentKey } from './deployment-key.ts';
import type { Directory } from './directory.ts';
import type { Opaque } from './opaque.ts';
import type { SignIns } from './sign-ins.ts';

export type RegisterDeps = AccessDeps & {
  readonly opaque: Opaque;
  readonly signIns: SignIns;
  readonly directory: Directory;
  /** Printed at start; asked of whoever sets up from another machine. */
  readonly setUpCode: string;
};
type Start = RouteBody<'POST /api/register/start'>;
type Finish = RouteBody<'POST /api/register/finish'>;
type Invited = RouteReply<'POST /api/account-invites'>;
type Allowed = { readonly roles: readonly AccountRole[]; readonly tokenHash: Uint8Array | undefined };

/** An address as it is compared: two spellings of one mailbox are one account. */
export const normalEmail = (email: string): string => email.normalize('NFKC').trim().toLowerCase();

/** The account id that belongs to an address; there is one for addresses without an account too, so that OPAQUE's answers look alike. */
export const accountIdOf = (key: DeploymentKey, email: string): AccountId =>
  uuidV4<AccountId>(key.lookUp('account-id', normalEmail(email)).subarray(0, 16));

export function createRegister(deps: RegisterDeps) {
  const { db, key, clock, random, opaque, signIns, directory, setUpCode } = deps;
  const lookup = (email: string) => key.lookUp('email', normalEmail(email));

  /** Ran out, or was taken back. */
  const isOver = ({ expiresAt, revokedAt }: { readonly expiresAt: Date; readonly revokedAt: Date | null }): boolean =>
    revokedAt !== null || expiresAt.getTime() <= clock.now();
  const codeFits = (code: string | undefined): boolean => timingSafeEqual(sha256(code ?? ''), sha256(setUpCode));

  /** Whether this registration may go on, and what it would make. Checked at both steps. */
  async function allowed(tx: Tx, body: Start | Finish, local: boolean): Promise<Result<Allowed, ErrorCode>> {
    if (body.token === undefined) {
      if (await isSetUp(tx)) return fail('already_set_up');
      if (!local && !codeFits(body.setUpCode)) return fail('set_up_code');
      const alsoTherapist = 'alsoTherapist' in body && body.alsoTherapist === true;
      return ok({ roles: alsoTherapist ? ['admin', 'therapist'] : ['admin'], tokenHash: undefined });
    }
    const tokenHash = sha256(fromBase64(body.token));
    const invite = await accountInvite(tx, tokenHash);
    if (invite === undefined || !timingSafeEqual(invite.emailLookup, lookup(body.email))) return fail('invite_unknown');
    if (invite.claimedBy !== null) return fail('invite_used');
    if (isOver(invite)) return fail('invite_over');
    return ok({ roles: invite.roles as AccountRole[], tokenHash });
  }

  return {
    /** Whether the practice has no admin yet, and whether setting it up from there needs the code. */
    setUp: (local: boolean): Promise<Result<RouteReply<'GET /api/setup'>, 'not_ready'>> =>
      db.act('system:sign-in', async (tx) => {
        const needed = !(await isSetUp(tx));
        return ok({ needed, codeNeeded: needed && !local });
      }),

    /** What an invite would make of its bearer: so that the page can say it, and which password will do. */
    invited: ({ token }: RouteBody<'POST /api/register/invite'>): Promise<Result<RouteReply<'POST /api/register/invite'>, ErrorCode>> =>
      db.act('system:sign-in', async (tx): Promise<Result<RouteReply<'POST /api/register/invite'>, ErrorCode>> => {
        const invite = await accountInvite(tx, sha256(fromBase64(token)));
        if (invite === undefined) return fail('invite_unknown');
        if (invite.claimedBy !== null) return fail('invite_used');
        if (isOver(invite)) return fail('invite_over');
        return ok({ roles: invite.roles as AccountRole[] });
      }),

    async start(body: Start, from: From, local: boolean): Promise<Result<RouteReply<'POST /api/register/start'>, ErrorCode>> {
      const account = accountIdOf(key, body.email);
      const may = await db.act('system:sign-in', async (tx): Promise<Result<Allowed, ErrorCode>> => {
        const checked = await allowed(tx, body, local);
        if (checked.ok && (await isAddressTaken(tx, lookup(body.email)))) return fail('taken');
        return checked;
      });
      if (!may.ok) {
        if (may.code !== 'not_ready') await refused(deps, registering(body, from), may.code);
        return may;
      }
      const response = await opaque.register(account, body.request);
      return response.ok ? ok({ response: response.value, account }) : response;
    },

    async finish(
      body: Finish,
      from: From,
      local: boolean,
    ): Promise<Result<{ view: RouteReply<'POST /api/register/finish'>; cookies: readonly string[] }, ErrorCode>> {
      const account = accountIdOf(key, body.email);
      if (account !== body.account) return fail('bad_shape');
      if (!opaque.isOfNewest(account)) return fail('changed_meanwhile');
      const now = new Date(clock.now());
      return audited(
        deps,
        'system:sign-in',
        registering(body, from),
        async (tx): Promise<Result<{ view: RouteReply<'POST /api/register/finish'>; cookies: readonly string[] }, ErrorCode>> => {
          const may = await allowed(tx, body, local);
          if (!may.ok) return may;
          const { roles, tokenHash } = may.value;
          const keys = { signPublic: fromBase64(body.signPublic), boxPublic: fromBase64(body.boxPublic) };
          const added = await addAccount(tx, {
            id: account,
            emailSealed: key.seal('email', body.email.trim()),
            emailLookup: lookup(body.email),
            roles: [...roles],
            opaqueRecord: body.record,
            opaqueSetup: opaque.newest,
            ...keys,
            wrappedKeyring: fromBase64(body.wrappedKeyring),
            // Whoever signs up without a second factor chose a long one; whose roles ask for one has it beside the password always.
            shortPassword: false,
            createdAt: now,
          });
          if (!added) return fail('taken');
          const listed = await directory.append(tx, {
            account,
            kind: 'made',
            ...keys,
            previous: NO_ENTRY,
            selfSignature: fromBase64(body.keySignature),
          });
          if (!listed.ok) return listed;
          if (tokenHash === undefined && !(await markSetUp(tx, now))) return fail('already_set_up');
          if (tokenHash !== undefined && !(await claimAccountInvite(tx, tokenHash, account, now))) return fail('invite_used');
          const cookies = await signIns.begin(tx, { account }, from, { fresh: true });
          return ok({
            view: {
              account,
              email: body.email.trim(),
              roles: [...roles],
              signPublic: body.signPublic,
              boxPublic: body.boxPublic,
              factorNeeded: needsFactor(roles),
            },
            cookies,
          });
        },
      );
    },

    /** An admin invites somebody of the staff. */
    invite: (admin: AccountId, { email, roles }: RouteBody<'POST /api/account-invites'>, from: From): Promise<Result<Invited, ErrorCode>> =>
      inviteAs(admin, email, [...new Set(roles)], from, (tx) => isAddressTaken(tx, lookup(email))),

    /**
     * A therapist invites somebody to a participant's account. Whose patient has one already is no other therapist's to know: the link is made
     * all the same, and tells its bearer when they use it.
     */
    inviteParticipant: (
      therapist: AccountId,
      { email }: RouteBody<'POST /api/participant-invites'>,
      from: From,
    ): Promise<Result<Invited, ErrorCode>> => inviteAs(therapist, email, ['participant'], from, async () => false),
  };

  /** The token goes into the link that is passed on, only its hash stays. */
  function inviteAs(
    by: AccountId,
    email: string,
    roles: AccountRole[],
    from: From,
    isTaken: (tx: Tx) => Promise<boolean>,
  ): Promise<Result<Invited, ErrorCode>> {
    const token = random.bytes(32);
    const expiresAt = clock.now() + LIMITS.inviteDefaultLifeMs;
    const act: Act = { actor: `account:${by}`, action: 'account.invite', subject: `account:${accountIdOf(key, email)}`, from };
    return audited(deps, `account:${by}`, act, async (tx): Promise<Result<Invited, ErrorCode>> => {
      if (await isTaken(tx)) return fail('taken');
      const times = { createdAt: new Date(clock.now()), expiresAt: new Date(expiresAt) };
      await addAccountInvite(tx, { tokenHash: sha256(token), emailLookup: lookup(email), roles, invitedBy: by, ...times });
      return ok({ token: toBase64(token), expiresAt });
    });
  }

  function registering(body: Start | Finish, from: From): Act {
    const action = body.token === undefined ? 'practice.set-up' : 'account.register';
    return { actor: 'anonymous', action, subject: `account:${accountIdOf(key, body.email)}`, from };
  }
}
