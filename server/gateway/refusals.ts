/** Counts what was refused, by code and message, and logs that without content; a flood of it is logged in sums. */
import type { Clock } from '#crdt/base/clock.ts';
import { ERRORS, type ErrorCode } from '#server/contract/errors.ts';
import type { RoomsLog } from '#server/rooms/log.ts';

const LOG_EVERY_MS = 10_000;

export type Refusals = {
  /** `message` is a name of the contract, or what stands for one that is not. */
  count(code: ErrorCode, message: string): void;
  /** Refused since the start, by code. */
  readonly counts: Readonly<Partial<Record<ErrorCode, number>>>;
  /** Writes the open sum. Idempotent. */
  close(): void;
};

export function createRefusals({ clock, log }: { readonly clock: Clock; readonly log: RoomsLog }): Refusals {
  const counts: Partial<Record<ErrorCode, number>> = {};
  const sums = new Map<string, number>();
  let cancel: (() => void) | undefined;

  const write = (): void => {
    cancel?.();
    cancel = undefined;
    for (const [key, refused] of sums) {
      const [code = '', message = ''] = key.split(' ');
      const blame = ERRORS[code as ErrorCode].blame;
      log[blame === 'us' ? 'warn' : 'info']({ code, message, refused, blame }, 'messages refused');
    }
    sums.clear();
  };

  return {
    counts,
    count: (code, message) => {
      counts[code] = (counts[code] ?? 0) + 1;
      const key = `${code} ${message}`;
      sums.set(key, (sums.get(key) ?? 0) + 1);
      cancel ??= clock.after(LOG_EVERY_MS, write);
    },
    close: write,
  };
}
