/** What a participant needs of the world around it, and what stands for it where nothing is said. */
import type { Clock } from '#crdt/base/clock.ts';
import type { Random } from '#crdt/base/random.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { createHttp, type Http } from '#client/net/http.ts';
import { createMemoryStorage } from '#client/net/memory-storage.ts';
import type { Storage } from '#client/net/storage.ts';
import { systemClock } from './system-clock.ts';

export type World = { readonly http: Http; readonly storage: Storage; readonly clock: Clock; readonly random: Random };
export type SomeWorld = {
  readonly http?: Http | undefined;
  readonly storage?: Storage | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
};

export const worldOf = (origin: string, some: SomeWorld): World => ({
  http: some.http ?? createHttp({ origin }),
  storage: some.storage ?? createMemoryStorage(),
  clock: some.clock ?? systemClock,
  random: some.random ?? systemRandom,
});

/** A fresh UUID (RFC 9562, version 4). */
export function createUuid(random: Random): Uint8Array {
  const bytes = random.bytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
}
