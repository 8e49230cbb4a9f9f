import type { ShareBasis } from '#server/contract/http-sharing.ts';

/** The ground on which something is given to somebody. */
export const BASIS_CHOICES: readonly (readonly [ShareBasis, string])[] = [
  ['asked', 'The patient asked for it'],
  ['agreed', 'The patient agreed to it'],
  ['treatment', 'It is for the patient’s treatment'],
];
export const basisWords = (basis: ShareBasis): string => BASIS_CHOICES.find(([name]) => name === basis)?.[1] ?? basis;
