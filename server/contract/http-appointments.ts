/**
 * Routes of appointments. What one is about is a sealed record (kind `appointment`, http-records.ts); the server is told when it is, so that a calendar
 * can hold it, and, where the therapist wants that, whom to remind.
 */
import { z } from 'zod';
import { email, none } from './account-shapes.ts';
import { LIMITS } from './limits.ts';
import { route } from './route-row.ts';
import { base64url, recordId, time } from './shapes.ts';

/** ITU-T E.164: + and at most 15 digits. */
export const phone = z.string().regex(/^\+[1-9]\d{6,14}$/);
/** An IANA name, such as `Europe/Berlin`; one that the server does not know is refused, too. */
export const timeZone = z
  .string()
  .max(64)
  .regex(/^[A-Za-z][A-Za-z0-9_+/-]*$/);

const toWhom = {
  /** In which zone the time is said. */
  zone: timeZone,
  /** How long before. */
  hours: z.int().min(1).max(168),
};
const reminder = z.discriminatedUnion('channel', [
  z.object({ channel: z.literal('email'), recipient: email, ...toWhom }),
  z.object({ channel: z.literal('sms'), recipient: phone, ...toWhom }),
]);
export type Reminder = z.infer<typeof reminder>;

export const APPOINTMENT_ROUTES = {
  /** All times of the appointment that are still to come, and whom to remind; what was told before and is to come counts no more. */
  'POST /api/appointments/:record/times': route(
    'therapist',
    z.object({
      times: z.array(z.object({ startsAt: time, minutes: z.int().min(5).max(1440) })).max(LIMITS.timesPerAppointment),
      reminder: reminder.optional(),
      /** What the browser calls all this, to know whether it has to say it again. */
      mark: base64url(32, 32),
      /** Of its record. */
      version: z.int().min(1).max(0x7fff_ffff),
    }),
    none,
    600,
  ),
  /** What was told last of each appointment. */
  'GET /api/appointments': route(
    'therapist',
    none,
    z.object({ told: z.array(z.object({ record: recordId, mark: base64url(32, 32) })) }),
    120,
  ),
  /** By which ways this server can remind anybody, and which reminders of what is to come could not be sent. */
  'GET /api/reminders': route(
    'therapist',
    none,
    z.object({
      channels: z.array(z.enum(['email', 'sms'])),
      failed: z.array(z.object({ record: recordId, startsAt: time })),
    }),
    120,
  ),
  'GET /api/calendar': route('therapist', none, z.object({ since: time.optional() }), 120),
  /** A new address, `/calendar/TOKEN.ics`, of one's calendar; the one before opens nothing any more. It is shown this once. */
  'POST /api/calendar': route('therapist', none, z.object({ token: base64url(32, 32) }), 20),
  'POST /api/calendar/remove': route('therapist', none, none, 20),
} as const;
