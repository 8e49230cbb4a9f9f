import { fail, ok } from '#crdt/base/result.ts';
import type { Clock } from '#crdt/base/clock.ts';
import type { Storage } from '#client/net/storage.ts';
import type { GuestDoor } from './guest.ts';
import { createLinkStore } from './link-store.ts';

type Options = { readonly origin: string; readonly storage: Promise<Storage>; readonly clock: Clock };

/** Guests' rooms over the real network. What opens and seals is fetched when it is first needed, not with the page. */
export function createGuestDoor({ origin, storage, clock }: Options): GuestDoor {
  const rooms = () => import('#client/room/join.ts');
  const links = createLinkStore(origin, storage);
  return {
    async held(invite) {
      const secret = await links.load(invite);
      if (secret === undefined) return { secret, claimed: false };
      const { knowsInvite } = await rooms();
      return { secret, claimed: await knowsInvite(links.linkOf(invite, secret), await storage) };
    },
    keep: (invite, secret) => links.save(invite, secret),
    async signedIn() {
      return await (await storage).keyrings.some('account:').catch(() => false);
    },
    async forget(invite) {
      const [{ forgetInvite }, kept] = await Promise.all([rooms(), storage]);
      await Promise.allSettled([links.remove(invite), forgetInvite(invite, kept)]);
    },
    async look(invite, secret) {
      const { lookAtInvite } = await import('#client/room/look.ts');
      return await lookAtInvite({ link: links.linkOf(invite, secret) });
    },
    async ask({ invite, secret, onWaiting, ...answers }, signal) {
      const { joinByInvite } = await rooms();
      const joined = await joinByInvite({ link: links.linkOf(invite, secret), ...answers, storage: await storage, clock });
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
