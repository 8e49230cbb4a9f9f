/**
 * What a member may be in a room, and the number of it in the statements that the host signs. A number is never reused. The therapist is the
 * host; an observer reads, and is seen by all to observe.
 */
export const MEMBER_ROLES = { therapist: 1, participant: 2, 'co-therapist': 3, observer: 4 } as const;
export type MemberRole = keyof typeof MEMBER_ROLES;
const NAMES = Object.keys(MEMBER_ROLES) as readonly MemberRole[];

/** The role with that number, or undefined. */
export const roleNumbered = (number: number): MemberRole | undefined => NAMES.find((name) => MEMBER_ROLES[name] === number);
