/** What the tests of the docs share: seeded randomness, strokes, and copies of a doc that exchange updates when told to. */
import * as Y from 'yjs';
import type { MemberId } from '#crdt/base/ids.ts';
import type { Random } from '#crdt/base/random.ts';
import { quantised } from '#crdt/docs/points.ts';
import { quantisedOpacity, TOOL_NAMES, type Stroke } from '#crdt/docs/stroke.ts';

export const SAM = '11111111-1111-4111-8111-111111111111' as MemberId;
export const KIM = '22222222-2222-4222-8222-222222222222' as MemberId;

/** mulberry32: numbers from 0 up to 1. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const randomFrom = (next: () => number): Random => ({
  bytes: (length) => Uint8Array.from({ length }, () => Math.floor(next() * 256)),
});

export function someStroke(next: () => number, author: MemberId = SAM): Omit<Stroke, 'order'> {
  const pressure = next() < 0.5;
  const count = 1 + Math.floor(next() * 60);
  const points = new Float32Array(count * 3);
  let x = (next() - 0.5) * 4000;
  let y = (next() - 0.5) * 4000;
  for (let i = 0; i < points.length; i += 3) {
    x += (next() - 0.5) * 20;
    y += (next() - 0.5) * 20;
    points.set([quantised(x), quantised(y), pressure ? Math.round(next() * 255) / 255 : 0.5], i);
  }
  const width = 1 + Math.floor(next() * 100) / 8;
  return {
    tool: next() < 0.5 ? 'pen' : (TOOL_NAMES[Math.floor(next() * TOOL_NAMES.length)] ?? 'pen'),
    author,
    at: 1_790_000_000_000,
    colour: Math.floor(next() * 2 ** 24),
    width,
    pressure,
    opacity: next() < 0.5 ? 1 : quantisedOpacity(next()),
    filled: next() < 0.2,
    points,
  };
}

/** Two docs with these clientIDs; `exchange` brings each what it lacks. */
export function twoCopies(): { a: Y.Doc; b: Y.Doc; exchange: () => void } {
  const a = new Y.Doc();
  const b = new Y.Doc();
  a.clientID = 1;
  b.clientID = 2;
  const give = (from: Y.Doc, to: Y.Doc): void => Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), 'remote');
  return {
    a,
    b,
    exchange: () => {
      give(a, b);
      give(b, a);
    },
  };
}

/** Counts the updates that a doc sends. */
export function countUpdates(doc: Y.Doc): () => number {
  let count = 0;
  doc.on('update', () => count++);
  return () => count;
}
