/** The frame around what is held, with its handles: where they are, and what dragging one does. Pure. */
import { inSteps, type Change } from '#crdt/docs/placement.ts';
import { grown, type Bounds, type Point } from './camera.ts';

export const HANDLES = ['nw', 'ne', 'se', 'sw', 'turn'] as const;
export type Handle = (typeof HANDLES)[number];

/** CSS pixels. A handle is touched within a square of 44: what a finger needs. */
const TOUCH = 44;
const GAP = 8;
/** Room for the handles beside each other, and for a finger between them. */
const LEAST_SIDE = 2 * TOUCH + 8;
const TURN_AWAY = 46;
/** Handles turn in such steps while Shift is held, and the keys always do. */
export const TURN_STEP = Math.PI / 12;
export const SCALE_STEP = 1.1;

export const middleOf = ({ left, top, right, bottom }: Bounds): Point => ({ x: (left + right) / 2, y: (top + bottom) / 2 });

/** Around the marks, and never too small for its handles; `pixel` is one of the screen. */
export function frameAround(marks: Bounds, pixel: number): Bounds {
  const frame = grown(marks, GAP * pixel);
  const more = (side: number): number => Math.max(0, LEAST_SIDE * pixel - side) / 2;
  const [wide, high] = [more(frame.right - frame.left), more(frame.bottom - frame.top)];
  return { left: frame.left - wide, top: frame.top - high, right: frame.right + wide, bottom: frame.bottom + high };
}

export function handlePlace(handle: Handle, { left, top, right, bottom }: Bounds, pixel: number): Point {
  if (handle === 'turn') return { x: (left + right) / 2, y: top - TURN_AWAY * pixel };
  return { x: handle.endsWith('w') ? left : right, y: handle.startsWith('n') ? top : bottom };
}

export function handleAt(at: Point, frame: Bounds, pixel: number): Handle | undefined {
  const reach = (TOUCH / 2) * pixel;
  return HANDLES.find((handle) => {
    const { x, y } = handlePlace(handle, frame, pixel);
    return Math.abs(at.x - x) <= reach && Math.abs(at.y - y) <= reach;
  });
}

const OPPOSITE = { nw: 'se', ne: 'sw', se: 'nw', sw: 'ne' } as const;

/** What it does to drag a handle from one point to another. `limits`: how much smaller and larger all may become. */
export function dragged(
  handle: Handle,
  frame: Bounds,
  { from, to, even }: { readonly from: Point; readonly to: Point; readonly even: boolean },
  limits: Limits,
): Change {
  if (handle === 'turn') {
    const about = middleOf(frame);
    const angle = Math.atan2(to.y - about.y, to.x - about.x) - Math.atan2(from.y - about.y, from.x - about.x);
    return inSteps({ x: 0, y: 0, about, angle: even ? Math.round(angle / TURN_STEP) * TURN_STEP : angle });
  }
  // About the corner across: only how far along the diagonal counts, so that all stays in proportion.
  const about = handlePlace(OPPOSITE[handle], frame, 1);
  const corner = handlePlace(handle, frame, 1);
  const along = ({ x, y }: Point): number => (x - about.x) * (corner.x - about.x) + (y - about.y) * (corner.y - about.y);
  return inSteps({ x: 0, y: 0, about, scale: limited(along(to) / along(from), limits) });
}

export type Limits = { readonly least: number; readonly most: number };
/** What is no factor at all counts as the least. */
export const limited = (scale: number, { least, most }: Limits): number => (scale > least ? Math.min(scale, most) : least);
