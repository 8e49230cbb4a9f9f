/** The single times of an appointment: its rule, by a library for RFC 5545, and what differs at single times. */
import { RRuleTemporal } from 'rrule-temporal';
import type { Moved, Plan, WallTime } from './plan.ts';

export type Occurrence = {
  /** As the rule has it: by this it is known, wherever it was moved to. */
  readonly original: WallTime;
  /** ms since the Unix epoch. */
  readonly startsAt: number;
  readonly minutes: number;
  readonly moved: boolean;
};
export type Exceptions = { readonly skipped: ReadonlySet<WallTime>; readonly moved: ReadonlyMap<WallTime, Moved> };

/**
 * The times that begin from `from` (ms) on and before `to`, in their order, no more than `limit`. None for a rule or a zone that cannot be read. A time
 * that the clocks skip is none (RFC 5545 section 3.3.10); of one that comes twice it is the first.
 */
export function occurrencesOf(plan: Plan, { skipped, moved }: Exceptions, from: number, to: number, limit: number): Occurrence[] {
  const found: Occurrence[] = [];
  for (const [original, { start, minutes }] of moved) {
    const startsAt = instantOf(start, plan.zone);
    if (startsAt !== undefined && startsAt >= from && startsAt < to && !skipped.has(original))
      found.push({ original, startsAt, minutes, moved: true });
  }
  for (const { original, startsAt } of timesOf(plan, from, to)) {
    if (!skipped.has(original) && !moved.has(original)) found.push({ original, startsAt, minutes: plan.minutes, moved: false });
  }
  return found.sort((a, b) => a.startsAt - b.startsAt).slice(0, limit);
}

function timesOf({ start, zone, rule }: Plan, from: number, to: number): { readonly original: WallTime; readonly startsAt: number }[] {
  const begins = instantOf(start, zone);
  if (begins === undefined) return [];
  if (rule === '') return begins >= from && begins < to ? [{ original: start, startsAt: begins }] : [];
  try {
    // The hour is said again: without it the library takes that of the last time, and goes on an hour off after one that the clocks skipped.
    const hour = `BYHOUR=${Number(start.slice(11, 13))};BYMINUTE=${Number(start.slice(14, 16))};BYSECOND=0`;
    const rrule = new RRuleTemporal({ rruleString: `${dtstart(start, zone)}\nRRULE:${rule};${hour}` });
    return rrule
      .between(new Date(from), new Date(to), true)
      .map((time) => ({ original: wallOf(time.epochMilliseconds, zone), startsAt: time.epochMilliseconds }))
      .filter(({ startsAt }) => startsAt >= begins && startsAt < to);
  } catch {
    return [];
  }
}

const dtstart = (start: WallTime, zone: string): string => `DTSTART;TZID=${zone}:${start.replaceAll(/[-:]/g, '')}00`;

/** The moment (ms) at which the clocks of `zone` show that; undefined for what is no time, or no zone. */
export function instantOf(wall: WallTime, zone: string): number | undefined {
  try {
    return new RRuleTemporal({ rruleString: `${dtstart(wall, zone)}\nRRULE:FREQ=DAILY;COUNT=1` }).all()[0]?.epochMilliseconds;
  } catch {
    return undefined;
  }
}

/** The same moment as `zone`'s clocks show it; as it was where there is none. */
export function inZone({ start, zone: from }: { readonly start: WallTime; readonly zone: string }, zone: string): WallTime {
  const at = from === zone ? undefined : instantOf(start, from);
  return at === undefined ? start : wallOf(at, zone);
}

/** What the clocks of `zone` show at that moment (ms). Throws RangeError for no zone. */
export function wallOf(at: number, zone: string): WallTime {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  }).formatToParts(at);
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.find(({ type }) => type === name)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}
