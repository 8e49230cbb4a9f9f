/** What is under the pens of others, put together from pieces. Pure: knows awareness states, not the awareness. */
import { MAX_POINTS } from '#crdt/docs/points.ts';
import { decodeInk } from './ink-wire.ts';
import { createPointsBuffer } from './points-buffer.ts';
import type { WetStroke } from './wet-layer.ts';

export type InkChange =
  { readonly is: 'nothing' } | { readonly is: 'dropped' } | { readonly is: 'grown'; readonly stroke: WetStroke; readonly from: number };

export type RemoteInk = {
  strokes(): Iterable<WetStroke>;
  /** Takes in the `ink` field of one awareness client. A stroke that `isSettled` is in the doc already. */
  hear(client: number, field: unknown): InkChange;
  /** That awareness client is gone, and what was under its pen. */
  leave(client: number): boolean;
  /** These strokes are in the doc now. */
  settled(ids: Iterable<string>): boolean;
};

export function createRemoteInk(isSettled: (id: string) => boolean): RemoteInk {
  const wet = new Map<number, WetStroke>();
  const nothing = { is: 'nothing' } as const;
  return {
    strokes: () => wet.values(),
    hear: (client, field) => {
      const news = decodeInk(field);
      const old = wet.get(client);
      // "none" does not drop the stroke: its update is on the way, and until it comes the ink stays to be seen.
      if (news.is === 'none') return nothing;
      if (news.is === 'gone') return old?.id === news.id && wet.delete(client) ? { is: 'dropped' } : nothing;
      if (isSettled(news.id)) return nothing;
      const stroke = old?.id === news.id ? old : { ...news, points: createPointsBuffer() };
      const have = stroke.points.count;
      // A piece that was lost leaves a straight line; one that comes again adds only what is new.
      const known = old === stroke ? Math.max(0, have - news.from) : 0;
      if (known * 3 >= news.points.length || have + news.points.length / 3 > MAX_POINTS) return nothing;
      stroke.points.append(news.points.subarray(known * 3));
      wet.set(client, stroke);
      return old !== undefined && old !== stroke ? { is: 'dropped' } : { is: 'grown', stroke, from: have };
    },
    leave: (client) => wet.delete(client),
    settled: (ids) => {
      let any = false;
      const gone = new Set(ids);
      for (const [client, stroke] of wet) if (gone.has(stroke.id)) any = wet.delete(client) || any;
      return any;
    },
  };
}
