import type { RecordFault } from '#client/room/record-reading.ts';

/** Why a record is not believed, in words; without blame, since nobody can know who did it. */
export function faultWords(fault: RecordFault | 'no-form'): string {
  switch (fault) {
    case 'rolled-back':
      return 'The server shows an older state of this than it showed before.';
    case 'no-key':
      return 'Its key is not among yours: it was made with keys that were lost with a password, or belongs to somebody else.';
    case 'unknown-author':
    case 'bad-signature':
      return 'This was not signed by whom it is said to be from, or their keys are not confirmed by you.';
    case 'malformed':
    case 'other-record':
    case 'changed':
    case 'does-not-follow':
    case 'does-not-open':
    case 'unknown-format':
    case 'no-form':
      return 'This is damaged: what the server shows is not what was kept.';
  }
}
