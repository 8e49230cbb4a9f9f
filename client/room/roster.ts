/** Who is in the room and whose devices are here now. Names come from signed statements alone. */
import { hex } from '#crdt/base/bytes.ts';
import type { DocName } from '#crdt/base/docs.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import { mayIn } from '#crdt/base/rights.ts';
import { clientIdOf } from '#crdt/crypto/hash.ts';
import type { Senders } from '#crdt/sync/senders.ts';
import type { PresentView } from '#server/contract/views.ts';
import type { KeyChest } from './key-chest.ts';
import { createWatched } from './watched.ts';
import type { Member, Watched } from './types.ts';

export type Roster = {
  readonly members: Watched<readonly Member[]>;
  /** The devices here after a (re)entry; answers the Yjs client ids of those that are gone. */
  reset(present: readonly PresentView[]): readonly number[];
  arrived(present: PresentView): void;
  /** Answers the Yjs client id of the device. */
  gone(present: PresentView): number;
  /** A member was added to the chest. */
  changed(): void;
  /** Only of those who wrote or showed something: what the server says of devices could give anybody's id to anybody. */
  memberOf(clientId: number): MemberId | undefined;
};

export function createRoster(chest: KeyChest, you: MemberId, senders: Senders): Roster {
  const present = new Map<string, PresentView>();
  const members = createWatched<readonly Member[]>([]);
  const keyOf = ({ member, device }: PresentView): string => `${member}/${hex(device)}`;

  const clientOf = ({ member, device }: PresentView): number => clientIdOf(member, device);

  function changed(): void {
    const here = new Set([...present.values()].map(({ member }) => member));
    const inside = new Map(chest.inside().map((member) => [member.id, member]));
    members.set(
      [...chest.members.values()].map(({ id, name, ...known }) => {
        const now = inside.get(id);
        const isHere = now !== undefined && (id === you || here.has(id));
        const may = (right: DocName): boolean => now !== undefined && mayIn(now.rights, right);
        const rights = { drawing: may('drawing'), chat: may('chat') };
        return { id, role: now?.role ?? known.role, name, here: isHere, you: id === you, inside: now !== undefined, may: rights };
      }),
    );
  }

  function arrived(view: PresentView): void {
    present.set(keyOf(view), view);
    changed();
  }

  return {
    members,
    changed,
    arrived,
    reset(views) {
      const before = [...present.values()];
      present.clear();
      for (const view of views) present.set(keyOf(view), view);
      changed();
      return before.filter((view) => !present.has(keyOf(view))).map(clientOf);
    },
    gone(view) {
      present.delete(keyOf(view));
      changed();
      return clientOf(view);
    },
    memberOf: (client) => senders.memberOf(client),
  };
}
