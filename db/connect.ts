/**
 * The way to PostgreSQL. Two pools of one database, by role (roles.ts): requests, each transaction under its actor; and the
 * log, one connection for its writer. The server may die and return: what ran meanwhile is `not_ready`, later queries work.
 */
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { sql as fragment } from 'drizzle-orm';
import postgres, { type Sql } from 'postgres';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { Actor } from './actor.ts';
import type { DatabaseRole } from './roles.ts';
import { isAway } from './away.ts';
import { preparing } from './preparing.ts';

/** What the functions of this folder take: a transaction under an actor. */
export type Tx = Parameters<Parameters<PostgresJsDatabase['transaction']>[0]>[0];

/** What a function of this folder takes that needs no transaction around it: a transaction is one, and so is the pool itself. */
export type Statement = Pick<Tx, 'execute' | 'insert' | 'update'>;

/** Goes on as another actor in the same transaction, once it is known who somebody is. */
export async function become(tx: Tx, actor: Actor): Promise<void> {
  await tx.execute(fragment`SELECT set_config('holdspace.actor', ${actor}, true)`);
}

/** Does `work` as another actor, and goes on as the one before. Not for what may throw: the transaction would have to end then. */
export async function acting<Value>(tx: Tx, actor: Actor, work: () => Promise<Value>): Promise<Value> {
  const [before] = (await tx.execute(fragment`SELECT holdspace_actor() AS actor`)) as unknown as { readonly actor: Actor }[];
  await become(tx, actor);
  const value = await work();
  if (before !== undefined) await become(tx, before.actor);
  return value;
}

/** Structural part of a pino logger. */
export type DatabaseLog = { warn(fields: object, message: string): void };

export type Database = {
  /**
   * Runs `work` in one transaction as `actor`: committed when it returns a value, undone when it returns a failure or
   * throws. `not_ready` when PostgreSQL is away; a commit may then have happened or not.
   */
  act<Value, Code extends string = never>(
    actor: Actor,
    work: (tx: Tx) => Promise<Result<Value, Code>>,
  ): Promise<Result<Value, Code | 'not_ready'>>;
  /**
   * One statement that is its own transaction, without an actor: for tables and functions that ask for none. A quarter of what the same costs
   * in `act`. `not_ready` as there.
   */
  once(work: (tx: Statement) => Promise<void>): Promise<Result<undefined, 'not_ready'>>;
  /** Requests' pool without an actor: pipelined reads of the log set it themselves. */
  readonly app: Sql;
  /** The log's writer: one connection, so that commits keep their order. */
  readonly writer: Sql;
  /** Reads the log's order and sizes, never its content. */
  readonly reader: Sql;
  ready(): Promise<boolean>;
  /** Idempotent. Waits up to 5 s for what runs. */
  close(): Promise<void>;
};

export type DatabaseDeps = { readonly url: string; readonly log: DatabaseLog; readonly poolSize?: number };

/** Makes the pools; connects with the first query. The schema must be there (migrate.ts). */
export function createDatabase({ url, log, poolSize = 8 }: DatabaseDeps): Database {
  const pool = (role: DatabaseRole, max: number): Sql =>
    postgres(url, {
      max,
      connection: { role, application_name: role, synchronous_commit: 'on' },
      connect_timeout: 5,
      // Ours stands on the same machine or next door: come back at once, not after the driver's up to 20 s.
      backoff: () => 0.2,
      onnotice: () => undefined,
    });
  const app = pool('holdspace_app', poolSize);
  const requests = pool('holdspace_app', poolSize);
  const writer = pool('holdspace_log', 1);
  const reader = pool('holdspace_log', 2);
  const typed = drizzle(preparing(requests));
  let closing: Promise<void> | undefined;

  function away(error: unknown): Result<never, 'not_ready'> {
    if (!isAway(error)) throw error;
    log.warn({ code: 'not_ready' }, 'database is away');
    return fail('not_ready');
  }

  return {
    app,
    writer,
    reader,
    async act(actor, work) {
      const undone: { result?: Awaited<ReturnType<typeof work>> } = {};
      try {
        return await typed.transaction(async (tx) => {
          await become(tx, actor);
          const result = await work(tx);
          if (result.ok) return result;
          undone.result = result;
          return tx.rollback();
        });
      } catch (error) {
        if (undone.result !== undefined) return undone.result;
        return away(error);
      }
    },
    async once(work) {
      try {
        await work(typed);
        return ok(undefined);
      } catch (error) {
        return away(error);
      }
    },
    async ready() {
      try {
        await app`SELECT 1`;
        return true;
      } catch {
        return false;
      }
    },
    close() {
      closing ??= Promise.all([app, requests, writer, reader].map((each) => each.end({ timeout: 5 }))).then(() => undefined);
      return closing;
    },
  };
}
