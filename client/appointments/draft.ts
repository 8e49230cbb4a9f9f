/** What the form of an appointment holds while somebody fills it in, what is wrong with it, and the plan that becomes of it. */
import { isDay, wrongWith } from '#client/records/patient-fields.ts';
import { instantOf } from './occurrences.ts';
import type { Plan, Reminding } from './plan.ts';
import { MOST_TIMES, repeatingOf, ruleOf, type Ends, type Repeat } from './rules.ts';

export type Draft = {
  readonly patient: string;
  /** YYYY-MM-DD and HH:mm, by the clock of `zone`. */
  readonly day: string;
  readonly time: string;
  readonly zone: string;
  readonly minutes: number;
  readonly every: Repeat;
  readonly ends: Ends['is'];
  readonly times: string;
  readonly lastDay: string;
  readonly channel: Reminding['channel'] | '';
  readonly recipient: string;
  readonly recipientZone: string;
  readonly hours: number;
};
export type Wrong = Readonly<Partial<Record<'day' | 'time' | 'times' | 'lastDay' | 'recipient', string>>>;

export const ownZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A draft of what is planned, or of a new one that begins at `plan.start`. */
export function draftOf(plan: Plan, reminding: Reminding | undefined, patient: string): Draft {
  const { every, ends } = repeatingOf(plan, plan.rule) ?? { every: 'week', ends: { is: 'never' } };
  return {
    ...{ patient, day: plan.start.slice(0, 10), time: plan.start.slice(11), zone: plan.zone, minutes: plan.minutes, every, ends: ends.is },
    times: ends.is === 'after' ? String(ends.times) : '10',
    lastDay: ends.is === 'on' ? ends.day : '',
    channel: reminding?.channel ?? '',
    recipient: reminding?.recipient ?? '',
    recipientZone: reminding?.zone ?? plan.zone,
    hours: reminding?.hours ?? 24,
  };
}

/** What is wrong, by field. */
export function wrongOf(draft: Draft, today: string): Wrong {
  const { day, time, zone, every, ends, times, lastDay, channel, recipient } = draft;
  const repeats = every !== 'never';
  const count = Number(times);
  const found = {
    day: isDay(day) ? undefined : 'This is no day of the calendar.',
    time: !isDay(day) || instantOf(`${day}T${time}`, zone) !== undefined ? undefined : 'There is no such time on that day.',
    times:
      repeats && ends === 'after' && !(Number.isInteger(count) && count >= 1 && count <= MOST_TIMES)
        ? `A number from 1 to ${MOST_TIMES}.`
        : undefined,
    lastDay:
      repeats && ends === 'on' && !(isDay(lastDay) && lastDay >= day) ? 'A day that is not before the first appointment.' : undefined,
    recipient: channel === '' ? undefined : wrongRecipient(channel, recipient, today),
  };
  return Object.fromEntries(Object.entries(found).filter(([, words]) => words !== undefined));
}

const wrongRecipient = (channel: Reminding['channel'], recipient: string, today: string): string | undefined =>
  recipient.trim() === '' ? 'Without it nobody can be reminded.' : wrongWith(channel === 'email' ? 'email' : 'phone', recipient, today);

/** Of a draft with nothing wrong. */
export function planFrom({ day, time, zone, minutes, every, ends, times, lastDay }: Draft): Plan {
  const start = `${day}T${time}`;
  const end: Ends = ends === 'after' ? { is: 'after', times: Number(times) } : ends === 'on' ? { is: 'on', day: lastDay } : { is: 'never' };
  return { start, zone, minutes, rule: ruleOf({ start, zone }, { every, ends: end }) };
}

export function remindingFrom({ channel, recipient, recipientZone, hours }: Draft): Reminding | undefined {
  if (channel === '') return undefined;
  const typed = recipient.trim();
  return { channel, recipient: channel === 'sms' ? typed.replaceAll(/[\s().-]/g, '') : typed, zone: recipientZone, hours };
}

export const LENGTHS = [15, 20, 25, 30, 40, 45, 50, 60, 75, 80, 90, 120, 180] as const;
/** The usual ones, and that which it has. */
export const lengthChoices = (minutes: number): (readonly [string, string])[] =>
  [...new Set([...LENGTHS, minutes])].sort((a, b) => a - b).map((each) => [String(each), `${each} minutes`] as const);
export const HOURS = [
  [2, 'two hours before'],
  [24, 'a day before'],
  [48, 'two days before'],
  [72, 'three days before'],
  [168, 'a week before'],
] as const;

/** Every zone that this browser knows, by its IANA name, and `own` where that is another. */
export const zoneChoices = (own: string): (readonly [string, string])[] =>
  [...new Set([own, ...Intl.supportedValuesOf('timeZone')])].sort().map((zone) => [zone, zone.replaceAll('_', ' ')] as const);
