import { signal, type ReadonlySignal } from '@preact/signals';
import type { InviteId, RoomId } from '#crdt/base/ids.ts';
import { fail, type Result } from '#crdt/base/result.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { joinAsAccount } from '#client/room/join-as-account.ts';
import { lookAtInvite, type InviteWants } from '#client/room/look.ts';
import type { Session } from '#client/room/session.ts';
import { createLinkStore } from './link-store.ts';
import type { Answers, Paused, Wants } from './guest.ts';

export type ComingState =
  | { readonly is: 'starting' }
  /** Nothing of the link's second half is here. */
  | { readonly is: 'incomplete' }
  | { readonly is: 'unreachable' }
  | { readonly is: 'preparing'; readonly wants: Wants; readonly busy: boolean; readonly wrong?: ErrorCode | undefined }
  | Paused
  | { readonly is: 'over'; readonly why: ErrorCode }
  /** Claimed: the room goes on from here. */
  | { readonly is: 'joined'; readonly room: RoomId };

/** What this store needs of invites. */
export type ComingDoor = {
  /** The link's secret, where the page before kept it. */
  kept(invite: InviteId): Promise<string | undefined>;
  forget(invite: InviteId): Promise<void>;
  look(invite: InviteId, secret: string): Promise<Result<InviteWants, ErrorCode>>;
  join(invite: InviteId, secret: string, answers: Answers): Promise<Result<RoomId, ErrorCode>>;
};

export function createComingDoor(session: Session): ComingDoor {
  const links = createLinkStore(session.http.origin, Promise.resolve(session.storage));
  return {
    kept: (invite) => links.load(invite),
    forget: (invite) => links.remove(invite),
    look: (invite, secret) => lookAtInvite({ link: links.linkOf(invite, secret), http: session.http }),
    join: (invite, secret, { passcode, checkIn }) => joinAsAccount({ session, link: links.linkOf(invite, secret), passcode, checkIn }),
  };
}

export type Coming = {
  readonly state: ReadonlySignal<ComingState>;
  start(): Promise<void>;
  join(answers: Answers): Promise<void>;
};

/** After these the link may be tried again. */
const AGAIN: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['not_ready', 'internal', 'too_fast', 'passcode_wrong', 'check_in_needed']);

type Options = { readonly invite: InviteId; readonly secret: string | undefined; readonly door: ComingDoor };

/** Somebody signed in on the way through an invite's link, with their account. */
export function createComing({ invite, secret, door }: Options): Coming {
  const state = signal<ComingState>({ is: 'starting' });
  let link = secret;
  let wants: Wants = { name: false, role: 'participant', asks: [], consentWords: '' };

  /** What came of the link; one that only rests is kept. */
  const over = async (why: ErrorCode, retryMs?: number): Promise<void> => {
    if (why === 'invite_paused') return void (state.value = { is: 'paused', forMs: retryMs });
    await door.forget(invite).catch(() => undefined);
    state.value = { is: 'over', why };
  };
  const look = async (): Promise<Result<InviteWants, ErrorCode> | undefined> => {
    link ??= await door.kept(invite);
    if (link === undefined) return void (state.value = { is: 'incomplete' });
    const looked = await door.look(invite, link);
    if (looked.ok) {
      const { passcode, role, asks, consentWords } = looked.value;
      wants = { name: false, role, asks, consentWords, ...(passcode === undefined ? {} : { passcode }) };
    } else if (AGAIN.has(looked.code)) state.value = { is: 'unreachable' };
    else await over(looked.code, looked.retryMs);
    return looked;
  };
  const claim = async (answers: Answers): Promise<Result<RoomId, ErrorCode>> => {
    if (link === undefined) return fail('invite_unknown');
    const joined = await door.join(invite, link, answers);
    if (joined.ok) {
      await door.forget(invite).catch(() => undefined);
      state.value = { is: 'joined', room: joined.value };
    }
    return joined;
  };

  return {
    state,
    async start() {
      state.value = { is: 'starting' };
      const looked = await look();
      if (looked?.ok !== true) return;
      if (!looked.value.claimed) return void (state.value = { is: 'preparing', wants, busy: false });
      // By this account perhaps, which then needs to say nothing more.
      const again = await claim({ name: '' });
      if (!again.ok) await over(again.code, again.retryMs);
    },
    async join(answers) {
      if (state.value.is !== 'preparing' || state.value.busy) return;
      state.value = { is: 'preparing', wants, busy: true };
      const joined = await claim(answers);
      if (joined.ok) return;
      if (!AGAIN.has(joined.code)) return await over(joined.code, joined.retryMs);
      // How many tries are left for the passcode is known only now.
      const looked = await look();
      if (looked?.ok === true) state.value = { is: 'preparing', wants, busy: false, wrong: joined.code };
    },
  };
}
