/** What members of a room are called. */
import type { InvitedRole, MemberRole } from '#server/contract/roles.ts';

/** Empty where there is nothing to say. */
export const ROLE_WORDS: { readonly [Role in MemberRole]: string } = {
  therapist: 'Therapist',
  'co-therapist': 'Co-therapist',
  participant: '',
  observer: 'Observes',
};

/** For whoever makes a link. */
export const INVITED_WORDS: { readonly [Role in InvitedRole]: { readonly label: string; readonly hint: string } } = {
  participant: {
    label: 'Somebody who takes part',
    hint: 'Draws, writes, and is seen and heard. What they may do you can change in the room.',
  },
  'co-therapist': {
    label: 'A co-therapist',
    hint: 'Draws, writes, and is seen and heard like you. Letting people in, removing them and ending the session stay with you.',
  },
  observer: {
    label: 'Somebody who observes',
    hint: 'Such as a supervisor. Sees and hears everything, cannot draw, write, show or say anything. Everybody sees the whole time that they observe.',
  },
};
