/** Who may be what, in one table. A person's account may hold several roles of staff, or be a participant's; a member of a room has one. */
export const STAFF_ROLES = ['admin', 'therapist', 'auditor'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];
export const ACCOUNT_ROLES = [...STAFF_ROLES, 'participant'] as const;
export type AccountRole = (typeof ACCOUNT_ROLES)[number];
export const isStaff = (roles: readonly string[]): boolean => STAFF_ROLES.some((role) => roles.includes(role));

/** Whoever holds one of these signs in with a second factor, always. There is no setting for it. */
export const NEED_FACTOR: readonly AccountRole[] = ['admin', 'therapist', 'auditor'];
export const needsFactor = (roles: readonly AccountRole[]): boolean => roles.some((role) => NEED_FACTOR.includes(role));

/** Defined where the member statement's layout needs it. */
export { INVITED_ROLES, MEMBER_ROLES, type InvitedRole, type MemberRole } from '#crdt/base/roles.ts';

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
  /** An admin who has shown the password or a passkey within the last minutes. */
  | 'admin-proven'
  | 'therapist'
  | 'auditor'
  /** Who may come into others' rooms with their account's keys. */
  | 'joins'
  /** A connection bound to a room, waiting or inside. */
  | 'room:waiting'
  /** Inside a room, open or ended: may read its log. */
  | 'room:read'
  /** Inside an open room: may write. */
  | 'room:write'
  /** As before, with the right to send camera, microphone and screen in the current epoch (crdt/base/rights.ts): not an observer. */
  | 'room:media'
  /** Inside an open room as its therapist. */
  | 'room:host';

/** What each role of an account lets it do, besides what every account may. */
export const ROLE_RIGHTS: { readonly [Role in AccountRole]: readonly Right[] } = {
  admin: ['admin'],
  therapist: ['therapist', 'joins'],
  auditor: ['auditor'],
  participant: ['joins'],
};
export const holds = (roles: readonly AccountRole[], right: Right): boolean => roles.some((role) => ROLE_RIGHTS[role].includes(right));
