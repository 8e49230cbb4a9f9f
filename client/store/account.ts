import { ACCOMPANIED_PASSWORD_CHARS, LONE_PASSWORD_CHARS } from '#client/room/password-length.ts';
import type { Clock } from '#crdt/base/clock.ts';
import type { SessionLimits } from '#server/contract/http-sessions.ts';
import { phaseOf } from '#client/vault/phase.ts';
import type { Tabs } from '#client/vault/tabs.ts';
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

/** A signed-in account with its keys in memory; `close` wipes them, `signOut` ends the sign-in as well. */
export type SignedIn = { readonly account: AccountView; close(): Promise<void>; signOut(): Promise<void> };

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
  /** How long keys stay unlocked here. */
  limits(): Promise<Result<SessionLimits, DoorCode>>;
  /** Signed in, or asked for the second factor. */
  signIn(email: string, password: string, remember: boolean): Promise<Result<Signing<Session>, DoorCode>>;
  /** A passkey alone. */
  signInByPasskey(remember: boolean): Promise<Result<Session, PasskeyCode>>;
  /** The keys of a sign-in that lasts. */
  unlock(account: AccountView, password: string): Promise<Result<Session, DoorCode>>;
  unlockByPasskey(account: AccountView): Promise<Result<Session, PasskeyCode>>;
  /** Whose sign-in this browser has, with or without keys. */
  locked(): Promise<AccountView | undefined>;
  /** Ends the sign-in of a locked vault. */
  endSignIn(): Promise<void>;
  /** The account of this browser's sign-in, its keys from the at-rest store. */
  resume(): Promise<Session | undefined>;
};

export type AccountState<Session extends SignedIn> =
  | { readonly is: 'starting' }
  | { readonly is: 'unreachable' }
  | { readonly is: 'set-up'; readonly codeNeeded: boolean }
  | { readonly is: 'signed-out' }
  | FactorAsked<Session>
  /** Signed in, the keys gone from this browser until the password or a passkey brings them back. */
  | { readonly is: 'locked'; readonly account: AccountView }
  /** Signed in, and led through what a new account still has to set up. */
  | { readonly is: 'enrolling'; readonly session: Session }
  | { readonly is: 'signed-in'; readonly session: Session };

export type AccountStore<Session extends SignedIn> = {
  readonly state: ReadonlySignal<AccountState<Session>>;
  /** There from the first state after `starting`. */
  readonly limits: ReadonlySignal<SessionLimits | undefined>;
  start(): Promise<void>;
  invited: AccountDoor<Session>['invited'];
  /** Both give undefined when it went well, otherwise why not. */
  register(registration: Registration): Promise<DoorCode | undefined>;
  signIn(email: string, password: string, remember: boolean): Promise<DoorCode | undefined>;
  /** The second step; `not_signed_in` when it took too long or failed too often: the password is asked anew then. */
  showFactor(proof: FactorProof | { readonly method: 'ask-passkey' }): Promise<PasskeyCode | undefined>;
  signInByPasskey(remember: boolean): Promise<PasskeyCode | undefined>;
  /** Wipes the keys; the sign-in stays. */
  lock(): Promise<void>;
  /** `not_signed_in`: the sign-in has ended meanwhile, and the whole of signing in is asked for. */
  unlock(password: string): Promise<DoorCode | undefined>;
  unlockByPasskey(): Promise<PasskeyCode | undefined>;
  /** From the second step back to the password. */
  startAgain(): void;
  /** All that a new account sets up is done. */
  enrolled(account: AccountView): void;
  /** In all tabs of this browser. */
  signOut(): Promise<void>;
  close(): void;
};

type Options = {
  readonly tabs: Tabs;
  readonly clock: Pick<Clock, 'now'>;
};

/** At least this many characters: fewer where a second factor stands beside it, because the roles ask for one or because there is one. */
export const passwordMinChars = (roles: readonly AccountRole[], hasFactor = false): number =>
  needsFactor(roles) || hasFactor ? ACCOMPANIED_PASSWORD_CHARS : LONE_PASSWORD_CHARS;

