import { signal, type ReadonlySignal } from '@preact/signals';
import type { RoomId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import type { DoorCode } from './account.ts';

/** A room of the therapist's list; its title was opened in this browser. */
export type RoomCard = {
  readonly room: RoomId;
  readonly title: string;
  readonly status: 'open' | 'ended';
  /** ms since the Unix epoch */
  readonly createdAt: number;
  readonly endedAt?: number | undefined;
  readonly waiting: number;
};
export type InviteLink = { readonly link: string; readonly expiresAt: number };

export type RoomsDoor = {
  list(): Promise<Result<readonly RoomCard[], DoorCode>>;
  create(title: string): Promise<Result<RoomId, DoorCode>>;
  invite(room: RoomId): Promise<Result<InviteLink, DoorCode>>;
};

export type RoomsStore = {
  readonly rooms: ReadonlySignal<readonly RoomCard[] | undefined>;
  readonly wrong: ReadonlySignal<DoorCode | undefined>;
  refresh(): Promise<void>;
  /** The new room, or undefined with `wrong` set. */
  create(title: string): Promise<RoomId | undefined>;
  invite(room: RoomId): Promise<InviteLink | undefined>;
};

export function createRoomsStore(door: RoomsDoor): RoomsStore {
  const rooms = signal<readonly RoomCard[] | undefined>(undefined);
  const wrong = signal<DoorCode | undefined>(undefined);
  const taken = <Value>(outcome: Result<Value, DoorCode>): Value | undefined => {
    wrong.value = outcome.ok ? undefined : outcome.code;
    return outcome.ok ? outcome.value : undefined;
  };
  const refresh = async (): Promise<void> => {
    const list = taken(await door.list());
    if (list !== undefined) rooms.value = [...list].sort((a, b) => b.createdAt - a.createdAt);
  };
  return {
    rooms,
    wrong,
    refresh,
    async create(title) {
      const room = taken(await door.create(title));
      if (room !== undefined) await refresh();
      return room;
    },
    invite: async (room) => taken(await door.invite(room)),
  };
}
