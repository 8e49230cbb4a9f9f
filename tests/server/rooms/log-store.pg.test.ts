import { randomBytes, randomUUID } from 'node:crypto';
import postgres from 'postgres';
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import { createDatabase } from '#db/connect.ts';
import { createLogStore } from '#db/log.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { testLogStore } from './log-store-contract.ts';

testLogStore('the log in PostgreSQL', async () => {
  const test = await createTestDatabase();
  const db = createDatabase({ url: test.url, log: { warn: () => undefined } });
  const owner = postgres(test.url, { max: 1, onnotice: () => undefined });
  const key = randomBytes(32);
  const account = randomUUID();
  await owner`INSERT INTO accounts (id, email_sealed, email_lookup, roles, opaque_record, sign_public, box_public, wrapped_keyring, created_at)
    VALUES (${account}, ${key}, ${key}, '{therapist}', '', ${key}, ${key}, ${key}, now())`;
  return {
    store: createLogStore(db),
    room: async () => {
      const [room, member] = [randomUUID() as RoomId, randomUUID() as MemberId];
      await owner`INSERT INTO rooms (id, owner, host, sealed_title, created_at) VALUES (${room}, ${account}, ${member}, ${key}, now())`;
      await owner`INSERT INTO members (id, room, owner, account, role, state, sign_public, box_public, statement, signature, since)
        VALUES (${member}, ${room}, ${account}, ${account}, 'therapist', 'admitted', ${key}, ${key}, ${key}, ${randomBytes(64)}, now())`;
      await owner`INSERT INTO grants (room, epoch, reader, owner, account, granter, sealed, signature, granted_at)
        VALUES (${room}, 1, ${member}, ${account}, ${account}, ${member}, ${randomBytes(80)}, ${randomBytes(64)}, now())`;
      return { room, member };
    },
    close: async () => {
      await db.close();
      await owner.end();
      await test[Symbol.asyncDispose]();
    },
  };
});
