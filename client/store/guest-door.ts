import { fail, ok } from '#crdt/base/result.ts';
import type { Clock } from '#crdt/base/clock.ts';
import type { InviteId } from '#crdt/base/ids.ts';
import type { Storage } from '#client/net/storage.ts';
import type { GuestDoor } from './guest.ts';

type Options = { readonly origin: string; readonly storage: Promise<Storage>; readonly clock: Clock };

/** The invite's secret rests beside the guest's keyring, wrapped like it (client/net/indexed-db.ts). */
const linkPlace = (invite: InviteId): string => `link:${invite}`;
const linkOf = (origin: string, invite: InviteId, secret: string): string => `${origin}/join/${invite}#${secret}`;

/** Guests' rooms over the real network. What opens and seals is fetched when it is first needed, not with the page. */
export function createGuestDoor({ origin, storage, clock }: Options): GuestDoor {
  const rooms = () => import('#client/room/join.ts');
  const secretOf = async (invite: InviteId): Promise<string | undefined> => {
    const kept = await (await storage).keyrings.load(linkPlace(invite)).catch(() => undefined);
    return kept && new TextDecoder().decode(kept);
  };
  return {
    async held(invite) {
      const secret = await secretOf(invite);
      if (secret === undefined) return { secret, claimed: false };
      const { knowsInvite } = await rooms();
      return { secret, claimed: await knowsInvite(linkOf(origin, invite, secret), await storage) };
    },
    async keep(invite, secret) {
      // A browser that keeps nothing only has to open the link again after a reload.
      await (await storage).keyrings.save(linkPlace(invite), new TextEncoder().encode(secret)).catch(() => undefined);
    },
    async forget(invite) {
      const [{ forgetInvite }, kept] = await Promise.all([rooms(), storage]);
      await Promise.allSettled([kept.keyrings.remove(linkPlace(invite)), forgetInvite(invite, kept)]);
    },
    async look(invite, secret) {
      const { lookAtInvite } = await import('#client/room/look.ts');
      return await lookAtInvite({ link: linkOf(origin, invite, secret) });
    },
    async ask({ invite, secret, onWaiting, ...answers }, signal) {
      const { joinByInvite } = await rooms();
      const joined = await joinByInvite({ link: linkOf(origin, invite, secret), ...answers, storage: await storage, clock });
      if (!joined.ok) return joined;
      const waiting = joined.value;
      if (signal.aborted) waiting.cancel();
      signal.addEventListener('abort', () => waiting.cancel());
      return new Promise((resolve) => {
        waiting.admitted.then(
          (participant) => resolve(ok(participant)),
          () => resolve(fail(waiting.state.value.is === 'closed' ? waiting.state.value.why : 'no_right')),
        );
        const follow = (now: (typeof waiting)['state']['value']): void => {
          if (now.is === 'waiting') onWaiting({ connected: true, ahead: now.ahead, locked: now.locked, words: waiting.words });
          else if (now.is === 'away' || now.is === 'connecting')
            onWaiting({ connected: false, ahead: undefined, locked: false, words: waiting.words });
        };
        waiting.state.subscribe(follow);
        follow(waiting.state.value);
      });
    },
  };
}
