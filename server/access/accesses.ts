/** Who opened what was made in a room: what the audit log says of it, for those whose it is (45 CFR 164.312(b); the accounting of section 164.528 is made of it). */
import { z } from 'zod';
import { isUuid, type AccountId, type MemberId, type RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { findAccesses, type AuditRow } from '#db/audit-search.ts';
import { acting } from '#db/connect.ts';
import { membersOf } from '#db/members.ts';
import { findRoom } from '#db/rooms.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteQuery, RouteReply } from '#server/contract/http.ts';
import { cutPage, readPlace } from '#server/contract/query.ts';
import { time } from '#server/contract/shapes.ts';
import { audited, type AccessDeps, type From } from './deps.ts';

type Reply = RouteReply<'GET /api/rooms/:room/accesses'>;
type Access = Reply['accesses'][number];

const place = z.tuple([time, z.int().min(1)]);

export function createAccesses(deps: AccessDeps) {
  return {
    async list(
      account: AccountId,
      room: RoomId,
      query: RouteQuery<'GET /api/rooms/:room/accesses'>,
      from: From,
    ): Promise<Result<Reply, ErrorCode>> {
      const before = readPlace(place, query.cursor);
      if (!before.ok) return before;
      const act = { actor: `account:${account}`, action: 'room.read-accesses', subject: `room:${room}`, from } as const;
      return await audited(deps, `account:${account}`, act, async (tx): Promise<Result<Reply, ErrorCode>> => {
        // Row-level security shows a room to its therapist and to whoever has a standing grant: what they may read, they may see read.
        if ((await findRoom(tx, room)) === undefined) return fail('not_found');
        const memberOf = new Map(
          (await membersOf(tx, [room])).flatMap(({ id, account: its }) => (its === null ? [] : [[its, id] as const])),
        );
        const found = await acting(tx, 'system:audit', () => findAccesses(tx, room, query.limit + 1, before.value));
        const { items, next } = cutPage(found, query.limit, ({ at, seq }) => [at, seq]);
        return ok({ accesses: items.flatMap((row) => viewOf(row, memberOf)), ...(next === undefined ? {} : { next }) });
      });
    },
  };
}

/** An account acts in a room as one of its members, whose name the browsers know. */
function viewOf({ at, actor, action, subject }: AuditRow, memberOf: ReadonlyMap<AccountId, MemberId>): Access[] {
  const what = whatOf(action, subject);
  const [kind, id = ''] = actor.split(':');
  if (what === undefined || !isUuid(id)) return [];
  const member = kind === 'member' ? (id as MemberId) : memberOf.get(id as AccountId);
  return [{ at, what, ...(member === undefined ? { account: id as AccountId } : { member }) }];
}

function whatOf(action: string, subject: string): Access['what'] | undefined {
  if (action === 'room.enter') return 'enter';
  if (action === 'room.read-check-in') return 'check-in';
  if (action === 'room.read-accesses') return 'accesses';
  const doc = subject.split('/')[1];
  return doc === 'drawing' || doc === 'chat' ? doc : undefined;
}
