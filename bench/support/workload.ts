/**
 * What every contender's participants do: two Yjs docs of a room, each adding 120 bytes of points ten times a second, each
 * noting when the other's arrive. The first 8 bytes are the time of making, so both participants of a room live in one process.
 */
import type * as Y from 'yjs';
import { percentile, round } from './figures.ts';

const POINTS_BYTES = 120;
const EVERY_MS = 100;

export type Report = {
  readonly is: 'report';
  readonly sent: number;
  readonly delivered: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly acknowledged: number;
};

export type Writer = {
  readonly doc: Y.Doc;
  /** Own updates that the server said are kept; 0 where it never says. */ acknowledged(): number;
};

/** Prepares counting; `run` writes for `seconds` and then waits until all has arrived or `drainMs` has passed. */
export function createWorkload(pairs: readonly (readonly [Writer, Writer])[]) {
  const latencies: number[] = [];
  let sent = 0;
  let made = 0;
  let delivered = 0;
  // A map: an observer of a list is handed a walk over all of it, and would be what is measured.
  const strokesOf = (writer: Writer): Y.Map<Uint8Array> => writer.doc.getMap<Uint8Array>('bench');
  const writers = pairs.flat();
  for (const writer of writers) {
    const strokes = strokesOf(writer);
    strokes.observe((event, transaction) => {
      if (transaction.local) return;
      const now = performance.now();
      for (const key of event.keysChanged) {
        const points = strokes.get(key);
        if (points === undefined) continue;
        delivered += 1;
        latencies.push(now - new DataView(points.buffer, points.byteOffset).getFloat64(0));
      }
    });
  }
  const write = (writer: Writer): void => {
    const points = new Uint8Array(POINTS_BYTES);
    crypto.getRandomValues(points);
    new DataView(points.buffer).setFloat64(0, performance.now());
    made += 1;
    sent += 1;
    strokesOf(writer).set(made.toString(36), points);
  };
  const acknowledged = (): number => writers.reduce((sum, writer) => sum + writer.acknowledged(), 0);

  const run = async (seconds: number, drainMs: number): Promise<Report> => {
    sent = 0;
    delivered = 0;
    latencies.length = 0;
    const before = acknowledged();
    const until = performance.now() + seconds * 1000;
    await Promise.all(
      writers.map(async (writer, i) => {
        // Evenly spread: people do not draw in step.
        await pause((i * EVERY_MS) / writers.length);
        for (let next = performance.now(); next < until;) {
          write(writer);
          next += EVERY_MS;
          await pause(Math.max(0, next - performance.now()));
        }
      }),
    );
    const drained = performance.now() + drainMs;
    while (performance.now() < drained && (delivered < sent || acknowledged() - before < sent)) await pause(50);
    const sorted = latencies.toSorted((a, b) => a - b);
    return {
      is: 'report',
      sent,
      delivered,
      p50Ms: round(percentile(sorted, 0.5)),
      p99Ms: round(percentile(sorted, 0.99)),
      acknowledged: acknowledged() - before,
    };
  };
  return { run };
}

const pause = async (ms: number): Promise<void> => await new Promise((resolve) => setTimeout(resolve, ms));
