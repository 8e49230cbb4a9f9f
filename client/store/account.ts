import { signal, type ReadonlySignal } from '@preact/signals';
import type { Result } from '#crdt/base/result.ts';
import type { AccountView } from '#server/contract/http.ts';
import type { PasskeyCode } from '#client/room/passkey.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { needsFactor, type AccountRole } from '#server/contract/roles.ts';
import type { FactorMethod, FactorProof } from '#server/contract/http-factors.ts';

export type { PasskeyCode };
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

/** The second step of signing in: the password was right. */
export type FactorAsked<Session> = {
  readonly is: 'factor';
  readonly methods: readonly FactorMethod[];
  prove(proof: FactorProof): Promise<Result<Session, DoorCode>>;
  provePasskey(): Promise<Result<Session, PasskeyCode>>;
};
export type Signing<Session> = { readonly is: 'signed-in'; readonly session: Session } | FactorAsked<Session>;

/** What this store needs of accounts; client/store/doors.ts makes one of the real thing. */
export type AccountDoor<Session extends SignedIn> = {
  setup(): Promise<Result<{ needed: boolean; codeNeeded: boolean }, DoorCode>>;
  register(registration: Registration): Promise<Result<Session, DoorCode>>;
  /** What the bearer of an account invite becomes. */
  invited(token: string): Promise<Result<readonly AccountRole[], DoorCode>>;
  /** Signed in, or asked for the second factor. */
  signIn(email: string, password: string): Promise<Result<Signing<Session>, DoorCode>>;
  /** A passkey alone. */
  signInByPasskey(): Promise<Result<Session, PasskeyCode>>;
  /** The account of this browser's sign-in, its keys from the at-rest store. */
  resume(): Promise<Session | undefined>;
};

export type AccountState<Session extends SignedIn> =
  | { readonly is: 'starting' }
  | { readonly is: 'unreachable' }
  | { readonly is: 'set-up'; readonly codeNeeded: boolean }
  | { readonly is: 'signed-out' }
  | FactorAsked<Session>
  /** Signed in, and led through what a new account still has to set up. */
  | { readonly is: 'enrolling'; readonly session: Session }
  | { readonly is: 'signed-in'; readonly session: Session };

export type AccountStore<Session extends SignedIn> = {
  readonly state: ReadonlySignal<AccountState<Session>>;
  start(): Promise<void>;
  invited: AccountDoor<Session>['invited'];
  /** Both give undefined when it went well, otherwise why not. */
  register(registration: Registration): Promise<DoorCode | undefined>;
  signIn(email: string, password: string): Promise<DoorCode | undefined>;
  /** The second step; `not_signed_in` when it took too long or failed too often: the password is asked anew then. */
  showFactor(proof: FactorProof | { readonly method: 'ask-passkey' }): Promise<PasskeyCode | undefined>;
  signInByPasskey(): Promise<PasskeyCode | undefined>;
  /** From the second step back to the password. */
  startAgain(): void;
  /** All that a new account sets up is done. */
  enrolled(account: AccountView): void;
  signOut(): Promise<void>;
};

/** At least this many characters: where the password is all there is, and where the roles ask for a second factor besides (NIST SP 800-63B-4, 3.1.1.2). */
export const passwordMinChars = (roles: readonly AccountRole[]): number => (needsFactor(roles) ? 8 : 15);

export function createAccountStore<Session extends SignedIn>(door: AccountDoor<Session>): AccountStore<Session> {
  const state = signal<AccountState<Session>>({ is: 'starting' });
  const enter = (session: Session, isNew = false): void => {
    state.value = { is: isNew || session.account.factorNeeded ? 'enrolling' : 'signed-in', session };
  };
  return {
    state,
    async start() {
      const session = await door.resume();
      if (session !== undefined) {
        enter(session);
        return;
      }
      const setup = await door.setup();
      if (!setup.ok) state.value = { is: 'unreachable' };
      else if (setup.value.needed) state.value = { is: 'set-up', codeNeeded: setup.value.codeNeeded };
      else state.value = { is: 'signed-out' };
    },
    invited: (token) => door.invited(token),
    async register(registration) {
      const made = await door.register(registration);
      if (!made.ok) return made.code;
      enter(made.value, true);
      return undefined;
    },
    async signIn(email, password) {
      const begun = await door.signIn(email, password);
      if (!begun.ok) return begun.code;
      if (begun.value.is === 'factor') state.value = begun.value;
      else enter(begun.value.session);
      return undefined;
    },
    async showFactor(proof) {
      const now = state.value;
      if (now.is !== 'factor') return 'not_signed_in';
      const shown = proof.method === 'ask-passkey' ? await now.provePasskey() : await now.prove(proof);
      if (!shown.ok) return shown.code;
      enter(shown.value);
      return undefined;
    },
    async signInByPasskey() {
      const signed = await door.signInByPasskey();
      if (!signed.ok) return signed.code;
      enter(signed.value);
      return undefined;
    },
    startAgain() {
      if (state.value.is === 'factor') state.value = { is: 'signed-out' };
    },
    enrolled(account) {
      const now = state.value;
      if (now.is === 'enrolling') state.value = { is: 'signed-in', session: { ...now.session, account } };
    },
    async signOut() {
      const now = state.value;
      if (now.is !== 'signed-in' && now.is !== 'enrolling') return;
      state.value = { is: 'signed-out' };
      await now.session.signOut();
    },
  };
}
