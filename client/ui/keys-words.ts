/** What is wrong with the keys that a server shows, in words. Never blames a person: we cannot know who did it. */
import type { KeysFault } from '#client/room/key-directory.ts';
import type { PeopleCode } from '#client/room/people.ts';
import { errorWords } from './words.ts';

const FAULTS: { readonly [Fault in KeysFault]: string } = {
  malformed: 'The practice’s list of keys cannot be read.',
  'bad-checkpoint': 'The practice’s list of keys does not bear the server’s signature that this browser knows.',
  'rolled-back': 'The practice’s list of keys holds less than it held before.',
  forked: 'The practice’s list of keys is not the one that this browser saw before.',
  'hidden-entry': 'The practice’s list of keys shows an account’s history that does not fit the list.',
  'bad-signature': 'The practice’s list of keys names keys that their owner did not sign.',
  'pins-rolled-back': 'The server holds an older list of the people whose keys you confirmed than this browser saw.',
  'pins-foreign': 'The list of the people whose keys you confirmed was not made with your keys.',
};
/** Whom it is said to: somebody of the practice, or somebody who comes to sessions there. */
export type ToWhom = 'staff' | 'participant';

export const keysFaultWords = (fault: KeysFault, who: ToWhom = 'staff'): string =>
  who === 'staff'
    ? `${FAULTS[fault]} Nothing is shared with anybody while this is so. Please tell whoever runs the server.`
    : `Your browser found something wrong. Please call your therapist before the next session, and read this to them: “${FAULTS[fault]}”`;

const isFault = (code: PeopleCode): code is KeysFault => code in FAULTS;

export function peopleWords(code: PeopleCode, who: ToWhom = 'staff'): string {
  if (isFault(code)) return keysFaultWords(code, who);
  return code === 'not_confirmed' ? 'Their keys are not confirmed: compare the words with them first.' : errorWords(code);
}
