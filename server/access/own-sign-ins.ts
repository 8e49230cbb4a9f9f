/** Where an account is signed in, and ending that. What ends, ends at once: its live connections with it (endings.ts). */
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { Tx } from '#db/connect.ts';
import { removeOtherSignIns, removeOwnSignIn, signInsOf } from '#db/sign-ins.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { SignInView } from '#server/contract/http-sessions.ts';
import { audited, type AccessDeps, type Self } from './deps.ts';
import type { Endings } from './endings.ts';

type Nothing = Readonly<Record<never, never>>;

export function createOwnSignIns(deps: AccessDeps & { readonly endings: Endings }) {
  const { db, key, clock, endings } = deps;

  async function end({ account, from }: Self, work: (tx: Tx) => Promise<Result<string[], ErrorCode>>): Promise<Result<Nothing, ErrorCode>> {
    const subject = `account:${account}`;
    const ended = await audited(deps, 'system:sign-in', { actor: subject, action: 'sign-in.end', subject, from }, work);
    if (!ended.ok) return ended;
    endings.tell(ended.value);
    return ok({});
  }

  return {
    /** `here`: the id of the sign-in that asks. */
    list: ({ account }: Self, here: string): Promise<Result<{ signIns: SignInView[] }, ErrorCode>> =>
      db.act('system:sign-in', async (tx) => {
        const rows = await signInsOf(tx, account, new Date(clock.now()));
        const signIns = rows.map((row) => ({
          id: row.id,
          here: row.id === here,
          agent: row.agentSealed === null ? '' : key.open('agent', row.agentSealed),
          address: row.ipSealed === null ? '' : key.open('ip', row.ipSealed),
          since: row.createdAt.getTime(),
          seenAt: row.seenAt.getTime(),
          expiresAt: row.expiresAt.getTime(),
        }));
        return ok({ signIns });
      }),

    /** `not_found` for one that is over, or somebody else's. */
    end: (self: Self, { id }: { readonly id: string }) =>
      end(self, async (tx) => {
        const ended = await removeOwnSignIn(tx, self.account, id);
        return ended.length === 0 ? fail('not_found') : ok(ended);
      }),

    endOthers: (self: Self, here: string) => end(self, async (tx) => ok(await removeOtherSignIns(tx, self.account, here))),
  };
}
