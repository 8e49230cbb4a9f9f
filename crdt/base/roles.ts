/**
 * What a member may be in a room, and the number of it in the statements that the host signs. A number is never reused. The therapist is the
 * host; an observer reads, and is seen by all to observe.
 */
export const MEMBER_ROLES = { therapist: 1, participant: 2, 'co-therapist': 3, observer: 4 } as const;
export type MemberRole = keyof typeof MEMBER_ROLES;
/** What a link can make of whoever comes with it. The host signs it at their admission (keys/member.ts); a role is for good. */
export const INVITED_ROLES = ['participant', 'co-therapist', 'observer'] as const satisfies readonly MemberRole[];
export type InvitedRole = (typeof INVITED_ROLES)[number];
export const isInvited = (role: MemberRole): role is InvitedRole => role !== 'therapist';

const NAMES = Object.keys(MEMBER_ROLES) as readonly MemberRole[];

/** The role with that number, or undefined. */
export const roleNumbered = (number: number): MemberRole | undefined => NAMES.find((name) => MEMBER_ROLES[name] === number);
