/**
 * The sealed log in PostgreSQL: what server/rooms/log-store.ts asks for (that file gives each method's meaning). Order and
 * sizes are read as `holdspace_log`, which may not read sealed bytes; those come out only under the actor of somebody with a grant.
 */
import type { ISql, Sql } from 'postgres';
import { DOCS, type DocName } from '#crdt/base/docs.ts';
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { Actor } from './actor.ts';
import { isForbidden, isTaken } from './away.ts';
import { APPEND, appendParameters, type LogRow } from './append.ts';

type Snapshot = { replaces: number; seq: number; head: Uint8Array; sender: Uint8Array; epoch: number; sealed: Uint8Array };
const EMPTY = new Uint8Array(0);
const NO_HEAD = new Uint8Array(32);
/** Rows of at least this many bytes are expected when a tail is read; fewer rows than fit are fine, the caller asks again. */
const SMALL_ROW_BYTES = 256;

export type LogPools = { readonly app: Sql; readonly writer: Sql; readonly reader: Sql };

/** All methods throw when PostgreSQL is away. */
export function createLogStore({ app, writer, reader }: LogPools) {
  return {
    async commit(batch: readonly LogRow[]): Promise<Result<undefined, 'conflict' | 'refused'>> {
      if (batch.length === 0) return ok(undefined);
      try {
        await writer.unsafe(APPEND, appendParameters(batch), { prepare: true });
        return ok(undefined);
      } catch (error) {
        if (isTaken(error)) return fail('conflict');
        if (isForbidden(error)) return fail('refused');
        throw error;
      }
    },

    async end(room: RoomId, doc: DocName) {
      const [row] = await reader<{ seq: string; head: Uint8Array }[]>`
        SELECT seq, head FROM updates WHERE room = ${room} AND doc = ${DOCS[doc]} ORDER BY seq DESC LIMIT 1`;
      return row === undefined ? { seq: 0, head: NO_HEAD } : { seq: Number(row.seq), head: row.head };
    },

    async counter(room: RoomId, doc: DocName, sender: Uint8Array): Promise<number> {
      const [row] = await reader<{ counter: string }[]>`
        SELECT counter FROM updates WHERE room = ${room} AND doc = ${DOCS[doc]} AND sender = ${sender} ORDER BY counter DESC LIMIT 1`;
      return Number(row?.counter ?? 0);
    },

    async find(room: RoomId, doc: DocName, sender: Uint8Array, counter: number) {
      const [row] = await reader<{ seq: string; head: Uint8Array; digest: Uint8Array }[]>`
        SELECT seq, head, digest FROM updates
        WHERE room = ${room} AND doc = ${DOCS[doc]} AND sender = ${sender} AND counter = ${counter}`;
      return row === undefined ? undefined : { seq: Number(row.seq), head: row.head, digest: row.digest };
    },

    async tail(room: RoomId, doc: DocName, after: number, to: number, maxBytes: number, by: MemberId): Promise<readonly Uint8Array[]> {
      const limit = Math.ceil(maxBytes / SMALL_ROW_BYTES) + 1;
      const [row] = await as<{ sizes: string | null; sealed: Uint8Array | null }[]>(
        app,
        `member:${by}`,
        (tx) => tx`
        SELECT string_agg(size::text, ',' ORDER BY seq) AS sizes, string_agg(sealed, ''::bytea ORDER BY seq) AS sealed FROM (
          SELECT seq, size, sealed, sum(size) OVER (ORDER BY seq) AS total, row_number() OVER (ORDER BY seq) AS nth FROM (
            SELECT seq, size, sealed FROM updates
            WHERE room = ${room} AND doc = ${DOCS[doc]} AND seq > ${after} AND seq <= ${to} ORDER BY seq LIMIT ${limit}) rows) summed
        WHERE total <= ${maxBytes} OR nth = 1`,
      );
      return split(row?.sealed ?? EMPTY, row?.sizes ?? '');
    },

    async digests(room: RoomId, doc: DocName, from: number, to: number): Promise<Uint8Array> {
      const [row] = await reader<{ digests: Uint8Array | null }[]>`
        SELECT string_agg(digest, ''::bytea ORDER BY seq) AS digests FROM updates
        WHERE room = ${room} AND doc = ${DOCS[doc]} AND seq > ${from} AND seq <= ${to}`;
      return row?.digests ?? EMPTY;
    },

    async newestSnapshot(room: RoomId, doc: DocName, by: MemberId) {
      const [row] = await as<{ seq: string; sealed: Uint8Array }[]>(
        app,
        `member:${by}`,
        (tx) => tx`SELECT seq, sealed FROM snapshots WHERE room = ${room} AND doc = ${DOCS[doc]} ORDER BY seq DESC LIMIT 1`,
      );
      return row === undefined ? undefined : { seq: Number(row.seq), sealed: row.sealed };
    },

    async putSnapshot(room: RoomId, doc: DocName, snapshot: Snapshot): Promise<Result<undefined, 'snapshot_stale' | 'snapshot_mismatch'>> {
      const { replaces, seq, head, sender, epoch, sealed } = snapshot;
      const [newest] = await reader<{ seq: string }[]>`
        SELECT seq FROM snapshots WHERE room = ${room} AND doc = ${DOCS[doc]} ORDER BY seq DESC LIMIT 1`;
      if (Number(newest?.seq ?? 0) !== replaces) return fail('snapshot_stale');
      const stands = await reader`
        SELECT 1 FROM updates WHERE room = ${room} AND doc = ${DOCS[doc]} AND seq = ${seq} AND head = ${head}`;
      if (stands.length === 0 || seq <= replaces) return fail('snapshot_mismatch');
      try {
        await reader`INSERT INTO snapshots (room, doc, seq, replaces, size, sender, epoch, head, sealed)
          VALUES (${room}, ${DOCS[doc]}, ${seq}, ${replaces}, ${sealed.length}, ${sender}, ${epoch}, ${head}, ${sealed})`;
        return ok(undefined);
      } catch (error) {
        if (isTaken(error)) return fail('snapshot_stale');
        if (isForbidden(error)) return fail('snapshot_mismatch');
        throw error;
      }
    },
  };
}

/** One read under an actor, sent without waiting for the actor to be set: one round trip less for each chunk of a join. */
async function as<Rows extends readonly object[]>(app: Sql, actor: Actor, read: (tx: ISql) => PromiseLike<unknown>): Promise<Rows> {
  const [, rows] = await app.begin('READ ONLY', (tx) => [tx`SELECT set_config('holdspace.actor', ${actor}, true)`, read(tx)]);
  return rows as unknown as Rows;
}

/** Cuts what the database joined into one piece; the parts are views of it. */
function split(joined: Uint8Array, sizes: string): readonly Uint8Array[] {
  if (sizes === '') return [];
  let at = 0;
  return sizes.split(',').map((size) => joined.subarray(at, (at += Number(size))));
}
