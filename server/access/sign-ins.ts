/** Sign-ins: who a request or connection is, by its cookie. */
import type { AccountId, MemberId, RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { Tx } from '#db/connect.ts';
import {
  addSignIn,
  findSignIn,
  removeFactorless,
  removeSignIn,
  removeSignInsOf,
  setFactorShown,
  setProven,
  touchSignIn,
  type SignInRow,
} from '#db/sign-ins.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { ACCOUNT_ROLES, needsFactor, type AccountRole } from '#server/contract/roles.ts';
import type { Devices } from './devices.ts';
import type { Endings } from './endings.ts';
import type { SignInLimits } from './limits.ts';
import { clearCookie, readCookie, setCookie, type CookieKind } from './cookies.ts';
import { audited, type AccessDeps, type Act, type From } from './deps.ts';
import { sha256, toBase64 } from './bytes.ts';

export type AccountSignIn = {
  readonly is: 'account';
  /** Its id (endings.ts). */
  readonly signIn: string;
  readonly account: AccountId;
  readonly roles: readonly AccountRole[];
  /** Its roles ask for a second factor, and this sign-in showed none. */
  readonly factorNeeded: boolean;
  /** Until when it counts as having just shown the password or a passkey; milliseconds since the Unix epoch. */
  readonly provenUntil: number;
};
export type SignIn = AccountSignIn | { readonly is: 'guest'; readonly signIn: string; readonly room: RoomId; readonly member: MemberId };

export type Whose = { readonly account: AccountId } | { readonly room: RoomId; readonly member: MemberId };

/** `seen_at` is written at most this often. */
const SEEN_EVERY_MS = 60_000;

export type SignIns = ReturnType<typeof createSignIns>;

export type SignInsDeps = AccessDeps & {
  /** The practice is reached by https. */
  readonly secure: boolean;
  readonly limits: SignInLimits;
  readonly devices: Devices;
  readonly endings: Endings;
};
/** `factor`: a second factor was shown. `fresh`: the account was made just now. */
export type Begin = { readonly factor?: boolean; readonly remember?: boolean; readonly fresh?: boolean };

export function createSignIns(deps: SignInsDeps) {
  const { db, key, clock, random, secure, limits, devices, endings } = deps;
  return {
    /**
     * Begins a sign-in in the transaction of what it follows from, under a token that nobody had before; the Set-Cookie header that
     * carries it. From a browser where the account has shown all it needs, another cookie makes that browser known (devices.ts).
     */
    async begin(tx: Tx, whose: Whose, from: From, { factor = false, remember = false, fresh = false }: Begin = {}): Promise<string[]> {
      const token = toBase64(random.bytes(32));
      const now = new Date(clock.now());
      const lifeMs = remember ? limits.rememberMs : limits.signInMs;
      const guest = 'member' in whose ? whose : undefined;
      await addSignIn(tx, {
        tokenHash: sha256(token),
        account: 'account' in whose ? whose.account : null,
        member: guest?.member ?? null,
        room: guest?.room ?? null,
        ipSealed: key.seal('ip', from.ip),
        agentSealed: key.seal('agent', from.agent.slice(0, 256)),
        createdAt: now,
        seenAt: now,
        expiresAt: new Date(clock.now() + lifeMs),
        factorAt: factor ? now : null,
        provenAt: guest === undefined ? now : null,
      });
      const cookie = setCookie(guest === undefined ? 'account' : 'guest', token, lifeMs, secure);
      const arrived = 'account' in whose && (factor || fresh) ? [await devices.arrive(tx, whose.account, from, { fresh })] : [];
      return [cookie, ...arrived];
    },

    /**
     * Who the cookies say it is, in the one capacity asked for. An account whose roles ask for a second factor is nobody before
     * it showed one, to everybody who does not say `enrolling`.
     */
    async authenticate(asked: {
      readonly cookieHeader: string | undefined;
      readonly as: CookieKind;
      readonly enrolling?: boolean;
    }): Promise<Result<SignIn, 'not_signed_in' | 'factor_needed' | 'not_ready'>> {
      const token = readCookie(asked.cookieHeader, asked.as, secure);
      if (token === undefined) return fail('not_signed_in');
      return db.act('system:sign-in', async (tx): Promise<Result<SignIn, 'not_signed_in' | 'factor_needed'>> => {
        const now = new Date(clock.now());
        const row = await findSignIn(tx, sha256(token), now);
        if (row === undefined) return fail('not_signed_in');
        if (now.getTime() - row.seenAt.getTime() > SEEN_EVERY_MS) await touchSignIn(tx, sha256(token), now);
        if (asked.as === 'account' && row.account !== null) {
          const signIn = accountSignIn(row.account, row.roles ?? [], row);
          return signIn.factorNeeded && asked.enrolling !== true ? fail('factor_needed') : ok(signIn);
        }
        if (asked.as === 'guest' && row.member !== null && row.room !== null)
          return ok({ is: 'guest', signIn: row.id, room: row.room, member: row.member });
        return fail('not_signed_in');
      });
    },

    /** This sign-in has just enrolled a factor; those of the account that never showed one end. */
    async factorShown(tx: Tx, cookieHeader: string | undefined, account: AccountId): Promise<void> {
      const token = readCookie(cookieHeader, 'account', secure);
      if (token !== undefined) await setFactorShown(tx, sha256(token), new Date(clock.now()));
      await removeFactorless(tx, account);
    },

    /** Whether it showed the password or a passkey within the last minutes. */
    isProven: ({ provenUntil }: AccountSignIn): boolean => provenUntil > clock.now(),

    /** This sign-in has just shown the password or a passkey; until when that counts. */
    async proven(tx: Tx, cookieHeader: string | undefined): Promise<number> {
      const token = readCookie(cookieHeader, 'account', secure);
      if (token !== undefined) await setProven(tx, sha256(token), new Date(clock.now()));
      return clock.now() + LIMITS.proofLifeMs;
    },

    /** All sign-ins of the account end, but the one of these cookies where there is one; `tellEnded` which they were once it is committed. */
    async endAll(tx: Tx, account: AccountId, butOf: string | undefined): Promise<string[]> {
      const token = readCookie(butOf, 'account', secure);
      return await removeSignInsOf(tx, account, token === undefined ? undefined : sha256(token));
    },

    tellEnded: endings.tell,

    /** Ends the account's sign-in; the Set-Cookie header that forgets it. */
    async end(cookieHeader: string | undefined, account: AccountId, from: From): Promise<Result<string, 'not_ready'>> {
      const token = readCookie(cookieHeader, 'account', secure);
      const act: Act = { actor: `account:${account}`, action: 'sign-out', subject: '', from };
      const removed = await audited(deps, 'system:sign-in', act, async (tx): Promise<Result<string[], 'not_ready'>> =>
        ok(token === undefined ? [] : await removeSignIn(tx, sha256(token))),
      );
      if (!removed.ok) return removed;
      endings.tell(removed.value);
      return ok(clearCookie('account', secure));
    },
  };
}

function accountSignIn(account: AccountId, held: readonly string[], row: Pick<SignInRow, 'id' | 'factorAt' | 'provenAt'>): AccountSignIn {
  const roles = ACCOUNT_ROLES.filter((role) => held.includes(role));
  return {
    is: 'account',
    signIn: row.id,
    account,
    roles,
    factorNeeded: needsFactor(roles) && row.factorAt === null,
    provenUntil: (row.provenAt?.getTime() ?? 0) + LIMITS.proofLifeMs,
  };
}
