/** The sealed log of a room that has ended: caught up by the browsers of its host and of a participant. Whoever saw more had read the whole of it. */
import type { Lines } from '#tests/support/tamper-lines.ts';

const SAME = 'as it was';
const CUT =
  'Tuesday/ended/Ada therapist+Robin participant+Wren participant (out)/one+two+three/12/at home to the host | ! chat rolled-back';
const [GAP, CHAIN] = ['! chat counter-gap', '! chat chain-broken'];
const SEALED = '! chat malformed, ! chat does-not-open';

export const LOG_LINES: Lines = {
  updates: [
    {
      of: 'the last',
      whole: SAME,
      columns: {
        room: CUT,
        seq: GAP,
        counter: SAME,
        at: SAME,
        size: SAME,
        doc: CUT,
        sender: SAME,
        digest: SAME,
        head: CHAIN,
        sealed: SEALED,
        epoch: CHAIN,
      },
      dropped: CUT,
      swapped: '! chat forked',
      older: CUT,
    },
    {
      of: 'one before it',
      whole: SAME,
      columns: {
        room: GAP,
        seq: GAP,
        counter: SAME,
        at: SAME,
        size: CHAIN,
        doc: GAP,
        sender: SAME,
        digest: SAME,
        head: SAME,
        sealed: SEALED,
        epoch: GAP,
      },
      dropped: GAP,
      swapped: GAP,
      older: CUT,
    },
    {
      of: 'one that a snapshot stands for',
      whole: SAME,
      columns: {
        room: SAME,
        seq: '! drawing counter-gap',
        counter: SAME,
        at: SAME,
        size: SAME,
        doc: SAME,
        sender: SAME,
        digest: SAME,
        head: SAME,
        sealed: SAME,
        epoch: SAME,
      },
      dropped: SAME,
      swapped: SAME,
      older: CUT,
    },
  ],
  snapshots: [
    {
      whole: SAME,
      columns: {
        room: SAME,
        seq: '! drawing wrong-epoch',
        replaces: SAME,
        at: SAME,
        size: SAME,
        doc: SAME,
        sender: SAME,
        head: SAME,
        sealed: '! drawing malformed, ! drawing does-not-open',
        epoch: SAME,
      },
      dropped: SAME,
      swapped: '! drawing chain-broken',
      older: SAME,
    },
  ],
};
