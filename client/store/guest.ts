import { signal, type ReadonlySignal } from '@preact/signals';
import type { InviteId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { Participant } from '#client/room/types.ts';

/** Why a guest does not come in. */
export type GuestEnd = 'refused' | 'ended' | 'left' | ErrorCode;

export type GuestState =
  | { readonly is: 'starting' }
  /** The link came without its second half, and this browser holds nothing of it. */
  | { readonly is: 'incomplete' }
  /** `known`: this browser claimed the invite before, so the name is given already. */
  | { readonly is: 'preparing'; readonly known: boolean; readonly wrong?: ErrorCode | undefined }
  | { readonly is: 'asking' }
  | { readonly is: 'waiting'; readonly connected: boolean }
  | { readonly is: 'inside'; readonly participant: Participant }
  | { readonly is: 'over'; readonly why: GuestEnd };

export type Asking = {
  readonly invite: InviteId;
  /** From the link. */
  readonly secret: string;
  /** Passed over where this browser claimed the invite before: then the name given first stays. */
  readonly name: string;
  onWaiting(connected: boolean): void;
};
/** What this browser keeps at rest of an invite, so that a reload throws nobody out. */
export type Held = { readonly secret: string | undefined; readonly claimed: boolean };
/** What this store needs of rooms; the real one is loaded only when it is asked something. */
export type GuestDoor = {
  held(invite: InviteId): Promise<Held>;
  keep(invite: InviteId, secret: string): Promise<void>;
  forget(invite: InviteId): Promise<void>;
  /** Claims the invite (or shows that this browser did before) and waits to be let in. Aborting `signal` gives up. */
  ask(asking: Asking, signal: AbortSignal): Promise<Result<Participant, GuestEnd>>;
};

export type GuestStore = {
  readonly state: ReadonlySignal<GuestState>;
  /** `prepared`: camera and microphone were chosen in this tab already, so a reload goes straight on. */
  start(prepared: boolean): Promise<void>;
  /** The link was opened once more in this page. Nothing new while one is waiting or inside. */
  opened(secret: string): Promise<void>;
  ask(name: string): Promise<void>;
  /** Leaves waiting room or room; wipes the keys. */
  leave(): Promise<void>;
  /** As `leave`, at once: nothing is waited for and nothing sent. */
  vanish(): void;
  close(): void;
};

type Options = { readonly invite: InviteId; readonly secret: string | undefined; readonly door: GuestDoor };

export function createGuestStore({ invite, secret, door }: Options): GuestStore {
  const state = signal<GuestState>({ is: 'starting' });
  let giveUp = new AbortController();
  let link = secret;
  let unfollow: (() => void) | undefined;

  const over = (why: GuestEnd): void => {
    unfollow?.();
    link = undefined;
    state.value = { is: 'over', why };
    if (final(why)) void door.forget(invite);
  };
  const inside = (participant: Participant): void => {
    state.value = { is: 'inside', participant };
    const follow = (now: Participant['link']['value']): void => {
      if (now.is === 'closed') over(now.why === 'signed-out' ? 'left' : now.why);
    };
    unfollow = participant.link.subscribe(follow);
    follow(participant.link.value);
  };
  const ask = async (name: string): Promise<void> => {
    if (link === undefined) return void (state.value = { is: 'incomplete' });
    state.value = { is: 'asking' };
    const onWaiting = (connected: boolean): void => void (state.value = { is: 'waiting', connected });
    const { signal: givenUp } = giveUp;
    const outcome = await door.ask({ invite, secret: link, name, onWaiting }, givenUp);
    if (givenUp.aborted) return;
    if (outcome.ok) inside(outcome.value);
    else if (again(outcome.code)) state.value = { is: 'preparing', known: name === '', wrong: outcome.code };
    else over(outcome.code);
  };

  const start = async (prepared: boolean): Promise<void> => {
    const held = await door.held(invite);
    const same = link === undefined || link === held.secret;
    link ??= held.secret;
    const known = held.claimed && same;
    if (known && prepared) return await ask('');
    if (link !== undefined) await door.keep(invite, link);
    state.value = link === undefined ? { is: 'incomplete' } : { is: 'preparing', known };
  };

  return {
    state,
    start,
    async opened(newest) {
      const { is } = state.value;
      if (is !== 'over' && is !== 'incomplete' && is !== 'preparing') return;
      link = newest;
      giveUp = new AbortController();
      await start(false);
    },
    ask,
    async leave() {
      const now = state.value;
      giveUp.abort();
      over('left');
      if (now.is === 'inside') await now.participant.close();
    },
    vanish() {
      const now = state.value;
      giveUp.abort();
      over('left');
      if (now.is === 'inside') now.participant.vanish();
    },
    close() {
      giveUp.abort();
      unfollow?.();
    },
  };
}

/** After these the link opens nothing any more, here or elsewhere. */
const final = (why: GuestEnd): boolean =>
  why === 'left' || why === 'ended' || why === 'room_ended' || why === 'invite_used' || why === 'invite_over' || why === 'invite_unknown';

/** What may be tried again with the same link. */
const again = (why: GuestEnd): why is 'not_ready' | 'internal' | 'too_fast' =>
  why === 'not_ready' || why === 'internal' || why === 'too_fast';
