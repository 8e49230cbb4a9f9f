/** The handlers of appointments, and the calendar, which a program asks for that sends no cookie and reads no JSON. */
import type { RequestHandler } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { AppointmentServices } from '#server/appointments/services.ts';
import type { APPOINTMENT_ROUTES } from '#server/contract/http-appointments.ts';
import { refuse } from './answer.ts';
import type { Handlers } from './handler.ts';

export const appointmentHandlers = ({ appointments, calendar }: AppointmentServices): Pick<Handlers, keyof typeof APPOINTMENT_ROUTES> => ({
  'POST /api/appointments/:record/times': ({ account, params, body, from }) => appointments.plan(account(), params.record, body, from),
  'GET /api/appointments': ({ account }) => appointments.told(account()),
  'GET /api/reminders': ({ account }) => appointments.reminders(account()),
  'GET /api/calendar': ({ account }) => calendar.since(account()),
  'POST /api/calendar': ({ account, from }) => calendar.create(account(), from),
  'POST /api/calendar/remove': ({ account, from }) => calendar.remove(account(), from),
});

const PER_MINUTE = 30;

/** `GET /calendar/TOKEN.ics` (RFC 5545). The address is the right to read it. */
export function calendarPage({ calendar }: AppointmentServices, rateFactor: number): RequestHandler {
  const rate = new RateLimiterMemory({ points: PER_MINUTE * rateFactor, duration: 60 });
  return async (request, response) => {
    const ip = request.ip ?? '';
    const within = await rate.consume(ip).then(
      () => true,
      () => false,
    );
    if (!within) return refuse(response, 'too_fast');
    const token = String(request.params['file'] ?? '').replace(/\.ics$/, '');
    const read = await calendar.read(token, { ip, agent: request.headers['user-agent'] ?? '' });
    if (!read.ok) return refuse(response, read.code);
    response.set('Cache-Control', 'no-store').type('text/calendar').send(read.value);
  };
}
