/** Seeded frames, keys and origins for the frame tests. */
import { createOpener, createSealer, type Opener, type Sealer, type SessionMemory } from '#media/frames/cipher.ts';
import { importMediaKey, type Origin } from '#media/frames/keys.ts';
import type { Kind } from '#media/frames/layout.ts';
import type { MemberId } from '#crdt/base/ids.ts';

export const ALICE: Origin = {
  member: '3f2b9c1e-7a54-4b7e-9d2f-0a1b2c3d4e5f' as MemberId,
  device: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  source: 'camera',
};
export const BOB: Origin = { ...ALICE, member: '8d7c6b5a-4f3e-4d2c-8b1a-9f8e7d6c5b4a' as MemberId };

/** A small seeded generator (mulberry32), enough for test bytes. */
export function seeded(seed: number): { bytes(length: number): Uint8Array } {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return { bytes: (length) => Uint8Array.from({ length }, () => next() & 255) };
}

export const mediaKey = (seed: number) => importMediaKey(seeded(seed).bytes(32));

/** A VP8 frame of `length` bytes; the lowest bit of the first says whether it is a key frame. */
export function vp8(length: number, key: boolean, seed = length): Uint8Array {
  const frame = seeded(seed).bytes(length);
  frame[0] = ((frame[0] ?? 0) & 0xfe) | (key ? 0 : 1);
  return frame;
}

export type Pair = { readonly sealer: Sealer; readonly opener: Opener };
export type PairOptions = {
  kind?: Kind;
  sealKey?: number;
  openKey?: number;
  from?: Origin;
  as?: Origin;
  nowMs?: number;
  memory?: SessionMemory;
};

export async function pair(options: PairOptions = {}): Promise<Pair> {
  const {
    kind = 'video',
    sealKey = 1,
    openKey = sealKey,
    from = ALICE,
    as = from,
    nowMs = 1_700_000_000_000,
    memory = new Map(),
  } = options;
  const random = seeded(nowMs % 1000);
  const sealer = await createSealer({ mediaKey: await mediaKey(sealKey), origin: from, kind, clock: { now: () => nowMs }, random });
  return { sealer, opener: createOpener({ mediaKey: await mediaKey(openKey), origin: as, kind, memory }) };
}

/** Seals, and expects that it went well. */
export async function sealed(sealer: Sealer, frame: Uint8Array): Promise<Uint8Array> {
  const done = await sealer.seal(frame);
  if (done === undefined) throw new Error('not sealed');
  return done;
}
