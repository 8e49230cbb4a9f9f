/** Who is in which room from when to when. While they last, visits are marked every half minute, so that a killed server loses no more. */
import { randomUUID } from 'node:crypto';
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import { closeLostVisits, endVisit, seeVisits, startVisit } from '#db/visits.ts';
import type { AccessDeps } from './deps.ts';

const SEE_EVERY_MS = 30_000;

export function createVisits({ db, clock }: Pick<AccessDeps, 'db' | 'clock'>) {
  const lasting = new Set<string>();
  let stop = clock.after(SEE_EVERY_MS, see);
  let closed = false;
  /** What a server that died left open is closed before the first new visit. */
  let tidied: Promise<boolean> | undefined;

  function see(): void {
    if (closed) return;
    stop = clock.after(SEE_EVERY_MS, see);
    if (lasting.size === 0) return;
    // When PostgreSQL is away, the next round marks them again.
    void db.once((tx) => seeVisits(tx, [...lasting], new Date(clock.now())));
  }

  return {
    /** Rejects when PostgreSQL is away. */
    async started(room: RoomId, member: MemberId): Promise<string> {
      tidied ??= db.once(closeLostVisits).then((done) => done.ok);
      if (!(await tidied)) tidied = undefined;
      const id = randomUUID();
      const kept = await db.once((tx) => startVisit(tx, { id, room, member }, new Date(clock.now())));
      if (!kept.ok) throw new Error(kept.code);
      lasting.add(id);
      return id;
    },
    async ended(id: string): Promise<void> {
      lasting.delete(id);
      const kept = await db.once((tx) => endVisit(tx, id, new Date(clock.now())));
      if (!kept.ok) throw new Error(kept.code);
    },
    close(): void {
      closed = true;
      stop();
    },
  };
}
