import { signal, type ReadonlySignal } from '@preact/signals';
import type { Result } from '#crdt/base/result.ts';
import type { AccountView } from '#server/contract/http.ts';
import type { ErrorCode } from '#server/contract/errors.ts';

export type DoorCode = ErrorCode;
export type Registration = {
  readonly email: string;
  /** As those in the room see it. */
  readonly name: string;
  readonly password: string;
  /** From an account invite's link. */
  readonly token?: string;
  /** For setting up from another machine than the server's own. */
  readonly setUpCode?: string;
  readonly alsoTherapist?: boolean;
};

/** A signed-in account with its keys in memory; `signOut` wipes them and ends the sign-in. */
export type SignedIn = { readonly account: AccountView; signOut(): Promise<void> };

/** What this store needs of accounts; client/store/doors.ts makes one of the real thing. */
export type AccountDoor<Session extends SignedIn> = {
  setup(): Promise<Result<{ needed: boolean; codeNeeded: boolean }, DoorCode>>;
  register(registration: Registration): Promise<Result<Session, DoorCode>>;
  signIn(email: string, password: string): Promise<Result<Session, DoorCode>>;
  /** The account of this browser's sign-in, its keys from the at-rest store. */
  resume(): Promise<Session | undefined>;
};

export type AccountState<Session extends SignedIn> =
  | { readonly is: 'starting' }
  | { readonly is: 'unreachable' }
  | { readonly is: 'set-up'; readonly codeNeeded: boolean }
  | { readonly is: 'signed-out' }
  | { readonly is: 'signed-in'; readonly session: Session };

export type AccountStore<Session extends SignedIn> = {
  readonly state: ReadonlySignal<AccountState<Session>>;
  start(): Promise<void>;
  /** Both give undefined when it went well, otherwise why not. */
  register(registration: Registration): Promise<DoorCode | undefined>;
  signIn(email: string, password: string): Promise<DoorCode | undefined>;
  signOut(): Promise<void>;
};

/** At least this many characters; the same bound stands in words beside the field. */
export const PASSWORD_MIN_CHARS = 15;

export function createAccountStore<Session extends SignedIn>(door: AccountDoor<Session>): AccountStore<Session> {
  const state = signal<AccountState<Session>>({ is: 'starting' });
  const enter = (outcome: Result<Session, DoorCode>): DoorCode | undefined => {
    if (!outcome.ok) return outcome.code;
    state.value = { is: 'signed-in', session: outcome.value };
    return undefined;
  };
  return {
    state,
    async start() {
      const session = await door.resume();
      if (session !== undefined) {
        state.value = { is: 'signed-in', session };
        return;
      }
      const setup = await door.setup();
      if (!setup.ok) state.value = { is: 'unreachable' };
      else if (setup.value.needed) state.value = { is: 'set-up', codeNeeded: setup.value.codeNeeded };
      else state.value = { is: 'signed-out' };
    },
    register: async (registration) => enter(await door.register(registration)),
    signIn: async (email, password) => enter(await door.signIn(email, password)),
    async signOut() {
      const now = state.value;
      if (now.is !== 'signed-in') return;
      state.value = { is: 'signed-out' };
      await now.session.signOut();
    },
  };
}
