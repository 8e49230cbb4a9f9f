/** Who may be what, in one table. A person's account may hold several roles; a member of a room has one. */
export const ACCOUNT_ROLES = ['admin', 'therapist'] as const;
export type AccountRole = (typeof ACCOUNT_ROLES)[number];

/** Defined where the member statement's layout needs it. */
export { MEMBER_ROLES, type MemberRole } from '#crdt/base/roles.ts';

/** What a connection or request must be for a row of the contract; a row names exactly one. */
export type Right =
  /** Nobody is asked who they are. */
  | 'public'
  /** Any signed-in account. */
  | 'account'
  | 'admin'
  | 'therapist'
  /** A connection bound to a room, waiting or inside. */
  | 'room:waiting'
  /** Inside a room, open or ended: may read its log. */
  | 'room:read'
  /** Inside an open room: may write. */
  | 'room:write'
  /** Inside an open room as its therapist. */
  | 'room:host';
