/**
 * How often one invite link may be opened before somebody came in by it: ten times an hour, whatever address asks. Whoever got hold of a link cannot try
 * passcodes and answers for long, and a link that was posted somewhere rests. It is kept in the database; whoever came in by it comes again uncounted.
 */
import type { InviteId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { acting, type Tx } from '#db/connect.ts';
import { lockTries, setTries } from '#db/tries.ts';
import type { AccessDeps } from './deps.ts';

const HOUR_MS = 3_600_000;

export type InviteOpens = ReturnType<typeof createInviteOpens>;

/** `most`: openings of one invite within an hour. */
export function createInviteOpens({ clock, key, most }: Pick<AccessDeps, 'clock' | 'key'> & { readonly most: number }) {
  return {
    /** Counts one opening by somebody who holds the link; refuses the one too many, and those are not counted. */
    spend: (tx: Tx, invite: InviteId): Promise<Result<undefined, 'invite_paused'>> =>
      acting(tx, 'system:sign-in', async () => {
        const now = clock.now();
        const bucket = key.lookUp('tries', `invite:${invite}`);
        const { tries, lockedUntil } = await lockTries(tx, bucket, new Date(now));
        const lately = tries.filter((at) => now - at.getTime() < HOUR_MS);
        if (lately.length >= most) return fail('invite_paused');
        await setTries(tx, bucket, { tries: [...lately, new Date(now)], lockedUntil });
        return ok(undefined);
      }),
  };
}
