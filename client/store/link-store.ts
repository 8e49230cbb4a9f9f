/** Where the secret of an invite's link rests between two page loads: beside the keyrings, wrapped like them (client/net/indexed-db.ts). */
import type { InviteId } from '#crdt/base/ids.ts';
import type { Storage } from '#client/net/storage.ts';

const placeOf = (invite: InviteId): string => `link:${invite}`;

export function createLinkStore(origin: string, storage: Promise<Storage>) {
  return {
    linkOf: (invite: InviteId, secret: string): string => `${origin}/join/${invite}#${secret}`,
    async load(invite: InviteId): Promise<string | undefined> {
      const kept = await (await storage).keyrings.load(placeOf(invite)).catch(() => undefined);
      return kept && new TextDecoder().decode(kept);
    },
    /** A browser that keeps nothing only has to open the link again after a reload. */
    async save(invite: InviteId, secret: string): Promise<void> {
      await (await storage).keyrings.save(placeOf(invite), new TextEncoder().encode(secret)).catch(() => undefined);
    },
    remove: async (invite: InviteId): Promise<void> => (await storage).keyrings.remove(placeOf(invite)),
  };
}
