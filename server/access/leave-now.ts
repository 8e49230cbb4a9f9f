/** "Leave now": the browser's sign-ins end, whatever they are, and their cookies go. What is not there is no error. */
import { ok, type Result } from '#crdt/base/result.ts';
import { findSignIn, removeSignIn } from '#db/sign-ins.ts';
import { sha256 } from './bytes.ts';
import type { Endings } from './endings.ts';
import { clearCookie, readCookie, type CookieKind } from './cookies.ts';
import { auditEntry, type AccessDeps, type From } from './deps.ts';
import { appendAudit, type AuditEntry } from '#db/audit.ts';

const KINDS: readonly CookieKind[] = ['account', 'guest'];

/** `secure`: the practice is reached by https. */
export function createLeaveNow(deps: AccessDeps & { readonly secure: boolean; readonly endings: Endings }) {
  const { db, clock, secure, endings } = deps;
  return {
    /** The Set-Cookie headers that forget both. Each sign-in that was one is audited with its end, in one transaction. */
    async leave(cookieHeader: string | undefined, from: From): Promise<Result<readonly string[], 'not_ready'>> {
      const left = await db.act('system:sign-in', async (tx) => {
        const ended: string[] = [];
        const entries: AuditEntry[] = [];
        for (const kind of KINDS) {
          const token = readCookie(cookieHeader, kind, secure);
          const signIn = token === undefined ? undefined : await findSignIn(tx, sha256(token), new Date(clock.now()));
          if (token === undefined || signIn === undefined) continue;
          ended.push(...(await removeSignIn(tx, sha256(token))));
          const actor = signIn.account === null ? `member:${signIn.member}` : `account:${signIn.account}`;
          const subject = signIn.room === null ? '' : `room:${signIn.room}`;
          entries.push(auditEntry(deps, { actor, action: 'leave-now', subject, from }, 'ok'));
        }
        await appendAudit(tx, entries);
        return ok(ended);
      });
      if (!left.ok) return left;
      endings.tell(left.value);
      // That the browser was known here is a trace as well.
      return ok([...KINDS, 'device' as const].map((kind) => clearCookie(kind, secure)));
    },
  };
}
