/** How much each room keeps, without a look at what. */
import type { Sql } from 'postgres';
import type { RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { isAway } from './away.ts';

export type RoomSize = { readonly bytes: number; readonly updates: number; readonly snapshots: number };

export function createSizes({ reader }: { readonly reader: Sql }) {
  return {
    async all(): Promise<Result<ReadonlyMap<RoomId, RoomSize>, 'not_ready'>> {
      try {
        const rows = await reader<{ room: RoomId; bytes: string; updates: string; snapshots: string }[]>`
          SELECT room, sum(bytes) AS bytes, sum(updates) AS updates, sum(snapshots) AS snapshots FROM (
            SELECT room, sum(size) AS bytes, count(*) AS updates, 0 AS snapshots FROM updates GROUP BY room
            UNION ALL SELECT room, sum(size), 0, count(*) FROM snapshots GROUP BY room) kept GROUP BY room`;
        return ok(
          new Map(
            rows.map((row) => [row.room, { bytes: Number(row.bytes), updates: Number(row.updates), snapshots: Number(row.snapshots) }]),
          ),
        );
      } catch (error) {
        if (isAway(error)) return fail('not_ready');
        throw error;
      }
    },
  };
}
