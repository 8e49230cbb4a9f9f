/** What a new account sets up after its password; each step is data, so that a package adds its own to the list (account/enrol-steps.ts). */
import type { ComponentType } from 'preact';
import type { Result } from '#crdt/base/result.ts';
import type { FactorsView } from '#server/contract/http-factors.ts';
import type { AccountView } from '#server/contract/http.ts';
import type { TotpEnrolment } from '#client/room/factors.ts';
import type { Session } from '#client/room/session.ts';
import type { DoorCode, PasskeyCode } from './account.ts';

/**
 * What enrolling and changing second factors needs of the world. `proof_needed` from any of these: ask for the password (`prove`) or a
 * passkey (`provePasskey`), then again. Those that give a code alone give undefined when it went well.
 */
export type EnrolDoor = {
  factors(): Promise<Result<FactorsView, DoorCode>>;
  startTotp(): Promise<Result<TotpEnrolment, DoorCode>>;
  removeTotp(): Promise<DoorCode | undefined>;
  newBackupCodes(): Promise<Result<readonly string[], DoorCode>>;
  /** `unlocks`: signing in with it needs no password. */
  addPasskey(name: string): Promise<Result<{ readonly account: AccountView; readonly unlocks: boolean }, PasskeyCode>>;
  /** Lets a passkey that is there unlock the keyring too. */
  letUnlock(id: string): Promise<PasskeyCode | undefined>;
  renamePasskey(id: string, name: string): Promise<DoorCode | undefined>;
  removePasskey(id: string): Promise<DoorCode | undefined>;
  prove(password: string): Promise<DoorCode | undefined>;
  provePasskey(): Promise<PasskeyCode | undefined>;
};

export type EnrolStepProps = {
  readonly session: Session;
  readonly door: EnrolDoor;
  /** Goes on to the next step; with the account as the server sees it now, when that changed. */
  readonly onDone: (account?: AccountView) => void;
};
export type EnrolStep = {
  readonly id: string;
  /** Whether this account, as it was when the steps began, is asked for it at all; `hasFactor`: it got a second factor in a step before. */
  readonly isFor: (account: AccountView, hasFactor: boolean) => boolean;
  /** Shows a level-one heading and all of the step; calls `onDone` once it is through. */
  readonly View: ComponentType<EnrolStepProps>;
};
