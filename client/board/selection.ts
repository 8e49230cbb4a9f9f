/** Marks that one holds: chosen by pressing them or drawing a frame around them, moved, copied and removed together, each as one step of undo. */
import type { Clock } from '#crdt/base/clock.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import type { Random } from '#crdt/base/random.ts';
import type { Watched } from '#client/room/types.ts';
import type { Board, NewMark } from '#crdt/docs/board.ts';
import { newEntryId } from '#crdt/docs/entry-id.ts';
import { shifted } from '#crdt/docs/mark.ts';
import { quantised } from '#crdt/docs/points.ts';
import type { Undo } from '#crdt/docs/undo.ts';
import { joined, type Bounds, type Point } from './camera.ts';
import type { Scene, SceneMark } from './scene.ts';
import { createWatched } from './watch.ts';

export type Selection = {
  /** How many marks are held. */
  readonly count: Watched<number>;
  /** `extend`: what was held stays. */
  begin(at: Point, reach: number, extend: boolean): void;
  move(to: Point): void;
  end(): void;
  /** What was begun is given up, and nothing is moved. */
  cancel(): void;
  nudge(by: Point): void;
  remove(): void;
  duplicate(): void;
  all(): void;
  clear(): void;
  /** Some marks came, went or changed. */
  changed(): void;
  /** The frame, and while they are moved the marks where they will be; the context stands in board coordinates, `pixel` is one of the screen. */
  paint(ctx: CanvasRenderingContext2D, pixel: number): void;
};

export type SelectionDeps = {
  readonly board: Board;
  readonly scene: Scene;
  readonly undo: Undo;
  readonly origin: object;
  readonly member: MemberId;
  readonly clock: Clock;
  readonly random: Random;
  readonly onChanged: () => void;
};

type Doing = { readonly is: 'moving'; readonly from: Point; by: Point } | { readonly is: 'framing'; readonly from: Point; to: Point };
/** Board pixels: where a copy lies beside what it is of. */
const COPY = { x: 24, y: 24 };
const NOWHERE = { x: 0, y: 0 };

const frameOf = (a: Point, b: Point): Bounds => ({
  left: Math.min(a.x, b.x),
  top: Math.min(a.y, b.y),
  right: Math.max(a.x, b.x),
  bottom: Math.max(a.y, b.y),
});

export function createSelection({ board, scene, undo, origin, member, clock, random, onChanged }: SelectionDeps): Selection {
  let held = new Set<string>();
  let doing: Doing | undefined;
  const count = createWatched(0);

  const hold = (ids: Iterable<string>): void => {
    held = new Set(ids);
    count.set(held.size);
    onChanged();
  };
  const marks = (): SceneMark[] => [...held].flatMap((id) => scene.get(id) ?? []);
  const who = () => ({ author: member, at: clock.now() });
  const moveBy = (by: Point): void => {
    const whole = { x: quantised(by.x), y: quantised(by.y) };
    if (held.size === 0 || (whole.x === 0 && whole.y === 0)) return;
    undo.newStep();
    board.move([...held], whole, who(), origin);
  };
  const stop = (): Doing | undefined => {
    const done = doing;
    doing = undefined;
    onChanged();
    return done;
  };

  return {
    count,
    begin(at, reach, extend) {
      const hit = scene.marksAt(at, reach).at(-1)?.id;
      if (hit === undefined) {
        if (!extend) hold([]);
        doing = { is: 'framing', from: at, to: at };
        return;
      }
      if (!held.has(hit)) hold(extend ? [...held, hit] : [hit]);
      doing = { is: 'moving', from: at, by: NOWHERE };
    },
    move(to) {
      if (doing?.is === 'moving') doing.by = { x: to.x - doing.from.x, y: to.y - doing.from.y };
      else if (doing) doing.to = to;
      onChanged();
    },
    end() {
      const done = stop();
      if (done?.is === 'moving') moveBy(done.by);
      else if (done) hold([...held, ...scene.within(frameOf(done.from, done.to)).map(({ id }) => id)]);
    },
    cancel: () => void stop(),
    nudge: moveBy,
    remove() {
      if (held.size === 0) return;
      undo.newStep();
      board.erase([...held], who(), origin);
      hold([]);
    },
    duplicate() {
      if (held.size === 0) return;
      undo.newStep();
      const copies = board.marks().filter(({ id }) => held.has(id));
      hold(
        copies.map((mark) => {
          const id = newEntryId(random);
          board.add(id, { ...shifted<NewMark & typeof mark>(mark, COPY), ...who() }, origin);
          return id;
        }),
      );
    },
    all: () => hold(board.marks().flatMap((mark) => (mark.tool === 'rubber' ? [] : [mark.id]))),
    clear: () => hold([]),
    changed() {
      if ([...held].some((id) => !scene.has(id))) hold([...held].filter((id) => scene.has(id)));
      else if (held.size > 0) onChanged();
    },
    paint(ctx, pixel) {
      ctx.strokeStyle = '#1d6a66';
      ctx.lineWidth = 2 * pixel;
      ctx.setLineDash([6 * pixel, 4 * pixel]);
      const by = doing?.is === 'moving' ? doing.by : NOWHERE;
      const chosen = marks();
      const [first, ...others] = chosen.map(({ bounds }) => bounds);
      if (first) {
        const { left, top, right, bottom } = others.reduce(joined, first);
        ctx.strokeRect(left + by.x, top + by.y, right - left, bottom - top);
      }
      if (doing?.is === 'framing') {
        const { left, top, right, bottom } = frameOf(doing.from, doing.to);
        ctx.strokeRect(left, top, right - left, bottom - top);
      }
      ctx.setLineDash([]);
      if (by.x === 0 && by.y === 0) return;
      ctx.translate(by.x, by.y);
      for (const mark of chosen) scene.paint(ctx, mark, false);
    },
  };
}
