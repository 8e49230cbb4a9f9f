/** What the server is told of appointments: when they are, and whom to remind. Each act is audited by ids alone. */
import type { AccountId, RecordId } from '#crdt/base/ids.ts';
import { base64url } from '#crdt/base/bytes.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { RECORD_KINDS } from '#crdt/keys/record-layout.ts';
import { failedReminders, marksOf, setMark, setReminding, setTimes, type Channel } from '#db/appointments.ts';
import { lockRecord } from '#db/records.ts';
import { fromBase64 } from '#server/access/bytes.ts';
import { audited, type AccessDeps, type Act, type From } from '#server/access/deps.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteBody, RouteReply } from '#server/contract/http.ts';

type Done = Promise<Result<Record<string, never>, ErrorCode>>;

/** `channels`: the ways to remind somebody that are set up. */
export function createAppointments(deps: AccessDeps, channels: readonly Channel[]) {
  const { db, clock, key } = deps;
  return {
    /** Idempotent. `not_found` for what is no appointment of the account's; a channel that is not set up is `bad_shape`. */
    plan(owner: AccountId, record: RecordId, body: RouteBody<'POST /api/appointments/:record/times'>, from: From): Done {
      const { times, reminder, mark, version } = body;
      const starts = new Set(times.map(({ startsAt }) => startsAt));
      const isKnown = reminder === undefined || (channels.includes(reminder.channel) && isTimeZone(reminder.zone));
      if (starts.size !== times.length || !isKnown) return Promise.resolve(fail('bad_shape'));
      const act: Act = { actor: `account:${owner}`, action: 'appointment.plan', subject: `record:${record}/appointment`, from };
      return audited(deps, `account:${owner}`, act, async (tx): Done => {
        const found = await lockRecord(tx, record);
        if (found?.owner !== owner || found.kind !== RECORD_KINDS.appointment) return fail('not_found');
        if (found.deletedAt !== null) return fail('record_deleted');
        const now = clock.now();
        const coming = times
          .filter(({ startsAt }) => startsAt >= now)
          .map(({ startsAt, minutes }) => ({ startsAt: new Date(startsAt), minutes }));
        await setTimes(tx, record, owner, coming, new Date(now));
        await setMark(tx, { record, owner, mark: fromBase64(mark), version });
        const { channel, recipient, zone, hours } = reminder ?? {};
        const isWanted = channel !== undefined && recipient !== undefined && zone !== undefined && hours !== undefined && coming.length > 0;
        const reminding = isWanted ? { channel, recipientSealed: key.seal('recipient', recipient), zone, hours } : undefined;
        await setReminding(tx, record, owner, reminding);
        return ok({});
      });
    },

    told: (owner: AccountId): Promise<Result<RouteReply<'GET /api/appointments'>, ErrorCode>> =>
      db.act(`account:${owner}`, async (tx) => {
        const told = await marksOf(tx, owner);
        return ok({ told: told.map(({ record, mark }) => ({ record, mark: base64url(mark) })) });
      }),

    reminders: (owner: AccountId): Promise<Result<RouteReply<'GET /api/reminders'>, ErrorCode>> =>
      db.act(`account:${owner}`, async (tx) => {
        const failed = await failedReminders(tx, owner, new Date(clock.now()));
        return ok({ channels: [...channels], failed: failed.map(({ record, startsAt }) => ({ record, startsAt: startsAt.getTime() })) });
      }),
  };
}

/** Whether this machine knows a zone of that name: otherwise no time could be said in it. */
function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
