/**
 * One's appointments for a calendar program (RFC 5545), at an address that is a secret: neutral titles, and times, which is all that the server knows.
 * Whoever has the address sees when appointments are; a new one, or none, ends that.
 */
import { createHash } from 'node:crypto';
import ical, { ICalCalendarMethod } from 'ical-generator';
import type { AccountId } from '#crdt/base/ids.ts';
import { base64url, fromBase64url } from '#crdt/base/bytes.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { calendarOf, feedSince, removeFeed, setFeed, timesOf } from '#db/appointments.ts';
import { become } from '#db/connect.ts';
import { auditEntry, audited, type AccessDeps, type Act, type From } from '#server/access/deps.ts';
import { appendAudit } from '#db/audit.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { RouteReply } from '#server/contract/http.ts';
import { LIMITS } from '#server/contract/limits.ts';

/** What a calendar still shows of before. */
const PAST_MS = 30 * 24 * 3_600_000;

const hashOf = (token: Uint8Array): Uint8Array => createHash('sha256').update('holdspace/v1/calendar').update(token).digest();

export function createCalendar(deps: AccessDeps) {
  const { db, clock, random } = deps;
  const actOf = (owner: AccountId, action: Act['action'], from: From): Act => ({ actor: `account:${owner}`, action, subject: '', from });
  return {
    since: (owner: AccountId): Promise<Result<RouteReply<'GET /api/calendar'>, ErrorCode>> =>
      db.act(`account:${owner}`, async (tx) => {
        const since = await feedSince(tx, owner);
        return ok(since === undefined ? {} : { since: since.getTime() });
      }),

    create(owner: AccountId, from: From): Promise<Result<RouteReply<'POST /api/calendar'>, ErrorCode>> {
      const token = random.bytes(32);
      return audited(deps, `account:${owner}`, actOf(owner, 'calendar.create', from), async (tx) => {
        await setFeed(tx, owner, hashOf(token), new Date(clock.now()));
        return ok({ token: base64url(token) });
      });
    },

    /** Idempotent. */
    remove: (owner: AccountId, from: From): Promise<Result<Record<string, never>, ErrorCode>> =>
      audited(deps, `account:${owner}`, actOf(owner, 'calendar.remove', from), async (tx) => {
        await removeFeed(tx, owner);
        return ok({});
      }),

    /** The calendar as text; `not_found` for an address that is none. Each look is an entry of the audit log. */
    read(token: string, from: From): Promise<Result<string, ErrorCode>> {
      const bytes = fromBase64url(token);
      if (bytes?.length !== 32) return Promise.resolve(fail('not_found'));
      return db.act('system:sign-in', async (tx): Promise<Result<string, ErrorCode>> => {
        const owner = await calendarOf(tx, hashOf(bytes));
        if (owner === undefined) return fail('not_found');
        await become(tx, `account:${owner}`);
        const now = clock.now();
        const times = await timesOf(tx, owner, new Date(now - PAST_MS), LIMITS.timesPerCalendar);
        await appendAudit(tx, [
          auditEntry(deps, { ...actOf(owner, 'calendar.read', from), actor: 'anonymous', subject: `account:${owner}` }, 'ok'),
        ]);
        return ok(calendarText(times, now));
      });
    },
  };
}
export type Calendar = ReturnType<typeof createCalendar>;

type Time = { readonly record: string; readonly startsAt: Date; readonly minutes: number };

/** `now`: when it is written, ms. In UTC: each calendar program shows it in its own zone. */
export function calendarText(times: readonly Time[], now: number): string {
  const calendar = ical({
    name: 'Appointments',
    method: ICalCalendarMethod.PUBLISH,
    prodId: { company: 'Holdspace', product: 'Calendar', language: 'EN' },
    // A quarter of an hour: RFC 7986, section 5.7.
    ttl: 900,
  });
  for (const { record, startsAt, minutes } of times) {
    // Not the record's id itself, which stands in addresses of the practice.
    const id = createHash('sha256').update(`holdspace/v1/calendar-event\0${record}\0${startsAt.getTime()}`).digest('hex').slice(0, 32);
    calendar.createEvent({
      id,
      start: startsAt,
      end: new Date(startsAt.getTime() + minutes * 60_000),
      stamp: new Date(now),
      summary: 'Appointment',
    });
  }
  return calendar.toString();
}