export function createAccountStore<Session extends SignedIn>(door: AccountDoor<Session>, { tabs, clock }: Options): AccountStore<Session> {
  const state = signal<AccountState<Session>>({ is: 'starting' });
  const limits = signal<SessionLimits | undefined>(undefined);
  const enter = (session: Session, isNew = false): void => {
    state.value = { is: isNew || session.account.factorNeeded ? 'enrolling' : 'signed-in', session };
  };
  /** The password or a passkey was shown just now. */
  const unlocked = (session: Session, isNew = false): void => {
    const now = clock.now();
    tabs.setTimes({ seenAt: now, unlockedAt: now });
    enter(session, isNew);
    tabs.tell('unlocked');
  };
  const sessionNow = (): Session | undefined => {
    const now = state.value;
    return now.is === 'signed-in' || now.is === 'enrolling' ? now.session : undefined;
  };
  /** Wipes the keys here, whichever tab asked for it. */
  const drop = async (): Promise<void> => {
    const session = sessionNow();
    state.value = { is: 'signed-out' };
    await session?.close();
  };
  const start = async (): Promise<void> => {
    const [known, session] = await Promise.all([door.limits(), door.resume()]);
    if (!known.ok) return void (state.value = { is: 'unreachable' });
    limits.value = known.value;
    if (session !== undefined && phaseOf(tabs.times(), clock.now(), known.value).is !== 'locked') return enter(session);
    // Its time ran out while no tab was open: the keys go before anything is shown.
    await session?.close();
    const account = await door.locked();
    if (account !== undefined) return void (state.value = { is: 'locked', account });
    const setup = await door.setup();
    if (!setup.ok) state.value = { is: 'unreachable' };
    else if (setup.value.needed) state.value = { is: 'set-up', codeNeeded: setup.value.codeNeeded };
    else state.value = { is: 'signed-out' };
  };
  const unhear = tabs.hear((word) => {
    const { is } = state.value;
    if (word === 'signed-out' && (is === 'locked' || sessionNow() !== undefined)) void drop();
    // What another tab unlocked rests in the browser for all of them.
    if (word === 'unlocked' && (is === 'locked' || is === 'signed-out')) void start();
  });
  async function unlock<Code extends PasskeyCode>(
    way: (account: AccountView) => Promise<Result<Session, Code>>,
  ): Promise<Code | undefined> {
    const now = state.value;
    if (now.is !== 'locked') return undefined;
    const done = await way(now.account);
    if (!done.ok) {
      if (done.code === 'not_signed_in' || done.code === 'factor_needed') state.value = { is: 'signed-out' };
      return done.code;
    }
    unlocked(done.value);
    return undefined;
  }
  return {
    state,
    limits,
    start,
    invited: (token) => door.invited(token),
    async register(registration) {
      const made = await door.register(registration);
      if (!made.ok) return made.code;
      unlocked(made.value, true);
      return undefined;
    },
    async signIn(email, password, remember) {
      const begun = await door.signIn(email, password, remember);
      if (!begun.ok) return begun.code;
      if (begun.value.is === 'factor') state.value = begun.value;
      else unlocked(begun.value.session);
      return undefined;
    },
    async showFactor(proof) {
      const now = state.value;
      if (now.is !== 'factor') return 'not_signed_in';
      const shown = proof.method === 'ask-passkey' ? await now.provePasskey() : await now.prove(proof);
      if (!shown.ok) return shown.code;
      unlocked(shown.value);
      return undefined;
    },
    async signInByPasskey(remember) {
      const signed = await door.signInByPasskey(remember);
      if (!signed.ok) return signed.code;
      unlocked(signed.value);
      return undefined;
    },
    async lock() {
      const session = sessionNow();
      if (session === undefined) return;
      state.value = { is: 'locked', account: session.account };
      await session.close();
    },
    unlock: (password) => unlock((account) => door.unlock(account, password)),
    unlockByPasskey: () => unlock((account) => door.unlockByPasskey(account)),
    startAgain() {
      if (state.value.is === 'factor') state.value = { is: 'signed-out' };
    },
    enrolled(account) {
      const now = state.value;
      if (now.is === 'enrolling') state.value = { is: 'signed-in', session: { ...now.session, account } };
    },
    async signOut() {
      const now = state.value;
      const session = sessionNow();
      if (session === undefined && now.is !== 'locked') return;
      tabs.setTimes(undefined);
      tabs.tell('signed-out');
      await drop();
      await (session === undefined ? door.endSignIn() : session.signOut());
    },
    close: unhear,
  };
}
