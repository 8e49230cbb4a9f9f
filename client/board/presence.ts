/** What others may see of you at once: where you point, and what came to the stroke under your pen. At most 30 messages a second. */
import type { Awareness } from 'y-protocols/awareness';
import type { Clock } from '#crdt/base/clock.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import type { Point } from './camera.ts';
import { encodeInk, MAX_PIECE_POINTS } from './ink-wire.ts';
import type { WetStroke } from './wet-layer.ts';

const EVERY_MS = 33;

export type Announcer = {
  /** Board coordinates; undefined when the pointer left the board. */
  cursor(at: Point | undefined): void;
  /** The stroke under the pen has grown. */
  ink(stroke: WetStroke): void;
  /** The stroke was finished (it is in the doc) or given up. */
  lifted(stroke: WetStroke, gone: boolean): void;
  close(): void;
};

export function createAnnouncer(deps: { awareness: Awareness; member: MemberId; clock: Clock }): Announcer {
  const { awareness, member, clock } = deps;
  let cursor: Point | null = null;
  let wet: WetStroke | undefined;
  let sent = 0;
  let last = -Infinity;
  let cancel: (() => void) | undefined;

  const publish = (fields: Record<string, unknown>): void => {
    const state = awareness.getLocalState();
    // No state: this page has left the room; nothing may bring it back.
    if (state !== null) awareness.setLocalState({ ...state, member, ...fields });
  };
  const piece = (): Record<string, unknown> => {
    if (wet === undefined) return { ink: null };
    const from = sent;
    const points = wet.points.view().subarray(from * 3, (from + MAX_PIECE_POINTS) * 3);
    sent += points.length / 3;
    return points.length > 0 ? { ink: encodeInk(wet.id, wet, from, points) } : {};
  };
  const flush = (): void => {
    cancel?.();
    cancel = undefined;
    last = clock.now();
    publish({ cursor, ...piece() });
    if (wet !== undefined && sent < wet.points.count) soon();
  };
  const soon = (): void => {
    if (cancel !== undefined) return;
    const wait = last + EVERY_MS - clock.now();
    if (wait <= 0) flush();
    else cancel = clock.after(wait, flush);
  };
  const round = (value: number): number => Math.round(value * 8) / 8;

  return {
    cursor: (at) => {
      cursor = at ? { x: round(at.x), y: round(at.y) } : null;
      soon();
    },
    ink: (stroke) => {
      if (wet?.id !== stroke.id) sent = 0;
      wet = stroke;
      soon();
    },
    lifted: (stroke, gone) => {
      wet = undefined;
      cancel?.();
      cancel = undefined;
      publish({ cursor, ink: gone ? { id: stroke.id, gone: true } : null });
    },
    close: () => {
      cancel?.();
      cancel = undefined;
      publish({ cursor: null, ink: null });
    },
  };
}
