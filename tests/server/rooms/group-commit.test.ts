import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { RoomId } from '#crdt/base/ids.ts';
import { nextHead } from '#server/contract/room-append.ts';
import type { LogEntry } from '#server/contract/log-entry.ts';
import { createGroupCommit } from '#server/rooms/group-commit.ts';
import type { LogStore } from '#server/rooms/log-store.ts';
import { createMemoryLogStore } from '#server/rooms/memory-log-store.ts';
import { createHandClock, settled } from '#tests/support/clock.ts';

const ROOM = '11111111-1111-4111-8111-111111111111' as RoomId;
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const LOG = { info: () => {}, warn: () => {}, error: () => {} };

/** `count` entries of one sender, chained from the start. */
function entries(count: number, sender = 1): readonly LogEntry[] {
  let head: Uint8Array = new Uint8Array(32);
  return Array.from({ length: count }, (_, i) => {
    const sealed = new Uint8Array(200).fill(i);
    const digest = sha256(sealed);
    head = nextHead(head, i + 1, digest, sha256);
    return {
      room: ROOM,
      doc: 'drawing',
      seq: i + 1,
      sender: new Uint8Array(24).fill(sender),
      counter: i + 1,
      epoch: 1,
      sealed,
      digest,
      head,
    };
  });
}

/** What happens to one attempt: kept, lost before it, or kept although the answer was lost. */
type Fate = 'works' | 'fails' | 'keeps-and-fails';

function world(...fates: Fate[]) {
  const store = createMemoryLogStore();
  const clock = createHandClock();
  const committed: number[][] = [];
  const lost: number[] = [];
  let commits = 0;
  let away = false;
  const flaky: LogStore = {
    ...store,
    find: async (...args) => {
      if (away) throw new Error('away');
      return await store.find(...args);
    },
    commit: async (batch) => {
      commits += 1;
      const fate = fates.shift() ?? 'works';
      if (fate === 'fails') throw new Error('away');
      const result = await store.commit(batch);
      if (fate === 'keeps-and-fails') throw new Error('connection lost');
      return result;
    },
  };
  const group = createGroupCommit({
    store: flaky,
    clock,
    log: LOG,
    committed: (batch) => committed.push(batch.map((entry) => entry.seq)),
    lost: (batch) => lost.push(...batch.map((entry) => entry.seq)),
  });
  return {
    store,
    clock,
    group,
    committed,
    lost,
    setAway: (is: boolean) => {
      away = is;
    },
    get commits() {
      return commits;
    },
  };
}

describe('the group committer', () => {
  test('[R1] what comes within one interval is kept by one commit, in order', async () => {
    const { group, clock, committed, ...it } = world();
    for (const entry of entries(20)) group.enqueue(entry);
    expect(committed).toEqual([]);
    await clock.advance(50);
    expect(committed).toEqual([Array.from({ length: 20 }, (_, i) => i + 1)]);
    expect(it.store).toBeDefined();
    expect((await it.store.end(ROOM, 'drawing')).seq).toBe(20);
  });

  test('[R1] after a large group the next waits longer', async () => {
    const { group, clock, committed } = world();
    const all = entries(60);
    for (const entry of all.slice(0, 50)) group.enqueue(entry);
    await clock.advance(50);
    for (const entry of all.slice(50)) group.enqueue(entry);
    await clock.advance(100);
    expect(committed).toHaveLength(1);
    await clock.advance(50);
    expect(committed).toHaveLength(2);
  });

  test('[R2] while the storage is away nothing is called kept; then all is, in order and once', async () => {
    const { group, clock, committed, store } = world('fails', 'fails');
    const all = entries(6);
    for (const entry of all.slice(0, 3)) group.enqueue(entry);
    await clock.advance(50);
    expect(committed).toEqual([]);
    for (const entry of all.slice(3)) group.enqueue(entry);
    await clock.advance(5000);
    expect(committed.flat()).toEqual([1, 2, 3, 4, 5, 6]);
    expect((await store.end(ROOM, 'drawing')).seq).toBe(6);
  });

  test('[R3] an attempt that was kept although its answer was lost is not kept twice', async () => {
    const made = world('keeps-and-fails');
    for (const entry of entries(3)) made.group.enqueue(entry);
    await made.clock.advance(50);
    expect(made.committed).toEqual([]);
    await made.clock.advance(5000);
    expect(made.committed).toEqual([[1, 2, 3]]);
    expect(made.commits).toBe(1);
    expect((await made.store.end(ROOM, 'drawing')).seq).toBe(3);
  });

  test('[R3] it does not guess while it cannot ask', async () => {
    const made = world('keeps-and-fails');
    made.setAway(true);
    for (const entry of entries(3)) made.group.enqueue(entry);
    await made.clock.advance(20_000);
    expect([made.committed, made.commits]).toEqual([[], 1]);
    made.setAway(false);
    await made.clock.advance(5000);
    expect(made.committed).toEqual([[1, 2, 3]]);
  });

  test("[R4] places taken by another writer are lost, others' are kept", async () => {
    const made = world();
    const [mine] = entries(1);
    const [other] = entries(1, 2);
    if (mine === undefined || other === undefined) throw new Error('no entries');
    await made.store.commit([other]);
    made.group.enqueue(mine);
    made.group.enqueue({ ...mine, doc: 'chat' });
    await made.clock.advance(5000);
    expect(made.lost).toEqual([1]);
    expect(made.committed).toEqual([[1]]);
    expect((await made.store.end(ROOM, 'chat')).seq).toBe(1);
  });

  test('[R5] beyond its bound it accepts no more, and does again afterwards', async () => {
    const made = world('fails');
    const [entry] = entries(1);
    if (entry === undefined) throw new Error('no entry');
    made.group.enqueue({ ...entry, sealed: new Uint8Array(64 * 1024 * 1024) });
    expect(made.group.accepting).toBe(false);
    await made.clock.advance(5000);
    expect(made.group.accepting).toBe(true);
  });

  test('[R6] closing keeps what waits', async () => {
    const made = world();
    for (const entry of entries(5)) made.group.enqueue(entry);
    await made.group.close();
    await settled();
    expect(made.committed).toEqual([[1, 2, 3, 4, 5]]);
    expect(made.group.accepting).toBe(false);
  });
});
