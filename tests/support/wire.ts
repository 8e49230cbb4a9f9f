/** A connection between one device and a fake server, flushed by hand: one task at a time, upwards first. */
import type { LogDoor } from '#crdt/sync/ports.ts';
import type { SealedDoc } from '#crdt/sync/sealed-doc-types.ts';

export type Line = { readonly door: LogDoor; cut(): void; step(): boolean; readonly waiting: number };
/** The server's end. */
export type Peer = { tell(task: (doc: SealedDoc) => void): void };

export function createWire(doc: SealedDoc) {
  const up: (() => void)[] = [];
  const down: (() => void)[] = [];
  return {
    peer: { tell: (task: (to: SealedDoc) => void) => void down.push(() => task(doc)) } satisfies Peer,
    send: (task: () => void) => void up.push(task),
    /** Asks the server, whose answer stands in line behind all it said before. */
    ask: <Value>(work: () => Value): Promise<Value> =>
      new Promise((resolve) => {
        up.push(() => {
          const value = work();
          down.push(() => resolve(value));
        });
      }),
    waiting: () => up.length + down.length,
    step(): boolean {
      const task = up.shift() ?? down.shift();
      task?.();
      return task !== undefined;
    },
  };
}
