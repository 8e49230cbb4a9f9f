/** One join at a time, the newest asked for, again after failures with growing pauses: how the call returns by itself. */
import type { Clock } from '#crdt/base/clock.ts';

export type Rejoin = {
  /** Ends what there is and joins anew; asked during a join, it joins once more after it. */
  now(): void;
  close(): void;
};
export type RejoinOptions = {
  readonly clock: Clock;
  /** Ends the old life and begins a new one; throws when that fails. `isCurrent` says whether it is still wanted. */
  readonly join: (isCurrent: () => boolean) => Promise<void>;
};

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8000;

export function createRejoin({ clock, join }: RejoinOptions): Rejoin {
  let wanted = 0;
  let joining = false;
  let closed = false;
  let pauseMs = FIRST_PAUSE_MS;
  let cancel = (): void => undefined;

  const run = async (): Promise<void> => {
    if (joining || closed) return;
    joining = true;
    const wish = wanted;
    const joined = await join(() => !closed && wish === wanted).then(
      () => true,
      () => false,
    );
    joining = false;
    if (closed) return;
    if (wish !== wanted) return await run();
    if (joined) pauseMs = FIRST_PAUSE_MS;
    else {
      cancel = clock.after(pauseMs, now);
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  };
  const now = (): void => {
    if (closed) return;
    wanted += 1;
    cancel();
    void run();
  };
  return {
    now,
    close: () => {
      closed = true;
      cancel();
    },
  };
}
