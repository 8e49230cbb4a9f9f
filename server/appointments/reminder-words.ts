/** What a reminder says: when, and nothing of what, where or with whom. Whoever reads it over a shoulder learns of an appointment, as with a dentist. */

export type ReminderWords = { readonly subject: string; readonly text: string };

/** `startsAt` as the recipient's clock shows it, the zone by its name. */
export function reminderWords(startsAt: Date, zone: string): ReminderWords {
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', timeZoneName: 'long' });
  const when = `${day.format(startsAt).replace(',', '')} at ${hour.format(startsAt)}`;
  return { subject: 'Appointment', text: `You have an appointment on ${when}.` };
}
