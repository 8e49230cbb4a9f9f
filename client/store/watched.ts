import { signal, type ReadonlySignal } from '@preact/signals';
import type { Watched } from '#client/room/types.ts';

/** Collects undoings; `close` runs them last first, once. */
export type Undoings = { add(undo: () => void): void; close(): void };

export function createUndoings(): Undoings {
  const undos: (() => void)[] = [];
  return {
    add: (undo) => void undos.push(undo),
    close() {
      for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) undo();
    },
  };
}

/** A signal that follows a watched value until `undoings` close. */
export function followed<Value>(watched: Watched<Value>, undoings: Undoings): ReadonlySignal<Value> {
  const follower = signal(watched.value);
  undoings.add(watched.subscribe((value) => void (follower.value = value)));
  return follower;
}
