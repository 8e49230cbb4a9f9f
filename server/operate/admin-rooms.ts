/** What an admin may know of rooms: who, when, how long, how much. The database shows this actor no grant and no sealed byte. */
import type { AccountId } from '#crdt/base/ids.ts';
import { ok, type Result } from '#crdt/base/result.ts';
import { allAccounts } from '#db/accounts.ts';
import { membersOf } from '#db/members.ts';
import { allRooms } from '#db/rooms.ts';
import { createSizes } from '#db/sizes.ts';
import { allVisits } from '#db/visits.ts';
import { audited, type AccessDeps, type From } from '#server/access/deps.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { AdminRoom, RouteReply } from '#server/contract/http.ts';

export type AdminRooms = ReturnType<typeof createAdminRooms>;

export function createAdminRooms(deps: AccessDeps) {
  const { db, key, clock } = deps;
  const sizes = createSizes(db);
  return {
    async list(admin: AccountId, from: From): Promise<Result<RouteReply<'GET /api/admin/rooms'>, ErrorCode>> {
      const bytes = await sizes.all();
      if (!bytes.ok) return bytes;
      const act = { actor: `account:${admin}`, action: 'admin.read-rooms', subject: '', from } as const;
      return audited(deps, 'system:admin', act, async (tx) => {
        const emails = new Map((await allAccounts(tx)).map((row) => [row.id, key.open('email', row.emailSealed)]));
        const rooms = await allRooms(tx);
        const members = new Map(
          (
            await membersOf(
              tx,
              rooms.map((room) => room.id),
            )
          ).map((member) => [member.id, member]),
        );
        const visits = await allVisits(tx);
        return ok({
          rooms: rooms.map((room): AdminRoom => {
            const of = visits.filter((visit) => visit.room === room.id);
            const size = bytes.value.get(room.id) ?? { bytes: 0, updates: 0, snapshots: 0 };
            return {
              room: room.id,
              therapist: emails.get(room.owner) ?? '',
              status: room.status,
              createdAt: room.createdAt.getTime(),
              ...(room.endedAt === null ? {} : { endedAt: room.endedAt.getTime() }),
              ...size,
              durationMs: together(of.map((visit) => [visit.fromAt.getTime(), visit.toAt?.getTime() ?? clock.now()])),
              visits: of.map((visit) => {
                const member = members.get(visit.member);
                const account = member?.account ?? null;
                return {
                  member: visit.member,
                  // Who is whose patient is not an admin's to read off a list: that they have an account is enough.
                  label: account === null ? 'guest' : account === room.owner ? (emails.get(account) ?? '') : 'with an account',
                  role: member?.role ?? 'participant',
                  from: visit.fromAt.getTime(),
                  ...(visit.toAt === null ? {} : { to: visit.toAt.getTime() }),
                };
              }),
            };
          }),
        });
      });
    },
  };
}

/** Milliseconds in which anybody was there: overlapping visits count once. `spans` ascend by their start. */
function together(spans: readonly (readonly [number, number])[]): number {
  let until = 0;
  let sum = 0;
  for (const [from, to] of spans) {
    sum += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum;
}
