/** Wipes out the whole strokes that it touches, at once, as one step of undo a gesture. */
import type { Clock } from '#crdt/base/clock.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import type { Board } from '#crdt/docs/board.ts';
import type { Undo } from '#crdt/docs/undo.ts';
import type { Point } from './camera.ts';
import type { Scene } from './scene.ts';

export type Eraser = {
  readonly active: boolean;
  begin(at: Point, reach: number): void;
  move(points: readonly Point[], reach: number): void;
  end(): void;
};

export type EraserDeps = {
  readonly board: Board;
  readonly scene: Scene;
  readonly undo: Undo;
  readonly origin: object;
  readonly member: MemberId;
  readonly clock: Clock;
};

export function createEraser({ board, scene, undo, origin, member, clock }: EraserDeps): Eraser {
  let last: Point | undefined;
  /** From the last place to this one in steps no longer than the reach, so that a fast move jumps over nothing. */
  const between = (to: Point, reach: number): Point[] => {
    const from = last ?? to;
    const steps = Math.min(500, Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / reach)));
    const part = (i: number): Point => ({ x: from.x + ((to.x - from.x) * i) / steps, y: from.y + ((to.y - from.y) * i) / steps });
    return Array.from({ length: steps }, (_, i) => part(i + 1));
  };
  const move = (points: readonly Point[], reach: number): void => {
    const hit = new Set<string>();
    for (const to of points) {
      for (const at of between(to, reach)) for (const id of scene.touching(at, reach)) hit.add(id);
      last = to;
    }
    if (hit.size > 0) board.erase([...hit], { author: member, at: clock.now() }, origin);
  };
  return {
    get active() {
      return last !== undefined;
    },
    begin: (at, reach) => {
      undo.newStep();
      last = at;
      move([at], reach);
    },
    move: (points, reach) => {
      if (last !== undefined) move(points, reach);
    },
    end: () => {
      last = undefined;
    },
  };
}
