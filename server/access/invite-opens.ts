/**
 * How often one invite link may be opened before somebody came in by it: ten times an hour, whatever address asks. Whoever got hold of a link cannot try
 * passcodes and answers for long, and a link that was posted somewhere rests. It is kept in the database; whoever came in by it comes again uncounted.
 */
import { hex } from '#crdt/base/bytes.ts';
import type { InviteId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { acting, type Tx } from '#db/connect.ts';
import { lockTries, setTries, triesOf } from '#db/tries.ts';
import type { AccessDeps } from './deps.ts';

const HOUR_MS = 3_600_000;

export type InviteOpens = ReturnType<typeof createInviteOpens>;

/** `most`: openings of one invite within an hour. */
export function createInviteOpens({ clock, key, most }: Pick<AccessDeps, 'clock' | 'key'> & { readonly most: number }) {
  const bucketOf = (invite: InviteId): Uint8Array => key.lookUp('tries', `invite:${invite}`);
  const within = (tries: readonly Date[], now: number): readonly Date[] => tries.filter((at) => now - at.getTime() < HOUR_MS);
  /** When as few are left of the hour that one more may come; undefined where it may come now. */
  const rested = (lately: readonly Date[]): number | undefined => {
    const decisive = lately.at(-most);
    return decisive === undefined ? undefined : decisive.getTime() + HOUR_MS;
  };
  return {
    /** Counts one opening by somebody who holds the link; refuses the one too many, says for how long, and those are not counted. */
    spend: (tx: Tx, invite: InviteId): Promise<Result<undefined, 'invite_paused'>> =>
      acting(tx, 'system:sign-in', async () => {
        const now = clock.now();
        const bucket = bucketOf(invite);
        const { tries, lockedUntil } = await lockTries(tx, bucket, new Date(now));
        const lately = within(tries, now);
        const until = rested(lately);
        if (until !== undefined) return fail('invite_paused', until - now);
        await setTries(tx, bucket, { tries: [...lately, new Date(now)], lockedUntil });
        return ok(undefined);
      }),

    /** Those of these that rest now, and until when (ms since the Unix epoch). */
    paused: (tx: Tx, invites: readonly InviteId[]): Promise<ReadonlyMap<InviteId, number>> =>
      acting(tx, 'system:sign-in', async () => {
        const now = clock.now();
        const rows = await triesOf(tx, invites.map(bucketOf));
        const found = new Map(rows.map(({ bucket, tries }) => [hex(bucket), rested(within(tries, now))]));
        return new Map(
          invites.flatMap((invite) => {
            const until = found.get(hex(bucketOf(invite)));
            return until === undefined ? [] : [[invite, until]];
          }),
        );
      }),
  };
}
