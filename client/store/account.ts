import { signal, type ReadonlySignal } from '@preact/signals';
import type { Result } from '#crdt/base/result.ts';
import type { AccountView } from '#server/contract/http.ts';
import type { ErrorCode } from '#server/contract/errors.ts';

export type DoorCode = ErrorCode;
export type Registration = {
  readonly email: string;
  readonly password: string;
  /** From an account invite's link. */
  readonly token?: string;
  /** For setting up from another machine than the server's own. */
  readonly setUpCode?: string;
  readonly alsoTherapist?: boolean;
};

/** A signed-in account with its keys in memory. */
export type SignedIn = { readonly view: AccountView; wipe(): void };

/** What this store needs of accounts; client/store/doors.ts makes one of the real thing. */
export type AccountDoor<Account extends SignedIn> = {
  setup(): Promise<Result<{ needed: boolean; codeNeeded: boolean }, DoorCode>>;
  register(registration: Registration): Promise<Result<Account, DoorCode>>;
  signIn(email: string, password: string): Promise<Result<Account, DoorCode>>;
  /** The account of this browser's sign-in, its keys from the at-rest store. */
  resume(): Promise<Account | undefined>;
  signOut(account: Account): Promise<void>;
};

export type AccountState<Account extends SignedIn> =
  | { readonly is: 'starting' }
  | { readonly is: 'unreachable' }
  | { readonly is: 'set-up'; readonly codeNeeded: boolean }
  | { readonly is: 'signed-out' }
  | { readonly is: 'signed-in'; readonly account: Account };

export type AccountStore<Account extends SignedIn> = {
  readonly state: ReadonlySignal<AccountState<Account>>;
  start(): Promise<void>;
  /** Both give undefined when it went well, otherwise why not. */
  register(registration: Registration): Promise<DoorCode | undefined>;
  signIn(email: string, password: string): Promise<DoorCode | undefined>;
  signOut(): Promise<void>;
};

/** At least this many characters; the same bound stands in words beside the field. */
export const PASSWORD_MIN_CHARS = 15;

export function createAccountStore<Account extends SignedIn>(door: AccountDoor<Account>): AccountStore<Account> {
  const state = signal<AccountState<Account>>({ is: 'starting' });
  const enter = (outcome: Result<Account, DoorCode>): DoorCode | undefined => {
    if (!outcome.ok) return outcome.code;
    state.value = { is: 'signed-in', account: outcome.value };
    return undefined;
  };
  return {
    state,
    async start() {
      const account = await door.resume();
      if (account !== undefined) {
        state.value = { is: 'signed-in', account };
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
      await door.signOut(now.account);
      now.account.wipe();
    },
  };
}
