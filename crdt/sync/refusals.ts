/** What follows from the server's refusing an update, by the contract's codes. */

/** Not now; all others mean never. */
const PASSING = new Set(['too_fast', 'not_ready', 'counter_gap', 'internal']);
const MOST_IN_A_ROW = 20;

/** `none`: what was refused is not tried again, and the doc goes on. */
export type Follows = 'end-writing' | 'reopen' | 'retry' | 'none' | 'stop';

export function createRefusals(mayWrite: () => boolean) {
  let inARow = 0;
  return {
    /** Something was kept. */
    kept(): void {
      inARow = 0;
    },
    of(code: string): Follows {
      if (code === 'room_ended') return 'end-writing';
      if (code === 'doc_not_open') return 'reopen';
      // The epoch has turned while it was on its way: it goes out under the new one as soon as that is known here, or it is no more.
      if (code === 'wrong_epoch') return 'retry';
      if (code === 'no_right' && !mayWrite()) return 'none';
      return PASSING.has(code) && ++inARow < MOST_IN_A_ROW ? 'retry' : 'stop';
    },
  };
}
