/** What a new account sets up after its password; each step is data, so that a package adds its own to the list (account/enrol-steps.ts). */
import type { ComponentType } from 'preact';
import type { Result } from '#crdt/base/result.ts';
import type { AccountView } from '#server/contract/http.ts';
import type { TotpEnrolment } from '#client/room/factors.ts';
import type { Session } from '#client/room/session.ts';
import type { DoorCode } from './account.ts';

/** What enrolling needs of the world. `proof_needed` from any of these: ask for the password (`prove`), then again. */
export type EnrolDoor = {
  startTotp(): Promise<Result<TotpEnrolment, DoorCode>>;
  newBackupCodes(): Promise<Result<readonly string[], DoorCode>>;
  /** Undefined when the password was right. */
  prove(password: string): Promise<DoorCode | undefined>;
};

export type EnrolStepProps = {
  readonly session: Session;
  readonly door: EnrolDoor;
  /** Goes on to the next step; with the account as the server sees it now, when that changed. */
  readonly onDone: (account?: AccountView) => void;
};
export type EnrolStep = {
  readonly id: string;
  /** Whether this account is asked for it at all. */
  readonly isFor: (account: AccountView) => boolean;
  /** Shows a level-one heading and all of the step; calls `onDone` once it is through. */
  readonly View: ComponentType<EnrolStepProps>;
};
