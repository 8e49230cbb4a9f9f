/** Watches over unlocked keys: warns before they lock, locks them, and keeps one time with the other tabs. */
import { signal, type ReadonlySignal } from '@preact/signals';
import type { Clock } from '#crdt/base/clock.ts';
import { phaseOf, type Phase, type VaultLimits } from './phase.ts';
import type { Tabs } from './tabs.ts';

/** Timers stand still while a computer sleeps: so soon after it wakes the time is compared at the latest. */
const LOOK_MS = 5000;
/** The shared time is written at most this often. */
const NOTE_MS = 1000;

export type Vault = {
  readonly phase: ReadonlySignal<Phase>;
  /** Somebody did something. Not believed once the time is over: it locks then. */
  seen(): void;
  /** Compares the time now: when a page is shown again, before anything is. */
  look(): void;
  /** While it says so, somebody is here: in a call. Returns its undoing. */
  during(isHere: () => boolean): () => void;
  /** What is to be done at once when keys lock, without waiting for anything. Returns its undoing. */
  before(work: () => void): () => void;
  /** Idempotent. */
  lock(): void;
  close(): void;
};

type Options = {
  readonly clock: Clock;
  readonly limits: VaultLimits;
  readonly tabs: Tabs;
  /** Wipes the keys. Called once. */
  onLock(): void;
};

/** Over keys that are unlocked now, or were before a reload: then it may lock at once. */
export function createVault({ clock, limits, tabs, onLock }: Options): Vault {
  const works = new Set<() => void>();
  const callers = new Set<() => boolean>();
  const phase = signal<Phase>(phaseOf(tabs.times(), clock.now(), limits));
  let cancel: (() => void) | undefined;
  let over = false;

  const note = (): void => {
    const times = tabs.times();
    const now = clock.now();
    if (times !== undefined && now - times.seenAt >= NOTE_MS) tabs.setTimes({ ...times, seenAt: now });
  };

  function close(): void {
    over = true;
    cancel?.();
    unhear();
  }

  function leave(): void {
    if (over) return;
    close();
    for (const work of works) quietly(work);
  }

  /** `told`: another tab was first. */
  function lock(told: boolean): void {
    if (over) return;
    leave();
    phase.value = { is: 'locked' };
    tabs.setTimes(undefined);
    if (!told) tabs.tell('locked');
    quietly(onLock);
  }

  function look(): void {
    if (over) return;
    cancel?.();
    const now = clock.now();
    let next = phaseOf(tabs.times(), now, limits);
    // A call that goes on counts as long as it was not the sleeping computer that kept it.
    if (next.is !== 'locked' && [...callers].some((isHere) => isHere())) {
      note();
      next = phaseOf(tabs.times(), now, limits);
    }
    if (next.is === 'locked') return lock(false);
    if (!same(phase.value, next)) phase.value = next;
    const due = next.is === 'open' ? next.warnsAt : next.locksAt;
    cancel = clock.after(Math.min(due - now, LOOK_MS), look);
  }

  const unhear = tabs.hear((word) => {
    if (word === 'locked') lock(true);
    // Whoever holds the session wipes it; rooms are left here.
    if (word === 'signed-out') leave();
  });
  look();

  return {
    phase,
    seen() {
      if (over) return;
      const now = phaseOf(tabs.times(), clock.now(), limits);
      if (now.is !== 'locked') note();
      if (now.is !== 'open' || phase.value.is !== 'open') look();
    },
    look,
    during(isHere) {
      callers.add(isHere);
      return () => void callers.delete(isHere);
    },
    before(work) {
      works.add(work);
      return () => void works.delete(work);
    },
    lock: () => lock(false),
    close,
  };
}

const same = (one: Phase, other: Phase): boolean => {
  if (one.is === 'warning' && other.is === 'warning') return one.by === other.by && one.locksAt === other.locksAt;
  return one.is === other.is;
};

/** One thing that fails keeps none of the others from being done: the keys have to go. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // What could not be left cleanly is left all the same.
  }
}
