/**
 * What a live room remembers of a doc's log, so that somebody who joins while others are there costs the database nothing: the newest
 * snapshot and what follows it, sealed as it is. Bounded over all rooms; what does not fit is read from the store.
 */
import type { StoredSnapshot } from './log-store.ts';

/** Bytes that all rooms together may remember. */
export type Budget = { used: number; readonly max: number };
export const createBudget = (max: number): Budget => ({ used: 0, max });

export type Recent = {
  /** `unknown` until the store was asked; undefined: there is none. */
  readonly snapshot: StoredSnapshot | undefined | 'unknown';
  /** The newest snapshot is this one, or there is none. An older one than known is ignored. */
  setSnapshot(snapshot: StoredSnapshot | undefined): void;
  /** Became durable right after the last one remembered; others are not remembered. */
  add(seq: number, sealed: Uint8Array): void;
  /** Read from the store and ending right before the first one remembered. */
  addBefore(firstSeq: number, items: readonly Uint8Array[]): void;
  /** All updates after `after`, up to and with `to`; undefined when not all of them are remembered. */
  since(after: number, to: number): readonly Uint8Array[] | undefined;
  /** Gives its bytes back. */
  forget(): void;
};

const bytesOf = (items: readonly Uint8Array[]): number => items.reduce((sum, { length }) => sum + length, 0);

/** `end` is the durable seq as the room was loaded. */
export function createRecent(budget: Budget, end: number): Recent {
  let snapshot: StoredSnapshot | undefined | 'unknown' = 'unknown';
  let first = end + 1;
  let items: Uint8Array[] = [];

  const fits = (bytes: number): boolean => budget.used + bytes <= budget.max;
  const drop = (): void => {
    first += items.length;
    budget.used -= bytesOf(items);
    items = [];
  };

  return {
    get snapshot() {
      return snapshot;
    },
    setSnapshot: (next) => {
      const known = snapshot === 'unknown' ? undefined : snapshot;
      if (known !== undefined && (next === undefined || next.seq < known.seq)) return;
      const size = next?.sealed.length ?? 0;
      budget.used -= known?.sealed.length ?? 0;
      snapshot = fits(size) ? next : 'unknown';
      if (snapshot !== 'unknown') budget.used += size;
      // Who joins begins at the snapshot: what lies before it is asked for by few.
      const covered = items.splice(0, Math.max(0, (next?.seq ?? 0) + 1 - first));
      first += covered.length;
      budget.used -= bytesOf(covered);
    },
    add: (seq, sealed) => {
      if (seq !== first + items.length) return;
      if (!fits(sealed.length)) drop();
      if (!fits(sealed.length)) first += 1;
      else {
        items.push(sealed);
        budget.used += sealed.length;
      }
    },
    addBefore: (firstSeq, before) => {
      if (firstSeq + before.length !== first || !fits(bytesOf(before))) return;
      items = [...before, ...items];
      first = firstSeq;
      budget.used += bytesOf(before);
    },
    since: (after, to) => (after + 1 < first || to >= first + items.length ? undefined : items.slice(after + 1 - first, to + 1 - first)),
    forget: () => {
      drop();
      if (snapshot !== 'unknown') budget.used -= snapshot?.sealed.length ?? 0;
      snapshot = 'unknown';
    },
  };
}
