/** When this device writes a snapshot of one doc, and which it replaces. */
import type { Clock } from '../base/clock.ts';
import type { Result } from '../base/result.ts';

/** So many updates after the newest snapshot make a new one due, or so many bytes. */
export const TAIL_UPDATES = 500;
const TAIL_BYTES = 256 * 1024;
/**
 * In a pause this part of them is enough: whoever joins opens and verifies each update of the tail, which costs them more than all of
 * a snapshot, and in a pause somebody has the time to spare them that.
 */
const AT_REST = 1 / 5;
const REST_MS = 3000;

type Deps = {
  readonly clock: Clock;
  readonly tailUpdates: number;
  /** How long this device waits for another to write it; undefined: it must not write one. */
  delayMs(): number | undefined;
  /** Seals the doc as it stands now and offers it; undefined when that cannot be now. */
  write(replaces: number): Promise<{ readonly at: number; readonly reply: Result<{ readonly newest: number }> }> | undefined;
};

export type Snapshots = {
  /** The log was read: the newest snapshot stands at `snapshotAt`. */
  begin(snapshotAt: number): void;
  /** An update of `bytes` became kept at `seq`. */
  grown(seq: number, bytes: number): void;
  close(): void;
};

export function createSnapshots({ clock, tailUpdates, delayMs, write }: Deps): Snapshots {
  /** Where the newest snapshot known stands; undefined once nothing more is written. */
  let replaces: number | undefined = 0;
  let countedFrom = 0;
  let bytes = 0;
  let seq = 0;
  let cancel: (() => void) | undefined;
  let cancelRest: (() => void) | undefined;

  const isLong = (least: number): boolean => replaces !== undefined && (seq - countedFrom >= least || bytes >= TAIL_BYTES);

  function plan(least = tailUpdates): void {
    const waitMs = cancel === undefined && isLong(least) ? delayMs() : undefined;
    if (waitMs !== undefined) cancel = clock.after(waitMs, () => void run(least));
  }

  /** One timer, which looks again when something came meanwhile: updates come far more often than pauses. */
  function awaitRest(): void {
    const least = Math.max(1, Math.ceil(tailUpdates * AT_REST));
    if (cancelRest !== undefined || !isLong(least) || delayMs() === undefined) return;
    const before = seq;
    cancelRest = clock.after(REST_MS, () => {
      cancelRest = undefined;
      if (seq === before) plan(least);
      else awaitRest();
    });
  }

  async function run(least: number): Promise<void> {
    const written = replaces === undefined || !isLong(least) ? undefined : write(replaces);
    if (written !== undefined) {
      const { at, reply } = await written;
      // Another device of the host may have written one meanwhile: the next follows that.
      countedFrom = reply.ok ? reply.value.newest : at;
      bytes = 0;
      if (reply.ok && replaces !== undefined) replaces = reply.value.newest;
    }
    cancel = undefined;
    if (written !== undefined) plan();
  }

  return {
    begin(snapshotAt) {
      replaces = snapshotAt;
      countedFrom = snapshotAt;
      plan();
    },
    grown(at, size) {
      seq = Math.max(seq, at);
      bytes += size;
      plan();
      awaitRest();
    },
    close() {
      cancel?.();
      cancelRest?.();
      replaces = undefined;
    },
  };
}
