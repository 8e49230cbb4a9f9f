import { createDatabase } from '#db/connect.ts';
import { createLogStore } from '#db/log.ts';
import postgres from 'postgres';
import { createTestDatabase } from '#tests/support/database.ts';
import { addRoom } from '#tests/support/log-entries.ts';
import { testLogStore } from '#tests/server/rooms/log-store-contract.ts';

testLogStore('PostgreSQL', async () => {
  const database = await createTestDatabase();
  const db = createDatabase({ url: database.url, log: { warn: () => undefined } });
  const owner = postgres(database.url, { max: 1 });
  return {
    store: createLogStore(db),
    async room() {
      return await addRoom(owner);
    },
    async close() {
      await owner.end();
      await db.close();
      await database[Symbol.asyncDispose]();
    },
  };
});
