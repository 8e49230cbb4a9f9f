/** A board of 5,000 strokes made by 20,000 updates: each stroke drawn, then changed three times. */
import type * as Y from 'yjs';

export const STROKES = 5000;
export const UPDATES = 20_000;

export const strokesOf = (doc: Y.Doc): Y.Map<Uint8Array> => doc.getMap<Uint8Array>('board');

/** Update number `i`: 120 bytes of points. */
export function drawUpdate(doc: Y.Doc, i: number): void {
  const points = new Uint8Array(120);
  crypto.getRandomValues(points);
  new DataView(points.buffer).setUint32(0, i);
  strokesOf(doc).set(String(i % STROKES), points);
}

/** Strokes in their last form. */
export function finished(doc: Y.Doc): number {
  let count = 0;
  for (const points of strokesOf(doc).values()) {
    if (new DataView(points.buffer, points.byteOffset).getUint32(0) >= UPDATES - STROKES) count += 1;
  }
  return count;
}
export const pause = async (ms: number): Promise<void> => await new Promise((resolve) => setTimeout(resolve, ms));
