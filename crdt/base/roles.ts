/** What a member may be in a room, and the number of it in the member statement. A number is never reused. */
export const MEMBER_ROLES = { therapist: 1, participant: 2 } as const;
export type MemberRole = keyof typeof MEMBER_ROLES;
const NAMES = Object.keys(MEMBER_ROLES) as readonly MemberRole[];

/** The role with that number, or undefined. */
export const roleNumbered = (number: number): MemberRole | undefined => NAMES.find((name) => MEMBER_ROLES[name] === number);
