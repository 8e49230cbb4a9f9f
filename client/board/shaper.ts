/** The shape under one's own pointer: follows it until it is lifted, and becomes one stroke of the doc then. Others see it when it is there. */
import type { Clock } from '#crdt/base/clock.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import type { Random } from '#crdt/base/random.ts';
import type { Board } from '#crdt/docs/board.ts';
import { newEntryId } from '#crdt/docs/entry-id.ts';
import { MAX_POINTS, quantised } from '#crdt/docs/points.ts';
import type { Undo } from '#crdt/docs/undo.ts';
import type { Point } from './camera.ts';
import { createPointsBuffer } from './points-buffer.ts';
import { closeTogether, shapePoints, type Shape } from './shapes.ts';
import { inkOf, isArea, type Ink } from './stroke-path.ts';
import type { WetStroke } from './wet-layer.ts';

export type Shaper = {
  /** As it would be kept now; undefined while there is none. */
  readonly stroke: WetStroke | undefined;
  begin(shape: Shape, ink: Ink, at: Point): void;
  move(to: Point, even: boolean): void;
  /** Puts it into the doc; a shape without any size is given up. A no-op when there is none. */
  finish(): void;
  cancel(): void;
};

export type ShaperDeps = {
  readonly board: Board;
  readonly undo: Undo;
  readonly origin: object;
  readonly member: MemberId;
  readonly clock: Clock;
  readonly random: Random;
  readonly onChanged: () => void;
};

/** Board pixels: nobody meant a shape that is smaller. */
const SMALLEST = 3;
const STEP = 4;

export function createShaper({ board, undo, origin, member, clock, random, onChanged }: ShaperDeps): Shaper {
  let drawn: { readonly shape: Shape; readonly from: Point; readonly startedAt: number; size: number; stroke: WetStroke } | undefined;

  const cancel = (): void => {
    if (drawn === undefined) return;
    drawn = undefined;
    onChanged();
  };
  const finish = (): void => {
    const done = drawn;
    if (done === undefined) return;
    cancel();
    if (done.size < SMALLEST) return;
    undo.newStep();
    const { stroke, startedAt } = done;
    board.add(stroke.id, { ...inkOf(stroke), author: member, at: startedAt, points: stroke.points.view() }, origin);
  };
  return {
    get stroke() {
      return drawn?.stroke;
    },
    begin: (shape, ink, at) => {
      finish();
      const stroke = { ...inkOf(ink), id: newEntryId(random), points: createPointsBuffer() };
      drawn = { shape, from: at, startedAt: clock.now(), size: 0, stroke };
    },
    move: (to, even) => {
      if (drawn === undefined) return;
      const { shape, from, stroke } = drawn;
      const outline = shapePoints(shape, from, to, { even, width: stroke.width });
      const points = createPointsBuffer();
      points.append(
        (isArea(stroke) ? closeTogether(outline, STEP, MAX_POINTS) : outline).map((value, i) => (i % 3 === 2 ? value : quantised(value))),
      );
      drawn = { ...drawn, size: Math.hypot(to.x - from.x, to.y - from.y), stroke: { ...stroke, points } };
      onChanged();
    },
    finish,
    cancel,
  };
}
