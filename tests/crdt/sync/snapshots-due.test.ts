/** When a device that may writes a snapshot: while the log grows, and in a pause. */
import { expect, test } from 'vitest';
import { ok } from '#crdt/base/result.ts';
import { createSnapshots, TAIL_UPDATES } from '#crdt/sync/snapshots.ts';
import { createHandClock } from '#tests/support/clock.ts';

function writer({ may = true } = {}) {
  const clock = createHandClock();
  const writtenAt: number[] = [];
  let seq = 0;
  const snapshots = createSnapshots({
    clock,
    tailUpdates: TAIL_UPDATES,
    delayMs: () => (may ? 1000 : undefined),
    write: () => {
      writtenAt.push(seq);
      return Promise.resolve({ at: seq, reply: ok({ newest: seq }) });
    },
  });
  snapshots.begin(0);
  /** `times` updates, one each `everyMs`. */
  const grow = async (times: number, everyMs: number): Promise<void> => {
    for (let i = 0; i < times; i++) {
      snapshots.grown(++seq, 100);
      await clock.advance(everyMs);
    }
  };
  return { clock, snapshots, writtenAt, grow };
}

test('[S14] while somebody draws on, a snapshot waits for 500 updates', async () => {
  const { writtenAt, grow } = writer();
  await grow(499, 100);
  expect(writtenAt).toEqual([]);
  await grow(12, 100);
  expect(writtenAt).toEqual([509]);
});

test('[S14] in a pause 100 are enough, once, and fewer are not', async () => {
  const { clock, writtenAt, grow } = writer();
  await grow(99, 100);
  await clock.advance(60_000);
  expect(writtenAt).toEqual([]);
  await grow(1, 0);
  await clock.advance(2999);
  expect(writtenAt).toEqual([]);
  await clock.advance(4001);
  expect(writtenAt).toEqual([100]);
  await clock.advance(600_000);
  expect(writtenAt).toEqual([100]);
  expect(clock.waiting).toBe(0);
});

test('[S14] what comes within three seconds is no pause', async () => {
  const { clock, writtenAt, grow } = writer();
  await grow(200, 2900);
  expect(writtenAt).toEqual([]);
  await clock.advance(8000);
  expect(writtenAt).toEqual([200]);
});

test('[S14] a device that may not write waits for nothing, nor does one that is closed', async () => {
  const guest = writer({ may: false });
  await guest.grow(600, 0);
  expect(guest.clock.waiting).toBe(0);
  const host = writer();
  await host.grow(100, 0);
  host.snapshots.close();
  expect(host.clock.waiting).toBe(0);
  await host.clock.advance(60_000);
  expect(host.writtenAt).toEqual([]);
});
