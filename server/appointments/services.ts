/** Everything that the routes of appointments are answered by. */
import type { Channel } from '#db/appointments.ts';
import type { AccessDeps } from '#server/access/deps.ts';
import { createAppointments } from './appointments.ts';
import { createCalendar } from './calendar.ts';

export const createAppointmentServices = (deps: AccessDeps, channels: readonly Channel[] = []) => ({
  appointments: createAppointments(deps, channels),
  calendar: createCalendar(deps),
});
export type AppointmentServices = ReturnType<typeof createAppointmentServices>;
