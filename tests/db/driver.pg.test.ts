/** What postgres.js does when a connection dies at the wrong moment; set-up mends three faults of it (scripts/setup/driver.mjs). */
import { Socket } from 'node:net';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fail, ok } from '#crdt/base/result.ts';
import { isSetUp } from '#db/accounts.ts';
import { errorCode, isAway } from '#db/away.ts';
import { createDatabase } from '#db/connect.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => await database[Symbol.asyncDispose]());

const code = async (work: () => PromiseLike<unknown>): Promise<string> => {
  try {
    await work();
    return 'no error';
  } catch (error) {
    return errorCode(error);
  }
};
/** postgres.js's options leave `socket` out of their types. */
const withSocket = (socket: () => Promise<Socket>): object => ({ socket });
const connected = (url: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = new Socket();
    socket.once('error', reject);
    socket.connect(Number(port), hostname, () => resolve(socket.off('error', reject)));
  });

test('[D12] a statement on a connection that died before is refused, and the process lives', async () => {
  const gone = Promise.withResolvers<undefined>();
  const sql = postgres(database.url, { max: 1, onclose: () => gone.resolve(undefined) });
  const reserved = await sql.reserve();
  const [row] = await reserved<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
  const other = postgres(database.url, { max: 1 });
  await other`SELECT pg_terminate_backend(${row?.pid ?? 0})`;
  await gone.promise;
  expect(await code(() => reserved`SELECT 1`)).toBe('CONNECTION_CLOSED');
  await Promise.all([sql.end({ timeout: 1 }), other.end()]);
});

test('[D12] a connection that died with something still to be sent serves again, at once', async () => {
  const sockets: Socket[] = [];
  const socket = async (): Promise<Socket> => {
    const made = await connected(database.url);
    sockets.push(made);
    return made;
  };
  const sql = postgres(database.url, { max: 1, connect_timeout: 2, backoff: () => 0, ...withSocket(socket) });
  await sql`SELECT 1`;
  // The driver writes in the next turn of the loop. Handles that close together do so last first: the query comes between the two.
  const before = await connected(database.url);
  const late = new Promise<string>((resolve) => {
    before.once('close', () => resolve(code(() => sql`SELECT 2`)));
  });
  sockets[0]?.destroy();
  before.destroy();
  expect(await late).toBe('CONNECTION_CLOSED');
  expect(await sql`SELECT 3 AS three`).toEqual([{ three: 3 }]);
  expect(sockets).toHaveLength(2);
  await sql.end();
});

test('[D12] a transaction whose connection died sends nothing any more: it could run in the next one’s place, as somebody else', async () => {
  const db = createDatabase({ url: database.url, log: { warn: () => undefined }, poolSize: 1 });
  const other = postgres(database.url, { max: 1 });
  const over = Promise.withResolvers<undefined>();
  const later = Promise.withResolvers<unknown>();
  const first = db.act('system:sign-in', async (tx) => {
    await isSetUp(tx);
    await other`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'holdspace_app' AND datname = current_database()`;
    await over.promise;
    // The one after has the connection now, and its transaction is open.
    await isSetUp(tx).then(later.resolve, later.reject);
    return ok(undefined);
  });
  expect(await first).toEqual(fail('not_ready'));
  const second = await db.act('system:admin', async (tx) => {
    await isSetUp(tx);
    over.resolve(undefined);
    const error = await later.promise.catch((thrown: unknown) => thrown);
    expect(isAway(error)).toBe(true);
    return ok(await isSetUp(tx));
  });
  expect(second.ok).toBe(true);
  await Promise.all([db.close(), other.end()]);
});

test('[D12] an error of another connection undoes a transaction whose own still lives, and gives the connection back', async () => {
  const db = createDatabase({ url: database.url, log: { warn: () => undefined }, poolSize: 1 });
  const elsewhere = Object.assign(new Error('elsewhere'), { code: 'ECONNRESET' });
  expect(await db.act('system:sign-in', () => Promise.reject(elsewhere))).toEqual(fail('not_ready'));
  expect(await db.act('system:sign-in', async (tx) => ok(await isSetUp(tx)))).toEqual(ok(false));
  await db.close();
});

test('[D12] what is asked between the error of a connection and its end is answered, or refused: never kept waiting, nor given the answer of another', async () => {
  const sockets: Socket[] = [];
  const socket = async (): Promise<Socket> => {
    const made = await connected(database.url);
    sockets.push(made);
    return made;
  };
  const sql = postgres(database.url, { max: 1, backoff: () => 0, ...withSocket(socket) });
  await sql`SELECT 1`;
  const [first] = sockets;
  // A connection that is reset tells its error at once, and its end only later in the loop.
  const between = new Promise<string>((resolve) => {
    first?.once('error', () => resolve(code(() => sql`SELECT 'late' AS text`)));
  });
  const running = code(() => sql`SELECT pg_sleep(60)`);
  first?.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
  expect(await running).toBe('ECONNRESET');
  expect(['CONNECTION_CLOSED', 'no error']).toContain(await between);
  expect(await sql`SELECT 'next' AS text`).toMatchObject([{ text: 'next' }]);
  await sql.end({ timeout: 1 });
}, 20_000);
