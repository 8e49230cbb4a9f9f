/**
 * Marks that one holds: chosen by pressing them, by a frame or by a line drawn around them; moved, scaled, turned, copied and removed together, each as one
 * step of undo.
 */
import type { Clock } from '#crdt/base/clock.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import type { Watched } from '#client/room/types.ts';
import type { Board } from '#crdt/docs/board.ts';
import { matrixOf, MOST_SCALE, type Change } from '#crdt/docs/placement.ts';
import { quantised } from '#crdt/docs/points.ts';
import type { Undo } from '#crdt/docs/undo.ts';
import { joined, type Bounds, type Point } from './camera.ts';
import { dragged, frameAround, handleAt, limited, middleOf, type Handle, type Limits } from './handles.ts';
import { paintFrame, paintHandles, paintLine } from './held-frame.ts';
import { createLasso, type Lasso } from './lasso.ts';
import type { Scene, SceneMark } from './scene.ts';
import { createWatched } from './watch.ts';

/** How one chooses what no finger is on. */
export type Way = 'frame' | 'lasso';
export type Press = {
  /** Board pixels around the pointer. */
  readonly reach: number;
  /** A pixel of the screen, in board pixels. */
  readonly pixel: number;
  /** What was held stays. */
  readonly extend: boolean;
  readonly way: Way;
};

export type Selection = {
  /** How many marks are held. */
  readonly count: Watched<number>;
  begin(at: Point, press: Press): void;
  /** `even`: turned in steps. */
  move(to: Point, even: boolean): void;
  end(): void;
  /** What was begun is given up, and nothing is moved. */
  cancel(): void;
  nudge(by: Point): void;
  /** About the middle of what is held. */
  grow(scale: number): void;
  turn(angle: number): void;
  remove(): void;
  duplicate(): void;
  all(): void;
  clear(): void;
  /** Some marks came, went or changed. */
  changed(): void;
  /** The frame, and while they are changed the marks as they will be; the context stands in board coordinates, `pixel` is one of the screen. */
  paint(ctx: CanvasRenderingContext2D, pixel: number): void;
};

export type SelectionDeps = {
  readonly board: Board;
  readonly scene: Scene;
  readonly undo: Undo;
  readonly origin: object;
  readonly member: MemberId;
  readonly clock: Clock;
  readonly onChanged: () => void;
};

type Doing =
  | {
      readonly is: 'changing';
      readonly from: Point;
      readonly grip: { readonly handle: Handle; readonly frame: Bounds } | undefined;
      change: Change;
    }
  | { readonly is: 'framing'; readonly from: Point; to: Point }
  | { readonly is: 'going around'; readonly lasso: Lasso; readonly press: Press; readonly hit: string | undefined };
/** Board pixels: where a copy lies beside what it is of. */
const COPY = { x: 24, y: 24 };
const NOTHING: Change = { x: 0, y: 0 };
/** CSS pixels: points of the line are no closer, and one that is shorter than some of them was a press. */
const LASSO_STEP = 3;
const LASSO_LEAST = 4;

const isNothing = ({ x, y, scale = 1, angle = 0 }: Change): boolean => x === 0 && y === 0 && scale === 1 && angle === 0;
const frameOf = (a: Point, b: Point): Bounds => ({
  left: Math.min(a.x, b.x),
  top: Math.min(a.y, b.y),
  right: Math.max(a.x, b.x),
  bottom: Math.max(a.y, b.y),
});

