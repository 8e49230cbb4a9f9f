/**
 * From pointer events to gestures: own path past Fabric's brushes, which lose Apple Pencil events and know no palm (fabric.js #8465, #9595).
 * A pen or mouse draws. A finger draws until a pen was seen, after that fingers only move the board: the hand may rest on the glass.
 * Two fingers move and zoom; the middle button or the space bar moves.
 */
import type { Point } from './camera.ts';

/** `even`: Shift is held, shapes come out regular. */
export type Sample = Point & { readonly pressure: number; readonly isPen: boolean; readonly even: boolean };

export type Gestures = {
  /** False: nothing can be drawn now, the pointer moves the board instead. */
  mayDraw(): boolean;
  drawStart(at: Sample, isEraserEnd: boolean): void;
  drawMove(samples: readonly Sample[]): void;
  drawEnd(): void;
  /** What began as a stroke turned out to be something else. */
  drawCancel(): void;
  pan(by: Point): void;
  /** `scale`: how much wider the fingers are apart than at the last call. */
  pinch(at: Point, scale: number): void;
  wheel(at: Point, delta: Point, isZoom: boolean): void;
  hover(at: Point | undefined): void;
};

export type Pointers = {
  /** Something is under the pen, the mouse or the fingers. */
  readonly busy: boolean;
  holdToPan(held: boolean): void;
  /** Ends whatever is going on, keeping a stroke. */ settle(): void;
  close(): void;
};

type Held = Point & { readonly type: string };
type Mode =
  { readonly is: 'idle' } | { readonly is: 'draw' | 'pan'; readonly id: number; readonly start: Point } | { readonly is: 'pinch' };

/** A finger that moved less than this before the second came was not drawing, CSS pixels. */
const SECOND_FINGER_SLACK = 16;
const ERASER_BUTTON = 32;

export function createPointers(element: HTMLElement, gestures: Gestures): Pointers {
  const held = new Map<number, Held>();
  let mode: Mode = { is: 'idle' };
  let penSeen = false;
  let holdPans = false;
  let corner = element.getBoundingClientRect();

  const place = (event: PointerEvent | WheelEvent): Point => ({ x: event.clientX - corner.left, y: event.clientY - corner.top });
  const sample = (event: PointerEvent): Sample => {
    const isPen = event.pointerType === 'pen';
    // Some pens report no pressure at all: then 0 would leave nothing to be seen.
    return { ...place(event), isPen, pressure: isPen && event.pressure > 0 ? event.pressure : 0.5, even: event.shiftKey };
  };
  const fingers = (): [Held, Held] | undefined => {
    const [a, b] = [...held.values()].filter((pointer) => pointer.type === 'touch');
    return a && b ? [a, b] : undefined;
  };
  const leaveMode = (): void => {
    const was = mode;
    mode = { is: 'idle' };
    if (was.is === 'draw') gestures.drawEnd();
  };
  const giveUpIfYoung = (): void => {
    if (mode.is !== 'draw') return;
    const now = held.get(mode.id);
    const moved = now ? Math.hypot(now.x - mode.start.x, now.y - mode.start.y) : 0;
    if (moved > SECOND_FINGER_SLACK) return leaveMode();
    mode = { is: 'idle' };
    gestures.drawCancel();
  };
  const isDrawnByPen = (): boolean => mode.is === 'draw' && held.get(mode.id)?.type !== 'touch';
  const pans = (event: PointerEvent): boolean =>
    holdPans || event.button === 1 || !gestures.mayDraw() || (event.pointerType === 'touch' && penSeen);

  const onDown = (event: PointerEvent): void => {
    event.stopImmediatePropagation();
    corner = element.getBoundingClientRect();
    const start = place(event);
    if (event.pointerType === 'touch' && isDrawnByPen()) return;
    if (event.pointerType !== 'touch' && mode.is !== 'idle') giveUpIfYoung();
    held.set(event.pointerId, { ...start, type: event.pointerType });
    element.setPointerCapture(event.pointerId);
    if (event.pointerType === 'pen') penSeen = true;
    if (event.pointerType === 'touch' && fingers()) {
      giveUpIfYoung();
      mode = { is: 'pinch' };
    } else if (pans(event)) mode = { is: 'pan', id: event.pointerId, start };
    else if (event.button === 0 || event.button === 5) {
      mode = { is: 'draw', id: event.pointerId, start };
      gestures.drawStart(sample(event), (event.buttons & ERASER_BUTTON) !== 0);
    }
  };
  const onPinch = (before: [Held, Held], after: [Held, Held]): void => {
    const middle = ([a, b]: [Held, Held]): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
    const apart = ([a, b]: [Held, Held]): number => Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));
    const [from, to] = [middle(before), middle(after)];
    gestures.pan({ x: to.x - from.x, y: to.y - from.y });
    gestures.pinch(to, apart(after) / apart(before));
  };
  const onMove = (event: PointerEvent): void => {
    event.stopImmediatePropagation();
    const now = place(event);
    if (event.pointerType !== 'touch' || mode.is === 'draw') gestures.hover(now);
    const last = held.get(event.pointerId);
    if (last === undefined) return;
    const before = fingers();
    held.set(event.pointerId, { ...now, type: last.type });
    const after = fingers();
    if (mode.is === 'draw' && mode.id === event.pointerId) {
      // Safari before 18.2 has no coalesced events.
      const all = 'getCoalescedEvents' in event ? event.getCoalescedEvents() : [];
      gestures.drawMove((all.length > 0 ? all : [event]).map(sample));
    } else if (mode.is === 'pan' && mode.id === event.pointerId) gestures.pan({ x: now.x - last.x, y: now.y - last.y });
    else if (mode.is === 'pinch' && before && after) onPinch(before, after);
  };
  const onUp = (event: PointerEvent): void => {
    event.stopImmediatePropagation();
    if (!held.has(event.pointerId)) return;
    held.delete(event.pointerId);
    if (mode.is === 'pinch' ? fingers() === undefined : mode.is !== 'idle' && mode.id === event.pointerId) leaveMode();
    if (event.pointerType === 'touch') gestures.hover(undefined);
  };
  const settle = (): void => {
    held.clear();
    leaveMode();
  };
  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
    corner = element.getBoundingClientRect();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    gestures.wheel(place(event), { x: event.deltaX * lines, y: event.deltaY * lines }, event.ctrlKey || event.metaKey);
  };
  const listening = new AbortController();
  const on = { capture: true, signal: listening.signal };
  element.addEventListener('pointerdown', onDown, on);
  element.addEventListener('pointermove', onMove, on);
  for (const type of ['pointerup', 'pointercancel', 'lostpointercapture'] as const) element.addEventListener(type, onUp, on);
  element.addEventListener('pointerleave', () => gestures.hover(undefined), { signal: listening.signal });
  element.addEventListener('wheel', onWheel, { ...on, passive: false });
  element.addEventListener('contextmenu', (event) => event.preventDefault(), on);
  window.addEventListener('blur', settle, { signal: listening.signal });
  window.addEventListener('pagehide', settle, { signal: listening.signal });
  document.addEventListener('visibilitychange', () => document.hidden && settle(), { signal: listening.signal });
  return {
    get busy() {
      return mode.is !== 'idle';
    },
    holdToPan: (now) => {
      holdPans = now;
    },
    settle,
    close: () => {
      settle();
      listening.abort();
    },
  };
}
