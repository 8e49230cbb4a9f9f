/** What a check-in can ask, each by itself, in the order in which it is asked. The choice is no secret; the answers are (keys/check-in.ts). */
export const ASKS = ['place', 'phone', 'contact', 'alone', 'consent'] as const;
export type Ask = (typeof ASKS)[number];
