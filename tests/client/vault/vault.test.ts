import { describe, expect, test } from 'vitest';
import { phaseOf, type Times } from '#client/vault/phase.ts';
import type { Tabs, TabWord } from '#client/vault/tabs.ts';
import { createVault } from '#client/vault/vault.ts';
import { createHandClock, type HandClock } from '#tests/support/clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LIMITS = { idleLockMs: 30 * MINUTE, unlockedMs: 12 * HOUR };

/** The tabs of one browser: one time, and each hears the others. */
function createBrowser(clock: HandClock) {
  let times: Times | undefined = { seenAt: clock.now(), unlockedAt: clock.now() };
  const heard = new Map<object, Set<(word: TabWord) => void>>();
  const tab = (): Tabs => {
    const listeners = new Set<(word: TabWord) => void>();
    const self = {};
    heard.set(self, listeners);
    return {
      times: () => times,
      setTimes: (next) => void (times = next),
      tell: (word) => {
        for (const [other, all] of heard) if (other !== self) for (const listener of [...all]) listener(word);
      },
      hear: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
  };
  const open = (limits = LIMITS) => {
    const done: string[] = [];
    const vault = createVault({ clock, limits, tabs: tab(), onLock: () => done.push('wiped') });
    vault.before(() => done.push('left the room'));
    return { vault, done };
  };
  return { open, tab, times: () => times };
}
const setUp = () => {
  const clock = createHandClock();
  return { clock, ...createBrowser(clock) };
};

describe('vault', () => {
  test('[V30] after thirty minutes without a sign of anybody it locks: rooms are left, then keys wiped, once; two minutes before it asks', async () => {
    const { clock, open, times } = setUp();
    const { vault, done } = open();
    await clock.advance(28 * MINUTE - 1);
    expect(vault.phase.value.is).toBe('open');
    await clock.advance(1);
    expect(vault.phase.value).toEqual({ is: 'warning', by: 'idle', locksAt: clock.now() + 2 * MINUTE });
    await clock.advance(2 * MINUTE - 1);
    expect(done).toEqual([]);
    await clock.advance(1);
    expect(vault.phase.value).toEqual({ is: 'locked' });
    expect(done).toEqual(['left the room', 'wiped']);
    expect(times()).toBeUndefined();
    vault.seen();
    vault.lock();
    await clock.advance(HOUR);
    expect(done).toEqual(['left the room', 'wiped']);
    expect(clock.waiting).toBe(0);
  });

  test('[V30] "I am still here" takes the question away and begins the half hour anew', async () => {
    const { clock, open } = setUp();
    const { vault } = open();
    await clock.advance(29 * MINUTE);
    vault.seen();
    expect(vault.phase.value.is).toBe('open');
    await clock.advance(28 * MINUTE - 1);
    expect(vault.phase.value.is).toBe('open');
    await clock.advance(2 * MINUTE + 1);
    expect(vault.phase.value.is).toBe('locked');
  });

  test('[V31] a call that goes on is somebody being here; when it ends the half hour begins', async () => {
    const { clock, open } = setUp();
    const { vault } = open();
    let calling = true;
    vault.during(() => calling);
    await clock.advance(3 * HOUR);
    expect(vault.phase.value.is).toBe('open');
    calling = false;
    await clock.advance(30 * MINUTE);
    expect(vault.phase.value.is).toBe('locked');
  });

  test('[V31] twelve hours after the password it locks, whoever is here and calls; being seen puts nothing off', async () => {
    const { clock, open } = setUp();
    const { vault, done } = open();
    vault.during(() => true);
    await clock.advance(12 * HOUR - 2 * MINUTE);
    vault.seen();
    expect(vault.phase.value).toMatchObject({ is: 'warning', by: 'limit' });
    await clock.advance(2 * MINUTE);
    expect(done).toEqual(['left the room', 'wiped']);
  });

  test('[V32] a computer that slept past the time locks when it wakes, before whatever is pressed counts, call or not', () => {
    for (const wake of ['seen', 'look'] as const) {
      const { open, tab } = setUp();
      const { vault, done } = open();
      vault.during(() => true);
      // Timers stood still; the wall clock went on. So it is for the tab that wakes: the shared time is long ago.
      const slept = tab();
      const times = slept.times();
      if (times === undefined) throw new Error('locked too early');
      slept.setTimes({ seenAt: times.seenAt - 31 * MINUTE, unlockedAt: times.unlockedAt - 31 * MINUTE });
      vault[wake]();
      expect(done).toEqual(['left the room', 'wiped']);
    }
  });

  test('[V32] a clock that was set back locks, and one that shows another tab’s future does not unlock for longer', () => {
    const now = Date.UTC(2026, 0, 1);
    expect(phaseOf({ seenAt: now, unlockedAt: now + 5001 }, now, LIMITS)).toEqual({ is: 'locked' });
    expect(phaseOf({ seenAt: now + HOUR, unlockedAt: now }, now, LIMITS)).toEqual({ is: 'open', warnsAt: now + 28 * MINUTE });
    expect(phaseOf(undefined, now, LIMITS)).toEqual({ is: 'locked' });
    // The question never stands there from the beginning.
    expect(phaseOf({ seenAt: now, unlockedAt: now }, now, { ...LIMITS, idleLockMs: MINUTE }).is).toBe('open');
  });

  test('[V32] a tab whose clock reads moments behind the one where the password was given is unlocked with it', () => {
    const now = Date.UTC(2026, 0, 1);
    for (const behind of [1, 93, 5000]) {
      const times = { seenAt: now + behind, unlockedAt: now + behind };
      expect(phaseOf(times, now, LIMITS)).toEqual({ is: 'open', warnsAt: now + 28 * MINUTE });
      expect(phaseOf(times, now + behind + 30 * MINUTE, LIMITS)).toEqual({ is: 'locked' });
    }
  });

  test('[V33] the tabs of one browser have one time: who is seen in one is seen in all, and one that locks locks all', async () => {
    const { clock, open } = setUp();
    const [busy, quiet] = [open(), open()];
    for (let done = 0; done < 6; done++) {
      await clock.advance(20 * MINUTE);
      busy.vault.seen();
    }
    await clock.advance(5000);
    expect(quiet.vault.phase.value.is).toBe('open');
    busy.vault.lock();
    expect(quiet.done).toEqual(['left the room', 'wiped']);
    expect(quiet.vault.phase.value.is).toBe('locked');
  });

  test('[V33] signing out in one tab leaves the rooms of the others', () => {
    const { open, tab } = setUp();
    const { done } = open();
    tab().tell('signed-out');
    expect(done).toEqual(['left the room']);
  });

  test('[V30] what cannot be left cleanly keeps no key from being wiped', () => {
    const { open } = setUp();
    const { vault, done } = open();
    vault.before(() => {
      throw new Error('a room that does not close');
    });
    vault.lock();
    expect(done).toEqual(['left the room', 'wiped']);
  });
});
