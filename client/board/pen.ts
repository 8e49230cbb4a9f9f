/** The stroke under one's own pen: grows in memory and as presence, and becomes one update of the doc when the pen is lifted. */
import type { Clock } from '#crdt/base/clock.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import type { Random } from '#crdt/base/random.ts';
import type { Board } from '#crdt/docs/board.ts';
import { newEntryId } from '#crdt/docs/entry-id.ts';
import { MAX_POINTS, quantised } from '#crdt/docs/points.ts';
import type { Undo } from '#crdt/docs/undo.ts';
import type { Point } from './camera.ts';
import { createPointsBuffer } from './points-buffer.ts';
import type { Announcer } from './presence.ts';
import { inkOf, type Ink } from './stroke-path.ts';
import type { WetStroke } from './wet-layer.ts';

export type PenPoint = Point & { readonly pressure: number };

export type Pen = {
  readonly stroke: WetStroke | undefined;
  begin(ink: Ink, at: PenPoint): void;
  /** `nearest`: points closer together than this (board pixels) are one. */
  extend(points: readonly PenPoint[], nearest: number): void;
  /** Puts the stroke into the doc; a no-op when there is none. */
  finish(): void;
  /** Gives the stroke up. */
  cancel(): void;
};

export type PenDeps = {
  readonly board: Board;
  readonly undo: Undo;
  readonly origin: object;
  readonly member: MemberId;
  readonly clock: Clock;
  readonly random: Random;
  readonly announcer: Announcer;
  /** The stroke has grown beyond `from` points. */
  readonly onGrown: (stroke: WetStroke, from: number) => void;
  /** There is no stroke any more. */
  readonly onLifted: () => void;
};

export function createPen(deps: PenDeps): Pen {
  const { board, undo, origin, member, clock, random, announcer, onGrown, onLifted } = deps;
  let stroke: WetStroke | undefined;
  let startedAt = 0;
  let last: Point = { x: 0, y: 0 };

  const push = (into: WetStroke, at: PenPoint): void => {
    // What is drawn now is what the bytes can hold, so that the settled stroke is the same to the pixel.
    last = { x: quantised(at.x), y: quantised(at.y) };
    into.points.push(last.x, last.y, Math.round(at.pressure * 255) / 255);
  };
  const begin = (ink: Ink, at: PenPoint): void => {
    finish();
    stroke = { ...inkOf(ink), id: newEntryId(random), points: createPointsBuffer() };
    startedAt = clock.now();
    push(stroke, at);
    announcer.ink(stroke);
    onGrown(stroke, 0);
  };
  const lift = (): WetStroke | undefined => {
    const lifted = stroke;
    stroke = undefined;
    return lifted;
  };
  const finish = (): void => {
    const done = lift();
    if (done === undefined) return;
    undo.newStep();
    board.add(done.id, { ...inkOf(done), author: member, at: startedAt, points: done.points.view() }, origin);
    announcer.lifted(done, false);
    onLifted();
  };

  return {
    get stroke() {
      return stroke;
    },
    begin,
    extend: (points, nearest) => {
      if (stroke === undefined) return;
      const from = stroke.points.count;
      for (const point of points) {
        if (Math.hypot(point.x - last.x, point.y - last.y) < nearest) continue;
        push(stroke, point);
        if (stroke.points.count < MAX_POINTS) continue;
        return begin(stroke, point);
      }
      if (stroke.points.count === from) return;
      announcer.ink(stroke);
      onGrown(stroke, from);
    },
    finish,
    cancel: () => {
      const given = lift();
      if (given === undefined) return;
      announcer.lifted(given, true);
      onLifted();
    },
  };
}
