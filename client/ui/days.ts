/** Days as a date field has them (`2026-11-26`, in the browser's own time zone) and the moments they begin and end. */
import { dayAt } from '#client/ui/when.ts';

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

function midnight(day: string, later: number): number | undefined {
  const [, year, month, date] = DAY.exec(day)?.map(Number) ?? [];
  if (year === undefined || month === undefined || date === undefined) return undefined;
  // Not a day of 86,400,000 ms: the clocks are changed on some.
  const at = new Date(year, month - 1, date + later).getTime();
  return Number.isNaN(at) ? undefined : Math.max(0, at);
}

/** When the day begins, in ms; undefined for an empty field. */
export const startOfDay = (day: string): number | undefined => midnight(day, 0);
/** When the next day begins. */
export const endOfDay = (day: string): number | undefined => midnight(day, 1);

/** The day of a moment; empty for none. */
export const dayField = (at: number | undefined): string => (at === undefined ? '' : dayAt(at));
