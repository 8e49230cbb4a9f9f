/** Sign-ins: who a request or connection is, by its cookie. */
import type { AccountId, MemberId, RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { Tx } from '#db/connect.ts';
import { addSignIn, findSignIn, removeSignIn, touchSignIn } from '#db/sign-ins.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { ACCOUNT_ROLES, type AccountRole } from '#server/contract/roles.ts';
import { clearCookie, readCookie, setCookie, type CookieKind } from './cookies.ts';
import { audited, type AccessDeps, type From } from './deps.ts';
import { sha256, toBase64 } from './bytes.ts';

export type SignIn =
  | { readonly is: 'account'; readonly account: AccountId; readonly roles: readonly AccountRole[] }
  | { readonly is: 'guest'; readonly room: RoomId; readonly member: MemberId };

export type Whose = { readonly account: AccountId } | { readonly room: RoomId; readonly member: MemberId };

/** `seen_at` is written at most this often. */
const SEEN_EVERY_MS = 60_000;

export type SignIns = ReturnType<typeof createSignIns>;

/** `secure`: the practice is reached by https. */
export function createSignIns(deps: AccessDeps & { readonly secure: boolean }) {
  const { db, key, clock, random, secure } = deps;
  return {
    /** Begins a sign-in in the transaction of what it follows from; the Set-Cookie header that carries it. */
    async begin(tx: Tx, whose: Whose, from: From): Promise<string> {
      const token = toBase64(random.bytes(32));
      const now = new Date(clock.now());
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
        expiresAt: new Date(clock.now() + LIMITS.signInLifeMs),
      });
      return setCookie(guest === undefined ? 'account' : 'guest', token, LIMITS.signInLifeMs, secure);
    },

    /** Who the cookies say it is, in the one capacity asked for. */
    async authenticate(asked: {
      readonly cookieHeader: string | undefined;
      readonly as: CookieKind;
    }): Promise<Result<SignIn, 'not_signed_in' | 'not_ready'>> {
      const token = readCookie(asked.cookieHeader, asked.as, secure);
      if (token === undefined) return fail('not_signed_in');
      return db.act('system:sign-in', async (tx): Promise<Result<SignIn, 'not_signed_in'>> => {
        const now = new Date(clock.now());
        const row = await findSignIn(tx, sha256(token), now);
        if (row === undefined) return fail('not_signed_in');
        if (now.getTime() - row.seenAt.getTime() > SEEN_EVERY_MS) await touchSignIn(tx, sha256(token), now);
        if (asked.as === 'account' && row.account !== null) {
          const held = row.roles ?? [];
          return ok({ is: 'account', account: row.account, roles: ACCOUNT_ROLES.filter((role) => held.includes(role)) });
        }
        if (asked.as === 'guest' && row.member !== null && row.room !== null)
          return ok({ is: 'guest', room: row.room, member: row.member });
        return fail('not_signed_in');
      });
    },

    /** Ends the account's sign-in; the Set-Cookie header that forgets it. */
    async end(cookieHeader: string | undefined, account: AccountId, from: From): Promise<Result<string, 'not_ready'>> {
      const token = readCookie(cookieHeader, 'account', secure);
      return audited(deps, 'system:sign-in', { actor: `account:${account}`, action: 'sign-out', subject: '', from }, async (tx) => {
        if (token !== undefined) await removeSignIn(tx, sha256(token));
        return ok(clearCookie('account', secure));
      });
    },
  };
}
