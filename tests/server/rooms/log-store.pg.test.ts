import postgres from 'postgres';
import { createDatabase } from '#db/connect.ts';
import { createLogStore } from '#db/log.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { addRoom } from '#tests/support/log-entries.ts';
import { testLogStore } from './log-store-contract.ts';

testLogStore('the log in PostgreSQL', async () => {
  const test = await createTestDatabase();
  const db = createDatabase({ url: test.url, log: { warn: () => undefined } });
  const owner = postgres(test.url, { max: 1, onnotice: () => undefined });
  return {
    store: createLogStore(db),
    room: () => addRoom(owner),
    close: async () => {
      await db.close();
      await owner.end();
      await test[Symbol.asyncDispose]();
    },
  };
});
