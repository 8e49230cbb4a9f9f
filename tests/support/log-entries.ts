/** Rows of a log as the rooms hand them over, and a room for them; what is sealed in them is noise. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Sql } from 'postgres';
import { uuidBytes, type AccountId, type MemberId, type RoomId } from '#crdt/base/ids.ts';
import type { LogEntry } from '#server/contract/log-entry.ts';
import { listKeys } from './list-keys.ts';

/** `count` updates of `drawing` by one sender, from seq and counter 1 on. */
export function logEntries(room: RoomId, member: MemberId, count: number): LogEntry[] {
  const sender = Buffer.concat([uuidBytes(member), randomBytes(8)]);
  return Array.from({ length: count }, (_, i) => {
    const sealed = randomBytes(440);
    const digest = createHash('sha256').update(sealed).digest();
    return { room, doc: 'drawing', seq: i + 1, sender, counter: i + 1, epoch: 1, sealed, digest, head: randomBytes(32) };
  });
}

/** A room with its host, who may write it and read it, put into the database by its owner. */
export async function addRoom(owner: Sql): Promise<{ readonly room: RoomId; readonly member: MemberId }> {
  const [room, member, account] = [randomUUID() as RoomId, randomUUID() as MemberId, randomUUID() as AccountId];
  const [two, key] = [Buffer.alloc(64), Buffer.alloc(32)];
  await owner.begin(async (tx) => {
    await tx`INSERT INTO accounts VALUES (${account}, '', ${account}, '{}', '', ${key}, ${key}, '', now())`;
    await listKeys(tx, account, key);
  });
  await owner`INSERT INTO rooms (id, owner, host, sealed_title, created_at) VALUES (${room}, ${account}, ${member}, '', now())`;
  await owner`INSERT INTO members (id, room, owner, account, role, state, sign_public, box_public, statement, signature, since)
    VALUES (${member}, ${room}, ${account}, ${account}, 'therapist', 'admitted', ${key}, ${key}, '', ${two}, now())`;
  await owner`INSERT INTO grants (room, epoch, reader, owner, account, granter, sealed, signature, granted_at)
    VALUES (${room}, 1, ${member}, ${account}, ${account}, ${member}, ${Buffer.alloc(80)}, ${two}, now())`;
  await owner`INSERT INTO writers (room, member, owner, epoch, rights, host) VALUES (${room}, ${member}, ${account}, 1, 7, true)`;
  return { room, member };
}
