import type { Clock } from '#crdt/base/clock.ts';
import { createCall, type Call } from '#media/call/call.ts';
import { startFrameWorker } from '#media/call/frame-worker.ts';
import type { DeviceChoice } from '#client/call/device-check.tsx';
import type { Participant } from '#client/room/types.ts';
import { createChatStore, type ChatStore } from './chat.ts';
import { createRoomStore, type RoomStore } from './room.ts';

/** A room on screen: its stores, and the call where the room is open. */
export type OpenRoom = {
  readonly store: RoomStore;
  readonly chat: ChatStore;
  readonly call: Call | undefined;
  /** Ends call and stores; the participant stays its maker's to close. Idempotent. */
  close(): Promise<void>;
};

type Options = { readonly participant: Participant; readonly choice: DeviceChoice | undefined; readonly clock: Clock };

export function openRoom({ participant, choice, clock }: Options): OpenRoom {
  const store = createRoomStore(participant);
  const chat = createChatStore(participant, clock, () => crypto.randomUUID());
  const call =
    participant.status.value === 'ended'
      ? undefined
      : createCall({
          signalling: participant.signalling,
          mediaKey: () => participant.mediaKey(),
          you: { member: participant.you, device: participant.device },
          clock,
          startWorker: startFrameWorker,
          // An observer sends nothing, whatever was chosen before; the server and everybody's browser would refuse it.
          ...(store.observing.value ? {} : choice),
        });
  const unfollow = participant.status.subscribe((status) => {
    if (status === 'ended') void call?.close();
  });
  return {
    store,
    chat,
    call,
    async close() {
      unfollow();
      chat.close();
      store.close();
      await call?.close();
    },
  };
}
