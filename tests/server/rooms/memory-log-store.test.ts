import { randomUUID } from 'node:crypto';
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import { createMemoryLogStore } from '#server/rooms/memory-log-store.ts';
import { testLogStore } from './log-store-contract.ts';

testLogStore('the log in memory', async () => ({
  store: createMemoryLogStore(),
  room: async () => ({ room: randomUUID() as RoomId, member: randomUUID() as MemberId }),
  close: async () => {},
}));
