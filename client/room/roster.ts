/** Who is in the room and whose devices are here now. Names come from signed statements alone. */
import { hex } from '#crdt/base/bytes.ts';
import { uuidFrom, type MemberId } from '#crdt/base/ids.ts';
import { fromHex } from '#crdt/base/bytes.ts';
import { clientIdOf } from '#crdt/crypto/hash.ts';
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
  /** A sender (hex of its 24 bytes) has written. */
  heard(sender: string): void;
  memberOf(clientId: number): MemberId | undefined;
};

export function createRoster(chest: KeyChest, you: MemberId): Roster {
  const present = new Map<string, PresentView>();
  const writers = new Map<number, MemberId>();
  const members = createWatched<readonly Member[]>([]);
  const keyOf = ({ member, device }: PresentView): string => `${member}/${hex(device)}`;

  function heardOf({ member, device }: PresentView): number {
    const client = clientIdOf(member, device);
    writers.set(client, member);
    return client;
  }

  function changed(): void {
    const here = new Set([...present.values()].map(({ member }) => member));
    members.set(
      [...chest.members.values()].map(({ id, role, name }) => ({ id, role, name, here: id === you || here.has(id), you: id === you })),
    );
  }

  function arrived(view: PresentView): void {
    present.set(keyOf(view), view);
    heardOf(view);
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
      for (const view of views) heardOf(view);
      changed();
      return before.filter((view) => !present.has(keyOf(view))).map(heardOf);
    },
    gone(view) {
      present.delete(keyOf(view));
      changed();
      return heardOf(view);
    },
    heard(sender) {
      const bytes = fromHex(sender);
      if (bytes?.length === 24) heardOf({ member: uuidFrom<MemberId>(bytes.subarray(0, 16)), device: bytes.slice(16) });
    },
    memberOf: (clientId) => writers.get(clientId),
  };
}
