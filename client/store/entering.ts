import { signal, type ReadonlySignal } from '@preact/signals';
import type { RoomId } from '#crdt/base/ids.ts';
import type { Participant } from '#client/room/types.ts';
import type { EnterDoor } from './account-doors.ts';
import type { EnterEnd, Wait } from '#client/room/enter.ts';
import type { HostStopped } from '#client/room/host-keys.ts';
import type { PeopleCode } from '#client/room/people.ts';

export type EnteringState =
  | { readonly is: 'starting' }
  | { readonly is: 'preparing' }
  | { readonly is: 'entering' }
  /** The host has not decided yet. */
  | ({ readonly is: 'waiting' } & Wait)
  | { readonly is: 'inside'; readonly participant: Participant }
  /** The host's keys are not those that this account knows. */
  | { readonly is: 'stopped'; readonly host: HostStopped; readonly busy: boolean; readonly wrong?: PeopleCode | undefined }
  | { readonly is: 'over'; readonly why: Exclude<EnterEnd, 'stopped'> };

export type Entering = {
  readonly state: ReadonlySignal<EnteringState>;
  /** Looks whether the room is open. With `prepared`, or for an ended room, it goes in at once. */
  start(prepared: boolean): Promise<void>;
  enter(): Promise<void>;
  /** The host's words were compared and are the same: goes in. */
  confirmHost(): Promise<void>;
  /** Leaves the room. Idempotent. */
  close(): Promise<void>;
  /** As `close`, at once: nothing is waited for and nothing sent. */
  vanish(): void;
};

type Options = {
  readonly room: RoomId;
  /** Whether it is known to have ended. */
  isEnded(room: RoomId): Promise<boolean>;
  readonly enter: EnterDoor;
};

/** Somebody signed in on the way into one room: their own, or one into which they are, or were, let in. */
export function createEntering({ room, isEnded, enter: door }: Options): Entering {
  const state = signal<EnteringState>({ is: 'starting' });
  let participant: Participant | undefined;
  let unfollow: (() => void) | undefined;
  let closed = false;
  let giveUp = new AbortController();

  const enter = async (): Promise<void> => {
    state.value = { is: 'entering' };
    giveUp = new AbortController();
    const { signal: given } = giveUp;
    const entered = await door(room, {
      onWaiting: (wait) => void (closed || (state.value = { is: 'waiting', ...wait })),
      onStopped: (host) => void (closed || (state.value = { is: 'stopped', host, busy: false })),
      signal: given,
    });
    if (!entered.ok) {
      if (!closed && entered.code !== 'stopped') state.value = { is: 'over', why: entered.code };
      return;
    }
    const inside = entered.value;
    if (closed) return await inside.close();
    participant = inside;
    unfollow = inside.link.subscribe((link) => {
      if (link.is !== 'closed' || closed) return;
      const why = link.why === 'left' ? 'no_right' : link.why;
      state.value = { is: 'over', why: why === 'ended' ? 'room_ended' : why === 'signed-out' ? 'not_signed_in' : why };
    });
    state.value = { is: 'inside', participant: inside };
  };

  return {
    state,
    enter,
    async confirmHost() {
      if (state.value.is !== 'stopped' || state.value.busy) return;
      const { host } = state.value;
      if (host.is === 'refused') return;
      state.value = { is: 'stopped', host, busy: true };
      const done = await host.confirm();
      if (closed) return;
      if (done.ok) await enter();
      else state.value = { is: 'stopped', host, busy: false, wrong: done.code };
    },
    async start(prepared) {
      closed = false;
      if (prepared || (await isEnded(room))) await enter();
      else if (!closed) state.value = { is: 'preparing' };
    },
    async close() {
      closed = true;
      giveUp.abort();
      unfollow?.();
      await participant?.close();
      participant = undefined;
    },
    vanish() {
      closed = true;
      giveUp.abort();
      unfollow?.();
      participant?.vanish();
    },
  };
}
