import { signal, type ReadonlySignal } from '@preact/signals';
import type { RoomId } from '#crdt/base/ids.ts';
import type { Participant } from '#client/room/types.ts';
import type { EnterDoor } from './account-doors.ts';
import type { DoorCode } from './account.ts';
import type { RoomsStore } from './rooms.ts';

export type EnteringState =
  | { readonly is: 'starting' }
  | { readonly is: 'preparing' }
  | { readonly is: 'entering' }
  | { readonly is: 'inside'; readonly participant: Participant }
  | { readonly is: 'over'; readonly why: DoorCode };

export type Entering = {
  readonly state: ReadonlySignal<EnteringState>;
  /** Looks whether the room is open. With `prepared`, or for an ended room, it goes in at once. */
  start(prepared: boolean): Promise<void>;
  enter(): Promise<void>;
  /** Leaves the room. Idempotent. */
  close(): Promise<void>;
  /** As `close`, at once: nothing is waited for and nothing sent. */
  vanish(): void;
};

type Options = { readonly room: RoomId; readonly rooms: RoomsStore; readonly enter: EnterDoor };

/** A therapist on the way into one room. */
export function createEntering({ room, rooms, enter: door }: Options): Entering {
  const state = signal<EnteringState>({ is: 'starting' });
  let participant: Participant | undefined;
  let unfollow: (() => void) | undefined;
  let closed = false;

  const enter = async (): Promise<void> => {
    state.value = { is: 'entering' };
    const entered = await door(room);
    if (!entered.ok) return void (state.value = { is: 'over', why: entered.code });
    const inside = entered.value;
    if (closed) return await inside.close();
    participant = inside;
    unfollow = inside.link.subscribe((link) => {
      if (link.is !== 'closed' || closed) return;
      const why = link.why === 'left' || link.why === 'refused' || link.why === 'removed' ? 'no_right' : link.why;
      state.value = { is: 'over', why: why === 'ended' ? 'room_ended' : why === 'signed-out' ? 'not_signed_in' : why };
    });
    state.value = { is: 'inside', participant: inside };
  };

  return {
    state,
    enter,
    async start(prepared) {
      closed = false;
      if (rooms.rooms.value === undefined) await rooms.refresh();
      const ended = rooms.rooms.value?.find((card) => card.room === room)?.status === 'ended';
      if (prepared || ended) await enter();
      else state.value = { is: 'preparing' };
    },
    async close() {
      closed = true;
      unfollow?.();
      await participant?.close();
      participant = undefined;
    },
    vanish() {
      closed = true;
      unfollow?.();
      participant?.vanish();
    },
  };
}
