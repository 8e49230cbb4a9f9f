/** What went wrong, in words for the person before the screen. One place, so that the tone stays one. */
import type { PasskeyCode } from '#client/room/passkey.ts';
import type { DocFailure } from '#client/room/types.ts';
import type { ErrorCode } from '#server/contract/errors.ts';

/** Where the practice says nothing of its own. */
export const DEFAULT_WAITING_WORDS = 'The therapist will let you in. You need to do nothing but keep this page open.';
export const LOCKED_WORDS = 'The room is closed for now. Your therapist can open it again.';
export const DEFAULT_CONSENT_WORDS =
  'We meet by video, chat and a shared board over the internet. What you draw, write and say is sealed between us. A connection can break; then your therapist calls you. You can stop at any time.';

const ERROR_WORDS: Partial<Record<ErrorCode | PasskeyCode, string>> = {
  too_fast: 'That was a lot of tries in a short time. Please wait a minute and try again.',
  not_signed_in: 'You are signed out. Please sign in again.',
  wrong_credentials: 'This e-mail address and password do not belong together. Please check both.',
  account_locked:
    'There were several tries that did not fit, so signing in pauses for ten minutes. A passkey, or a device you signed in with before, still works.',
  address_locked:
    'There were several tries from your network that did not fit, so signing in from here pauses for a quarter of an hour. A device you signed in with before still works.',
  wrong_factor: 'This code is not right, or it was used already. Codes change every half minute: please take the newest.',
  passkey_cloned: 'This passkey was refused: it looks as if there were a second copy of it. Sign in another way, then remove it.',
  passkey_cancelled: 'No passkey was used. You can try again, or take another way.',
  passkey_known: 'This device already holds a passkey for your account.',
  passkey_unsupported: 'This browser cannot use passkeys. Please take another way.',
  password_needed: 'This passkey cannot unlock your keys by itself. Please sign in with your password; the passkey is the second step.',
  factor_needed: 'Your account first needs a second way to show that it is you.',
  proof_needed: 'Please enter your password once more first.',
  last_factor: 'Your account needs at least one second way to show that it is you. Add another one first.',
  short_password:
    'Your password is short, so it needs a second way to show that it is you beside it. Change it to one of at least 15 characters first.',
  kit_wrong:
    'This e-mail address and this kit do not belong together, or the kit was replaced by a newer one. Please compare with your paper.',
  reset_over: 'This link opens nothing for this address: it was used, replaced or has expired. Please ask for a new one if you need it.',
  changed_meanwhile: 'The password was changed elsewhere in this very moment, so nothing was changed here. Please try again.',
  no_right: 'Your account may not do this.',
  not_found: 'There is nothing here that you may open.',
  already_set_up: 'This practice is already set up. Please sign in.',
  set_up_code: 'The set-up code is not right. The server prints it when it starts.',
  invite_unknown: 'This link is not complete, or it does not exist. Please open it once more exactly as you received it.',
  invite_used: 'This link was already used. Each link lets one person in, once.',
  invite_over: 'This link has expired or was taken back.',
  invite_closed: 'This link was closed after too many wrong passcodes. Please ask for a new one.',
  invite_paused:
    'This link was opened many times within an hour, so it rests for a while. Please try again later, or ask your therapist for a new one.',
  too_many_connections: 'This is open in too many tabs or windows. Please close some of them, then load this page again.',
  passcode_wrong: 'That passcode is not right.',
  check_in_needed: 'Please answer the questions below before you come in.',
  taken: 'There is already an account with this e-mail address.',
  pins_changed: 'Another of your devices changed this at the same moment. Please try again.',
  keys_changed: 'The keys of this account were changed meanwhile. Please load the page again.',
  keys_unconfirmed:
    'A colleague handed this over whose keys you have not confirmed, or whose keys changed. Compare words with them on your account page first.',
  own_account: 'You cannot do this to your own account. Another admin can.',
  last_admin: 'This is the last admin who can sign in. Make somebody else an admin first.',
  turn_due: 'The room is getting a new key, because somebody in it has left. Please try again in a moment.',
  room_open: 'This session is still open. End it first, then hand it over.',
  room_ended: 'This session has ended.',
  room_full: 'The room is full at the moment.',
  room_locked: LOCKED_WORDS,
  too_large: 'This is too large to send.',
  not_ready: 'The server cannot be reached for a moment. Please check your internet connection and try again.',
};

/** Words for a code; what has no words of its own is "something went wrong", with the code for whoever helps. */
export function errorWords(code: ErrorCode | PasskeyCode): string {
  return ERROR_WORDS[code] ?? `Something went wrong. Please try again. (${code})`;
}

/** What a stopped doc means, and how sure we are. Never blames a person: we cannot know who did it. */
export function failureWords(reason: DocFailure): string {
  switch (reason) {
    case 'does-not-open':
    case 'malformed':
      return 'Something arrived that could not be opened.';
    case 'bad-signature':
    case 'not-a-member':
    case 'foreign-structs':
      return 'Something arrived that was not written by anybody in this room.';
    case 'wrong-epoch':
      return 'Something arrived that was sealed with a key whose time is over.';
    case 'counter-gap':
      return 'Something is missing from what was sent to you.';
    case 'equivocation':
    case 'chain-broken':
    case 'forked':
      return 'The server showed you something else than it showed the others.';
    case 'rolled-back':
      return 'The server holds less than it held before.';
    case 'refused':
      return 'The server did not accept what was made here.';
  }
}
