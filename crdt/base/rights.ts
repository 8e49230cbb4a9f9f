/**
 * What a member may do in an epoch, one bit each, as the epoch statement (keys/epoch-layout.ts) and the database hold them. A bit is never reused.
 * Reading is no right of its own: whoever is in the epoch has its key.
 */
import type { DocName } from './docs.ts';
import type { MemberRole } from './roles.ts';

export const RIGHTS = {
  /** Append to the drawing, and show what is under one's pen. */
  drawing: 1,
  /** Append to the chat, and show that one is writing. */
  chat: 2,
  /** Send camera, microphone and screen. */
  media: 4,
} as const satisfies Record<DocName | 'media', number>;
export type RightName = keyof typeof RIGHTS;
export const RIGHT_NAMES = Object.keys(RIGHTS) as readonly RightName[];

export const ALL_RIGHTS = RIGHTS.drawing | RIGHTS.chat | RIGHTS.media;
export const NO_RIGHTS = 0;

/** Whether somebody may show anything of themselves at all: pen, pointer, writing. */
export const mayShow = (rights: number): boolean => mayIn(rights, 'drawing') || mayIn(rights, 'chat');
/** An observer never writes and never sends a picture or a sound, whoever says otherwise. */
export const fitsRole = (role: MemberRole, rights: number): boolean => role !== 'observer' || rights === NO_RIGHTS;

export const mayIn = (rights: number, name: RightName): boolean => (rights & RIGHTS[name]) !== 0;

/** `rights` with that one given or taken. */
export const withRight = (rights: number, name: RightName, given: boolean): number =>
  given ? rights | RIGHTS[name] : rights & ~RIGHTS[name];

/** What somebody may who is let in while an epoch lasts; `newcomers` is what its statement says of participants. */
export function rightsOfNew(role: MemberRole, newcomers: number): number {
  if (role === 'observer') return NO_RIGHTS;
  return role === 'participant' ? newcomers : ALL_RIGHTS;
}
