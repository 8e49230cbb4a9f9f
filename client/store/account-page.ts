/** The page "Your account" is a list of sections; a package hangs its own on it (account/account-sections.ts). */
import type { ComponentType } from 'preact';
import type { AccountView } from '#server/contract/http.ts';
import type { Session } from '#client/room/session.ts';
import type { EnrolDoor } from './enrol.ts';

export type AccountSectionProps = {
  readonly session: Session;
  readonly door: EnrolDoor;
};
export type AccountSection = {
  readonly id: string;
  /** The section's heading. */
  readonly title: string;
  readonly isFor: (account: AccountView) => boolean;
  /** All that stands under the heading. */
  readonly View: ComponentType<AccountSectionProps>;
};
