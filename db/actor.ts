/** On whose behalf a transaction runs; row-level security (migrations/) decides by it what exists. Unset, nothing does. */
import type { AccountId, MemberId } from '#crdt/base/ids.ts';

export type Actor =
  | `account:${AccountId}`
  /** Somebody in one room, a guest for instance. */
  | `member:${MemberId}`
  /** Looks up e-mail addresses and sign-ins; sees no room. */
  | 'system:sign-in'
  /** Binds an invite to the guest's keys; sees no grant and no content. */
  | 'system:claim'
  /** Rooms, members and visits for the admin; sees no grant and no content. */
  | 'system:admin'
  /** Reads the key directory, of everybody; sees no room. */
  | 'system:directory'
  /** Verifies the audit log and signs where it stands; sees nothing else. */
  | 'system:audit'
  /** Removes records whose time is over, and sets how long that is; sees no record. */
  | 'system:retention'
  /** Sends reminders of appointments that are due; sees no appointment. */
  | 'system:reminders'
  /** Takes somebody who is deactivated out of rooms; sees members, and no grant and no content. */
  | 'system:leaving';
