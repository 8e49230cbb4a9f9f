/** What every log store must do; run on memory and on PostgreSQL. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DocName } from '#crdt/base/docs.ts';
import { uuidBytes, type MemberId, type RoomId } from '#crdt/base/ids.ts';
import { encodeHeader } from '#crdt/crypto/header.ts';
import { nextHead } from '#server/contract/room-append.ts';
import type { LogEntry } from '#server/contract/log-entry.ts';
import type { LogStore } from '#server/rooms/log-store.ts';

export type StoreUnderTest = {
  readonly store: LogStore;
  /** A room that may be written, and a member who may read it. */
  room(): Promise<{ readonly room: RoomId; readonly member: MemberId }>;
  close(): Promise<void>;
};

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const NONE = new Uint8Array(32);
const MAX = 1 << 20;

export function testLogStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let world: StoreUnderTest;
    let store: LogStore;
    beforeAll(async () => {
      world = await open();
      store = world.store;
    });
    afterAll(async () => await world.close());

    test('[L1] a batch over several rooms and docs is kept in order, byte for byte', async () => {
      const [one, two] = [await world.room(), await world.room()];
      const batch = [...entries(one, 'drawing', 3), ...entries(two, 'drawing', 2), ...entries(one, 'chat', 1)];
      expect(await store.commit(batch)).toEqual({ ok: true, value: undefined });
      const tail = await store.tail(one.room, 'drawing', 0, 3, MAX, one.member);
      expect(tail.map((sealed) => Buffer.from(sealed))).toEqual(batch.slice(0, 3).map(({ sealed }) => Buffer.from(sealed)));
      const end = await store.end(two.room, 'drawing');
      expect(end.seq).toBe(2);
      expect(Buffer.from(end.head)).toEqual(Buffer.from(batch[4]?.head ?? NONE));
      expect((await store.end(one.room, 'chat')).seq).toBe(1);
    });

    test('[L1] a log without updates ends at 0 with a head of zeros', async () => {
      const { room, member } = await world.room();
      const { seq, head } = await store.end(room, 'chat');
      expect([seq, Buffer.from(head)]).toEqual([0, Buffer.from(NONE)]);
      expect(await store.tail(room, 'chat', 0, 10, MAX, member)).toEqual([]);
      expect(await store.newestSnapshot(room, 'chat', member)).toBeUndefined();
    });

    test('[L2] a batch with one taken seq keeps nothing and says conflict', async () => {
      const [one, two] = [await world.room(), await world.room()];
      const kept = entries(one, 'drawing', 2);
      await store.commit(kept);
      const batch = [...entries(two, 'drawing', 2), ...kept.slice(1)];
      expect(await store.commit(batch)).toEqual({ ok: false, code: 'conflict' });
      expect((await store.end(two.room, 'drawing')).seq).toBe(0);
    });

    test('[L2] a counter that a sender used already is a conflict, at whatever seq', async () => {
      const one = await world.room();
      const [first] = entries(one, 'drawing', 1);
      if (first === undefined) throw new Error('no entry');
      await store.commit([first]);
      expect(await store.commit([{ ...first, seq: 2 }])).toEqual({ ok: false, code: 'conflict' });
    });

    test('[L3] a sender is found by counter, with place, head and digest', async () => {
      const one = await world.room();
      const batch = entries(one, 'drawing', 4);
      await store.commit(batch);
      const [, , third] = batch;
      if (third === undefined) throw new Error('no entry');
      expect(await store.counter(one.room, 'drawing', third.sender)).toBe(4);
      expect(await store.counter(one.room, 'chat', third.sender)).toBe(0);
      expect(await store.counter(one.room, 'drawing', new Uint8Array(24))).toBe(0);
      const placed = await store.find(one.room, 'drawing', third.sender, 3);
      expect(placed?.seq).toBe(3);
      expect(Buffer.from(placed?.head ?? NONE)).toEqual(Buffer.from(third.head));
      expect(Buffer.from(placed?.digest ?? NONE)).toEqual(Buffer.from(third.digest));
      expect(await store.find(one.room, 'drawing', third.sender, 5)).toBeUndefined();
    });

    test('[L4] a tail comes in portions by bytes, at least one update each, never beyond its end', async () => {
      const one = await world.room();
      const batch = entries(one, 'drawing', 10);
      await store.commit(batch);
      const size = batch[0]?.sealed.length ?? 0;
      expect(await store.tail(one.room, 'drawing', 0, 10, size * 3, one.member)).toHaveLength(3);
      expect(await store.tail(one.room, 'drawing', 0, 10, 1, one.member)).toHaveLength(1);
      expect(await store.tail(one.room, 'drawing', 6, 8, MAX, one.member)).toHaveLength(2);
      expect(await store.tail(one.room, 'drawing', 10, 10, MAX, one.member)).toHaveLength(0);
    });

    test('[L5] digests are those of the sealed bytes, in order', async () => {
      const one = await world.room();
      const batch = entries(one, 'drawing', 5);
      await store.commit(batch);
      const digests = await store.digests(one.room, 'drawing', 1, 4);
      expect(Buffer.from(digests)).toEqual(Buffer.concat(batch.slice(1, 4).map(({ sealed }) => sha256(sealed))));
    });

    test('[L6] a snapshot is kept only in place of the newest and at a head of the log', async () => {
      const one = await world.room();
      const batch = entries(one, 'drawing', 6);
      await store.commit(batch);
      const at = (seq: number, replaces: number) => {
        const entry = batch[seq - 1];
        const sealed = snapshotBytes(one.room, one.member, seq, entry?.head ?? NONE);
        return { replaces, seq, head: entry?.head ?? NONE, sender: entry?.sender ?? new Uint8Array(24), epoch: 1, sealed };
      };
      expect(await store.putSnapshot(one.room, 'drawing', at(7, 0))).toEqual({ ok: false, code: 'snapshot_mismatch' });
      expect(await store.putSnapshot(one.room, 'drawing', { ...at(3, 0), head: NONE })).toEqual({ ok: false, code: 'snapshot_mismatch' });
      expect((await store.putSnapshot(one.room, 'drawing', at(3, 0))).ok).toBe(true);
      expect(await store.putSnapshot(one.room, 'drawing', at(5, 0))).toEqual({ ok: false, code: 'snapshot_stale' });
      expect((await store.putSnapshot(one.room, 'drawing', at(5, 3))).ok).toBe(true);
      expect(await store.newestSnapshot(one.room, 'drawing', one.member)).toMatchObject({ seq: 5 });
    });
  });
}

