/** What others may see of you at once: where you point, and what came to the stroke under your pen. At most 30 messages a second. */
import type { Awareness } from 'y-protocols/awareness';
import type { Clock } from '#crdt/base/clock.ts';
import type { MemberId } from '#crdt/base/ids.ts';
import type { Point } from './camera.ts';
import { encodeLaser, MAX_LASER_POINTS, type LaserPiece } from './laser.ts';
import { encodeInk, MAX_PIECE_POINTS } from './ink-wire.ts';
import type { WetStroke } from './wet-layer.ts';

const EVERY_MS = 33;

export type Announcer = {
  /** Board coordinates; undefined when the pointer left the board. */
  cursor(at: Point | undefined): void;
  /** The stroke under the pen has grown. */
  ink(stroke: WetStroke): void;
  /** Points of the light that one points with. */
  laser(piece: LaserPiece): void;
  /** The stroke was finished (it is in the doc) or given up. */
  lifted(stroke: WetStroke, gone: boolean): void;
  close(): void;
};

export function createAnnouncer(deps: { awareness: Awareness; member: MemberId; clock: Clock }): Announcer {
  const { awareness, member, clock } = deps;
  let cursor: Point | null = null;
  let wet: WetStroke | undefined;
  let sent = 0;
  let light: LaserPiece | undefined;
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
  const lightNow = (): Record<string, unknown> => {
    const laser = light ? encodeLaser(light) : null;
    light = undefined;
    return { laser };
  };
  const flush = (): void => {
    cancel?.();
    cancel = undefined;
    last = clock.now();
    const isLit = light !== undefined;
    publish({ cursor, ...lightNow(), ...piece() });
    // A light is said once and then no more: whoever comes later shall not see it.
    if (isLit || (wet !== undefined && sent < wet.points.count)) soon();
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
    laser: (piece) => {
      // What does not fit one message any more is the newest: a trail that jumps is better than one that lags.
      const isMore = light?.press === piece.press && light.points.length + piece.points.length <= MAX_LASER_POINTS;
      light = isMore && light ? { ...light, points: [...light.points, ...piece.points] } : piece;
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
      publish({ cursor: null, ink: null, laser: null });
    },
  };
}