export function createSelection({ board, scene, undo, origin, member, clock, onChanged }: SelectionDeps): Selection {
  let held = new Set<string>();
  let doing: Doing | undefined;
  const count = createWatched(0);

  const hold = (ids: Iterable<string>): void => {
    held = new Set(ids);
    count.set(held.size);
    onChanged();
  };
  const marks = (): SceneMark[] => [...held].flatMap((id) => scene.get(id) ?? []);
  const boundsOfHeld = (): Bounds | undefined => {
    const [first, ...others] = marks().map(({ bounds }) => bounds);
    return first && others.reduce(joined, first);
  };
  /** How much smaller and larger all of it may become, so that it stays in proportion. */
  const limits = (): Limits => {
    const scales = marks().map(({ scale }) => scale);
    return { least: Math.min(1, 1 / (MOST_SCALE * Math.min(...scales))), most: Math.max(1, MOST_SCALE / Math.max(...scales)) };
  };
  const who = () => ({ author: member, at: clock.now() });
  const change = (by: Change): void => {
    if (held.size === 0 || isNothing(by)) return;
    undo.newStep();
    board.move([...held], by, who(), origin);
  };
  const moved = (by: Point): Change => ({ x: quantised(by.x), y: quantised(by.y) });
  const aboutMiddle = (by: Omit<Change, 'x' | 'y'>): void => {
    const bounds = boundsOfHeld();
    if (bounds) change({ ...NOTHING, ...by, about: middleOf(bounds) });
  };
  const stop = (): Doing | undefined => {
    const done = doing;
    doing = undefined;
    onChanged();
    return done;
  };

  return {
    count,
    begin(at, press) {
      const bounds = boundsOfHeld();
      const frame = bounds && frameAround(bounds, press.pixel);
      const handle = frame && handleAt(at, frame, press.pixel);
      if (handle) {
        doing = { is: 'changing', from: at, grip: { handle, frame }, change: NOTHING };
        return;
      }
      const under = scene.marksAt(at, press.reach).map(({ id }) => id);
      // A line may begin on any mark; only what is held already is taken by a press with it.
      const hit = (press.way === 'lasso' ? under.findLast((id) => held.has(id)) : undefined) ?? under.at(-1);
      const isTaken = hit !== undefined && (press.way === 'frame' || held.has(hit));
      if (!isTaken) {
        if (!press.extend) hold([]);
        doing = press.way === 'frame' ? { is: 'framing', from: at, to: at } : { is: 'going around', lasso: createLasso(at), press, hit };
        return;
      }
      if (!held.has(hit)) hold(press.extend ? [...held, hit] : [hit]);
      doing = { is: 'changing', from: at, grip: undefined, change: NOTHING };
    },
    move(to, even) {
      if (doing?.is === 'changing') {
        const { from, grip } = doing;
        doing.change = grip
          ? dragged(grip.handle, grip.frame, { from, to, even }, limits())
          : moved({ x: to.x - from.x, y: to.y - from.y });
      } else if (doing?.is === 'framing') doing.to = to;
      else if (doing) doing.lasso.add(to, LASSO_STEP * doing.press.pixel);
      onChanged();
    },
    end() {
      const done = stop();
      if (done?.is === 'changing') change(done.change);
      else if (done?.is === 'framing') hold([...held, ...scene.within(frameOf(done.from, done.to)).map(({ id }) => id)]);
      else if (done) {
        const { lasso, hit } = done;
        const found = lasso.path.length < LASSO_LEAST ? (hit ?? []) : scene.around(lasso.path).map(({ id }) => id);
        hold([...held, ...[found].flat()]);
      }
    },
    cancel: () => void stop(),
    nudge: (by) => change(moved(by)),
    grow: (scale) => aboutMiddle({ scale: limited(scale, limits()) }),
    turn: (angle) => aboutMiddle({ angle }),
    remove() {
      if (held.size === 0) return;
      undo.newStep();
      board.erase([...held], who(), origin);
      hold([]);
    },
    duplicate() {
      if (held.size === 0) return;
      undo.newStep();
      hold(board.copy([...held], COPY, who(), origin));
    },
    all: () => hold(board.marks().flatMap((mark) => (mark.tool === 'rubber' ? [] : [mark.id]))),
    clear: () => hold([]),
    changed() {
      if ([...held].some((id) => !scene.has(id))) hold([...held].filter((id) => scene.has(id)));
      else if (held.size > 0) onChanged();
    },
    paint(ctx, pixel) {
      if (doing?.is === 'framing') paintFrame(ctx, frameOf(doing.from, doing.to), pixel);
      if (doing?.is === 'going around') paintLine(ctx, doing.lasso.path, pixel);
      const bounds = boundsOfHeld();
      if (bounds === undefined) return;
      const frame = frameAround(bounds, pixel);
      if (doing?.is !== 'changing' || isNothing(doing.change)) {
        paintFrame(ctx, frame, pixel);
        paintHandles(ctx, frame, pixel);
        return;
      }
      ctx.transform(...matrixOf(doing.change));
      paintFrame(ctx, frame, pixel);
      for (const mark of marks()) scene.paint(ctx, mark, false);
    },
  };
}