/** `count` chained entries from one sender. */
function entries({ room, member }: { room: RoomId; member: MemberId }, doc: DocName, count: number): readonly LogEntry[] {
  const device = new Uint8Array(8).fill(9);
  const sender = new Uint8Array([...uuidBytes(member), ...device]);
  let head: Uint8Array = NONE;
  return Array.from({ length: count }, (_, i) => {
    const seq = i + 1;
    const header = encodeHeader({ kind: 'update', doc, epoch: 1, room, member, device, counter: seq, seenSeq: 0, seenHead: NONE });
    const sealed = Buffer.concat([header, Buffer.alloc(104, seq)]);
    const digest = sha256(sealed);
    head = nextHead(head, seq, digest, sha256);
    return { room, doc, seq, sender, counter: seq, epoch: 1, sealed, digest, head };
  });
}

function snapshotBytes(room: RoomId, member: MemberId, seq: number, head: Uint8Array): Uint8Array {
  const device = new Uint8Array(8).fill(9);
  const header = encodeHeader({
    kind: 'snapshot',
    doc: 'drawing',
    epoch: 1,
    room,
    member,
    device,
    counter: 1,
    seenSeq: seq,
    seenHead: head,
  });
  return Buffer.concat([header, Buffer.alloc(500, 1)]);
}
