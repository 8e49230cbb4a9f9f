import { randomUUID } from 'node:crypto';
import type { AccountId, MemberId, RoomId } from '#crdt/base/ids.ts';
import { createDatabase } from '#db/connect.ts';
import { createLogStore } from '#db/log.ts';
import postgres from 'postgres';
import { createTestDatabase } from '#tests/support/database.ts';
import { testLogStore } from '#tests/server/rooms/log-store-contract.ts';

testLogStore('PostgreSQL', async () => {
  const database = await createTestDatabase();
  const db = createDatabase({ url: database.url, log: { warn: () => undefined } });
  const owner = postgres(database.url, { max: 1 });
  return {
    store: createLogStore(db),
    async room() {
      const [room, member, account] = [randomUUID() as RoomId, randomUUID() as MemberId, randomUUID() as AccountId];
      const [two, key] = [Buffer.alloc(64), Buffer.alloc(32)];
      await owner`INSERT INTO accounts VALUES (${account}, '', ${account}, '{}', '', ${key}, ${key}, '', now())`;
      await owner`INSERT INTO rooms (id, owner, host, sealed_title, created_at) VALUES (${room}, ${account}, ${member}, '', now())`;
      await owner`INSERT INTO members (id, room, owner, account, role, state, sign_public, box_public, statement, signature, since)
        VALUES (${member}, ${room}, ${account}, ${account}, 'therapist', 'admitted', ${key}, ${key}, '', ${two}, now())`;
      await owner`INSERT INTO grants (room, epoch, reader, owner, account, granter, sealed, signature, granted_at)
        VALUES (${room}, 1, ${member}, ${account}, ${account}, ${member}, ${Buffer.alloc(80)}, ${two}, now())`;
      return { room, member };
    },
    async close() {
      await owner.end();
      await db.close();
      await database[Symbol.asyncDispose]();
    },
  };
});
