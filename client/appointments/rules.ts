/** The ways to repeat that a therapist chooses from, as RRULEs (RFC 5545 section 3.3.10) and back. */
import { dayWords } from '#client/ui/when.ts';
import { instantOf, occurrencesOf, wallOf } from './occurrences.ts';
import { patternOf, type Plan, type WallTime } from './plan.ts';

export const REPEATS = ['never', 'week', 'two-weeks', 'three-weeks', 'four-weeks', 'month'] as const;
export type Repeat = (typeof REPEATS)[number];
export type Ends =
  { readonly is: 'never' } | { readonly is: 'after'; readonly times: number } | { readonly is: 'on'; readonly day: string };
export type Repeating = { readonly every: Repeat; readonly ends: Ends };

export const MOST_TIMES = 400;
const WEEKS: Readonly<Partial<Record<Repeat, number>>> = { week: 1, 'two-weeks': 2, 'three-weeks': 3, 'four-weeks': 4 };
const DAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** What begins, by the clock of which zone. */
type Beginning = { readonly start: WallTime; readonly zone: string };

/** The rule for what begins then. A day to end on is the last on which it may still be, in its zone. */
export function ruleOf({ start, zone }: Beginning, { every, ends }: Repeating): string {
  if (every === 'never') return '';
  const weekday = weekdayOf(start);
  const parts =
    every === 'month'
      ? ['FREQ=MONTHLY', `BYDAY=${weekOfMonth(start)}${weekday}`]
      : ['FREQ=WEEKLY', `INTERVAL=${WEEKS[every]}`, `BYDAY=${weekday}`];
  if (ends.is === 'after') parts.push(`COUNT=${ends.times}`);
  if (ends.is === 'on') parts.push(untilOf(ends.day, zone));
  return parts.join(';');
}

/** Undefined for a rule that is none of those to choose from. */
export function repeatingOf(begins: Beginning, rule: string): Repeating | undefined {
  const ends = endsOf(rule, begins.zone);
  return REPEATS.map((every) => ({ every, ends: every === 'never' ? NEVER : ends })).find((one) => ruleOf(begins, one) === rule);
}

/** With a zone, the end is said in UTC (RFC 5545 section 3.3.10). */
function untilOf(day: string, zone: string): string {
  const end = instantOf(`${day}T23:59`, zone) ?? Date.parse(`${day}T23:59:00Z`);
  return `UNTIL=${wallOf(end, 'UTC').replaceAll(/[-:]/g, '')}00Z`;
}

const NEVER: Ends = { is: 'never' };
function endsOf(rule: string, zone: string): Ends {
  const times = /(?:^|;)COUNT=(\d{1,3})(?:;|$)/.exec(rule)?.[1];
  if (times !== undefined) return { is: 'after', times: Number(times) };
  const [, ...parts] = /(?:^|;)UNTIL=(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})\d{2}Z(?:;|$)/.exec(rule) ?? [];
  const [year, month, day, hour, minute] = parts;
  const at = year === undefined ? Number.NaN : Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
  return Number.isNaN(at) ? NEVER : { is: 'on', day: wallOf(at, zone).slice(0, 10) };
}

/** The same rule with no time at or after `original`: what follows is planned anew. */
export function endedBefore(rule: string, original: WallTime, zone: string): string {
  const day = new Date(`${original.slice(0, 10)}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - 1);
  return [patternOf(rule), untilOf(day.toISOString().slice(0, 10), zone)].join(';');
}

/** The rule of what goes on at `original`: of a number of times those that are left. */
export function restOf(plan: Plan, original: WallTime): string {
  const ends = endsOf(plan.rule, plan.zone);
  const at = instantOf(original, plan.zone);
  if (ends.is !== 'after' || at === undefined) return plan.rule;
  const before = occurrencesOf(plan, { skipped: new Set(), moved: new Map() }, 0, at, ends.times).length;
  return `${patternOf(plan.rule)};COUNT=${Math.max(1, ends.times - before)}`;
}

/** "every two weeks, 10 times"; empty where it does not repeat. */
export function repeatWords(begins: Beginning, rule: string): string {
  if (rule === '') return '';
  const repeating = repeatingOf(begins, rule);
  if (repeating === undefined) return 'repeats';
  const { every, ends } = repeating;
  const until = ends.is === 'after' ? `, ${ends.times} times` : ends.is === 'on' ? `, until ${dayWords(ends.day)}` : '';
  return `${REPEAT_WORDS[every].toLowerCase()}${until}`;
}
export const REPEAT_WORDS: Readonly<Record<Repeat, string>> = {
  never: 'Once',
  week: 'Every week',
  'two-weeks': 'Every two weeks',
  'three-weeks': 'Every three weeks',
  'four-weeks': 'Every four weeks',
  month: 'Every month, on the same weekday',
};

const weekdayOf = (start: WallTime): string => DAYS[new Date(`${start}:00Z`).getUTCDay()] ?? 'MO';
/** 1 to 4, or -1, the last: not every month has a fifth. */
function weekOfMonth(start: WallTime): number {
  const week = Math.ceil(Number(start.slice(8, 10)) / 7);
  return week > 4 ? -1 : week;
}

/** The wall time of now, to the next full hour: where a new appointment begins. */
export const nextHour = (now: number, zone: string): WallTime => `${wallOf(now + 3_600_000, zone).slice(0, 13)}:00`;
