/** Who may be what, in one table. A person's account may hold several roles; a member of a room has one. */
export const ACCOUNT_ROLES = ['admin', 'therapist'] as const;
export type AccountRole = (typeof ACCOUNT_ROLES)[number];

export const MEMBER_ROLES = { therapist: 1, participant: 2 } as const;
export type MemberRole = keyof typeof MEMBER_ROLES;

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
