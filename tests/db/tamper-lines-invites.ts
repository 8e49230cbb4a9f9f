/** Invites to rooms: read by whoever opens the link, and by the host whom they wait for. */
import type { Lines } from '#tests/support/tamper-lines.ts';

const WAITS = 'waits as a participant';
const [UNKNOWN, OVER] = ['! invite_unknown', '! invite_over'];

export const INVITE_LINES: Lines = {
  invites: [
    {
      whole: WAITS,
      columns: {
        id: UNKNOWN,
        room: OVER,
        owner: WAITS,
        proof_hash: UNKNOWN,
        sealed_secret: '! nobody waits',
        created_at: WAITS,
        expires_at: WAITS,
        claimed_by: '! invite_used',
        revoked_at: OVER,
        passcode_hash: '! passcode_wrong',
        passcode_tries: '! invite_closed',
        asks: '! check-in missing',
        consent_words: '! other words',
        role: 'is told to be observer',
      },
      dropped: UNKNOWN,
      swapped: UNKNOWN,
      older: 'waits by a link that was taken back',
    },
  ],
};
