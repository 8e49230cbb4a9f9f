import { signal, type ReadonlySignal } from '@preact/signals';
import type { InviteId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import type { CheckIn } from '#crdt/keys/check-in.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { InviteWants } from '#client/room/look.ts';
import type { Participant } from '#client/room/types.ts';

/** Why a guest does not come in. */
export type GuestEnd = 'refused' | 'removed' | 'ended' | 'left' | ErrorCode;

/** What the form has to ask. */
export type Wants = Pick<InviteWants, 'passcode' | 'role' | 'asks' | 'consentWords'> & {
  /** Not of somebody whom this browser knows from an earlier claim. */
  readonly name: boolean;
};
const NOTHING: Wants = { name: false, role: 'participant', asks: [], consentWords: '' };

export type GuestState =
  | { readonly is: 'starting' }
  /** The link came without its second half, and this browser holds nothing of it. */
  | { readonly is: 'incomplete' }
  /** Nobody answers what the invite wants. */
  | { readonly is: 'unreachable' }
  | { readonly is: 'preparing'; readonly wants: Wants; readonly busy: boolean; readonly wrong?: ErrorCode | undefined }
  /** After a reload: everything was given before. */
  | { readonly is: 'asking' }
  | ({ readonly is: 'waiting' } & Wait)
  /** The link is good; nobody new comes in just now. */
  | { readonly is: 'locked' }
  | Paused
  | { readonly is: 'inside'; readonly participant: Participant }
  | { readonly is: 'over'; readonly why: GuestEnd };

/** The link is good, but was opened too often and rests. `forMs`: how long from when this was said, where that is known. */
export type Paused = { readonly is: 'paused'; readonly forMs: number | undefined };

/** `ahead`: how many who are connected came before, where the server has said so. `words`: the practice's own. */
export type Wait = { readonly connected: boolean; readonly ahead: number | undefined; readonly locked: boolean; readonly words: string };

/** What the form gave. */
export type Answers = {
  readonly name: string;
  readonly passcode?: string | undefined;
  readonly checkIn?: CheckIn | undefined;
};
export type Asking = Answers & {
  readonly invite: InviteId;
  /** From the link. */
  readonly secret: string;
  onWaiting(wait: Wait): void;
};
/** What this browser keeps at rest of an invite, so that a reload throws nobody out. */
export type Held = { readonly secret: string | undefined; readonly claimed: boolean };
/** What this store needs of rooms; the real one is loaded only when it is asked something. */
export type GuestDoor = {
  held(invite: InviteId): Promise<Held>;
  keep(invite: InviteId, secret: string): Promise<void>;
  /** Whether an account's keys rest unlocked in this browser. */
  signedIn(): Promise<boolean>;
  forget(invite: InviteId): Promise<void>;
  look(invite: InviteId, secret: string): Promise<Result<InviteWants, ErrorCode>>;
  /** Claims the invite (or shows that this browser did before) and waits to be let in. Aborting `signal` gives up. */
  ask(asking: Asking, signal: AbortSignal): Promise<Result<Participant, GuestEnd>>;
};

export type GuestStore = {
  readonly state: ReadonlySignal<GuestState>;
  /** An account is signed in here: it may be used instead of coming as a guest. */
  readonly signedIn: ReadonlySignal<boolean>;
  /** `prepared`: camera and microphone were chosen in this tab already, so a reload goes straight on. */
  start(prepared: boolean): Promise<void>;
  /** The link was opened once more in this page. Nothing new while one is waiting or inside. */
  opened(secret: string): Promise<void>;
  ask(answers: Answers): Promise<void>;
  /** The link's secret, for whoever goes on with it; this store does nothing with it any more. */
  handOver(): string | undefined;
  /** Leaves waiting room or room; wipes the keys. */
  leave(): Promise<void>;
  /** As `leave`, at once: nothing is waited for and nothing sent. */
  vanish(): void;
  close(): void;
};

type Options = { readonly invite: InviteId; readonly secret: string | undefined; readonly door: GuestDoor };

export function createGuestStore({ invite, secret, door }: Options): GuestStore {
  const state = signal<GuestState>({ is: 'starting' });
  const signedIn = signal(false);
  let giveUp = new AbortController();
  let link = secret;
  let wants = NOTHING;
  let unfollow: (() => void) | undefined;

  /** The end is said once nothing of it is left in this browser; whoever leaves of their own accord sees it at once. */
  const over = async (why: GuestEnd): Promise<void> => {
    unfollow?.();
    link = undefined;
    if (why === 'left') state.value = { is: 'over', why };
    if (final(why)) await door.forget(invite).catch(() => undefined);
    state.value = { is: 'over', why };
  };
  const inside = (participant: Participant): void => {
    state.value = { is: 'inside', participant };
    const follow = (now: Participant['link']['value']): void => {
      if (now.is === 'closed') void over(now.why === 'signed-out' ? 'left' : now.why);
    };
    unfollow = participant.link.subscribe(follow);
    follow(participant.link.value);
  };

  /** Asks the server what the invite wants; false, with the state set, when there is nothing to go on with. */
  const look = async (secretOf: string, known: boolean, givenUp: AbortSignal): Promise<boolean> => {
    const looked = await door.look(invite, secretOf);
    if (givenUp.aborted) return false;
    if (looked.ok && (known || !looked.value.claimed)) {
      const { passcode, role, asks, consentWords } = looked.value;
      wants = known ? { ...NOTHING, role } : { name: true, role, asks, consentWords, ...(passcode === undefined ? {} : { passcode }) };
      return true;
    }
    if (looked.ok) await over('invite_used');
    else if (looked.code === 'room_locked') state.value = { is: 'locked' };
    else if (looked.code === 'invite_paused') state.value = { is: 'paused', forMs: looked.retryMs };
    else if (again(looked.code)) state.value = { is: 'unreachable' };
    else await over(looked.code);
    return false;
  };

  const ask = async (answers: Answers, from: 'form' | 'reload'): Promise<void> => {
    if (link === undefined) return void (state.value = { is: 'incomplete' });
    const secretOf = link;
    state.value = from === 'form' ? { is: 'preparing', wants, busy: true } : { is: 'asking' };
    const onWaiting: Asking['onWaiting'] = (wait) => void (state.value = { is: 'waiting', ...wait });
    const { signal: givenUp } = giveUp;
    const outcome = await door.ask({ invite, secret: secretOf, ...answers, onWaiting }, givenUp);
    if (givenUp.aborted) return;
    if (outcome.ok) return inside(outcome.value);
    const wrong = outcome.code;
    if (wrong === 'invite_paused') return void (state.value = { is: 'paused', forMs: outcome.retryMs });
    if (!again(wrong)) return await over(wrong);
    // What is wanted may be known only now, and how many tries are left for the passcode.
    const known = from === 'reload' && wrong !== 'passcode_wrong';
    if (await look(secretOf, known, givenUp)) state.value = { is: 'preparing', wants, busy: false, wrong };
  };

  const start = async (prepared: boolean): Promise<void> => {
    const { signal: givenUp } = giveUp;
    const held = await door.held(invite);
    const same = link === undefined || link === held.secret;
    link ??= held.secret;
    const known = held.claimed && same;
    if (known && prepared) return await ask({ name: '' }, 'reload');
    if (link === undefined) return void (state.value = { is: 'incomplete' });
    await door.keep(invite, link);
    signedIn.value = await door.signedIn();
    state.value = { is: 'starting' };
    if (await look(link, known, givenUp)) state.value = { is: 'preparing', wants, busy: false };
  };

  return {
    state,
    signedIn,
    start,
    async opened(newest) {
      const { is } = state.value;
      if (is === 'waiting' || is === 'inside' || is === 'asking' || is === 'starting') return;
      if (state.value.is === 'preparing' && state.value.busy) return;
      link = newest;
      giveUp = new AbortController();
      await start(false);
    },
    ask: (answers) => ask(answers, 'form'),
    handOver() {
      giveUp.abort();
      return link;
    },
    async leave() {
      const now = state.value;
      giveUp.abort();
      void over('left');
      if (now.is === 'inside') await now.participant.close();
    },
    vanish() {
      const now = state.value;
      giveUp.abort();
      void over('left');
      if (now.is === 'inside') now.participant.vanish();
    },
    close() {
      giveUp.abort();
      unfollow?.();
    },
  };
}

/** After these the link opens nothing any more, here or elsewhere. */
const FINAL: ReadonlySet<GuestEnd> = new Set<GuestEnd>([
  'left',
  'removed',
  'ended',
  'room_ended',
  'invite_used',
  'invite_over',
  'invite_closed',
  'invite_unknown',
]);
const final = (why: GuestEnd): boolean => FINAL.has(why);

/** What may be tried again with the same link. */
const AGAIN: ReadonlySet<GuestEnd> = new Set<GuestEnd>([
  'not_ready',
  'internal',
  'too_fast',
  'passcode_wrong',
  'check_in_needed',
  'room_locked',
]);
const again = (why: GuestEnd): why is ErrorCode => AGAIN.has(why);
