import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { expect, test } from 'vitest';
import { ok } from '#crdt/base/result.ts';
import { isSetUp } from '#db/accounts.ts';
import { isAway } from '#db/away.ts';
import { createDatabase } from '#db/connect.ts';
import { createEmbeddedPostgres } from '#db/embedded.ts';
import { createLogStore } from '#db/log.ts';
import { migrate } from '#db/migrate.ts';
import { addRoom, logEntries } from '#tests/support/log-entries.ts';

test('[D12] PostgreSQL may be killed: not_ready meanwhile, afterwards everything works, and nothing acknowledged is missing', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'holdspace-away-'));
  const server = await createEmbeddedPostgres({ dataDir, log: { info: () => undefined, warn: () => undefined } });
  await migrate(server.url);
  const db = createDatabase({ url: server.url, log: { warn: () => undefined } });
  const store = createLogStore(db);
  const owner = postgres(server.url, { max: 1 });
  const { room, member } = await addRoom(owner);
  await owner.end();
  const entries = logEntries(room, member, 60);
  let acknowledged = 0;
  const seen = new Set<string>();
  for (const [i, entry] of entries.entries()) {
    if (i === 20 || i === 40) process.kill(server.pid() ?? 0, 'SIGKILL');
    for (let kept = false; !kept;) {
      try {
        const result = await store.commit([entry]);
        // A commit whose answer was lost may have happened; then the same row conflicts, and is there.
        kept = result.ok || (await store.end(room, 'drawing')).seq === entry.seq;
      } catch (error) {
        expect(isAway(error)).toBe(true);
      }
      const set = await db.act('system:sign-in', async (tx) => ok(await isSetUp(tx)));
      seen.add(set.ok ? 'ready' : set.code);
    }
    acknowledged += 1;
  }
  expect(acknowledged).toBe(60);
  expect(await store.end(room, 'drawing')).toMatchObject({ seq: 60 });
  expect([...seen].toSorted()).toEqual(['not_ready', 'ready']);
  expect(await db.ready()).toBe(true);
  await db.close();
  await server.close();
  await rm(dataDir, { recursive: true, force: true });
});
