/** Who may be what, in one table. A person's account may hold several roles; a member of a room has one. */
export const ACCOUNT_ROLES = ['admin', 'therapist', 'auditor'] as const;
export type AccountRole = (typeof ACCOUNT_ROLES)[number];

/** Whoever holds one of these signs in with a second factor, always. There is no setting for it. */
export const NEED_FACTOR: readonly AccountRole[] = ['admin', 'therapist', 'auditor'];
export const needsFactor = (roles: readonly AccountRole[]): boolean => roles.some((role) => NEED_FACTOR.includes(role));

/** Defined where the member statement's layout needs it. */
export { MEMBER_ROLES, type MemberRole } from '#crdt/base/roles.ts';

/** What a connection or request must be for a row of the contract; a row names exactly one. */
export type Right =
  /** Nobody is asked who they are. */
  | 'public'
  /** Any signed-in account, even one whose roles ask for a second factor that it still lacks. */
  | 'enrolling'
  /** As before, with the password or a passkey shown within the last minutes (limits.ts, proofLifeMs). */
  | 'proven'
  /** Any signed-in account that has the second factor its roles ask for. So do all rights below. */
  | 'account'
  | 'admin'
  | 'therapist'
  | 'auditor'
  /** A connection bound to a room, waiting or inside. */
  | 'room:waiting'
  /** Inside a room, open or ended: may read its log. */
  | 'room:read'
  /** Inside an open room: may write. */
  | 'room:write'
  /** Inside an open room as its therapist. */
  | 'room:host';
