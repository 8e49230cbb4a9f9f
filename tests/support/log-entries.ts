/** Rows of a log as the rooms hand them over; what is sealed in them is noise. */
import { createHash, randomBytes } from 'node:crypto';
import { uuidBytes, type MemberId, type RoomId } from '#crdt/base/ids.ts';
import type { LogEntry } from '#server/contract/log-entry.ts';

/** `count` updates of `drawing` by one sender, from seq and counter 1 on. */
export function logEntries(room: RoomId, member: MemberId, count: number): LogEntry[] {
  const sender = Buffer.concat([uuidBytes(member), randomBytes(8)]);
  return Array.from({ length: count }, (_, i) => {
    const sealed = randomBytes(440);
    const digest = createHash('sha256').update(sealed).digest();
    return { room, doc: 'drawing', seq: i + 1, sender, counter: i + 1, epoch: 1, sealed, digest, head: randomBytes(32) };
  });
}
