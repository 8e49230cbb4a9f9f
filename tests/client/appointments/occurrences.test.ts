/** The times of appointments: rules of RFC 5545, time zones whose clocks change, and what differs at single times. */
import { expect, test } from 'vitest';
import { createForm, setValue, type Form } from '#crdt/docs/form.ts';
import { instantOf, occurrencesOf, wallOf, type Exceptions } from '#client/appointments/occurrences.ts';
import {
  movedOf,
  planOf,
  remindingOf,
  setMoved,
  setPlan,
  setReminding,
  setSkipped,
  skippedOf,
  type Plan,
} from '#client/appointments/plan.ts';
import { endedBefore, repeatingOf, REPEATS, repeatWords, restOf, ruleOf, type Ends } from '#client/appointments/rules.ts';

const NONE: Exceptions = { skipped: new Set(), moved: new Map() };
const zone = 'America/New_York';
const plan = (change: Partial<Plan> = {}): Plan => ({ start: '2026-03-10T10:00', zone, minutes: 50, rule: '', ...change });
const year = (of: Plan, exceptions = NONE, limit = 400) =>
  occurrencesOf(of, exceptions, Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1), limit).map(({ startsAt }) => wallOf(startsAt, of.zone));
const weekly = (ends: Ends = { is: 'never' }, begins = { start: '2026-02-24T10:00', zone }) =>
  plan({ ...begins, rule: ruleOf(begins, { every: 'week', ends }) });

test('[V150] once is once, at the moment that the clocks of its zone show', () => {
  const [one, ...more] = occurrencesOf(plan(), NONE, 0, Date.UTC(2030, 0, 1), 10);
  expect(more).toEqual([]);
  expect(one).toEqual({ original: '2026-03-10T10:00', startsAt: Date.UTC(2026, 2, 10, 14), minutes: 50, moved: false });
  expect(occurrencesOf(plan({ zone: 'Europe/Berlin' }), NONE, 0, Date.UTC(2030, 0, 1), 10)[0]?.startsAt).toBe(Date.UTC(2026, 2, 10, 9));
});

test('[V150] what repeats stays at its hour when the clocks change, and on its weekday', () => {
  const times = occurrencesOf(weekly({ is: 'after', times: 4 }), NONE, 0, Date.UTC(2030, 0, 1), 400);
  // New York's clocks go forward on 8 March 2026.
  expect(times.map(({ startsAt }) => new Date(startsAt).toISOString().slice(0, 16))).toEqual([
    '2026-02-24T15:00',
    '2026-03-03T15:00',
    '2026-03-10T14:00',
    '2026-03-17T14:00',
  ]);
  expect(times.map(({ original }) => original)).toEqual(['2026-02-24T10:00', '2026-03-03T10:00', '2026-03-10T10:00', '2026-03-17T10:00']);
});

test('[V150] an hour that the clocks skip is none and is not counted (RFC 5545), and the week after it is where it was', () => {
  const start = '2026-03-01T02:30';
  const skipping = plan({ start, rule: ruleOf({ start, zone }, { every: 'week', ends: { is: 'after', times: 3 } }) });
  expect(year(skipping)).toEqual(['2026-03-01T02:30', '2026-03-15T02:30', '2026-03-22T02:30']);
});

test('[V151] each way to repeat is a rule, and is read back from it', () => {
  const start = '2026-05-30T09:15';
  const ends: Ends[] = [{ is: 'never' }, { is: 'after', times: 12 }, { is: 'on', day: '2026-12-31' }];
  for (const every of REPEATS)
    for (const end of ends) {
      const rule = ruleOf({ start, zone }, { every, ends: end });
      expect(repeatingOf({ start, zone }, rule)).toEqual({ every, ends: every === 'never' ? { is: 'never' } : end });
    }
  // 30 May 2026 is the last Saturday of its month, as not every month has a fifth.
  expect(year(plan({ start, rule: ruleOf({ start, zone }, { every: 'month', ends: { is: 'after', times: 4 } }) }))).toEqual([
    '2026-05-30T09:15',
    '2026-06-27T09:15',
    '2026-07-25T09:15',
    '2026-08-29T09:15',
  ]);
  expect(year(plan({ start, rule: ruleOf({ start, zone }, { every: 'two-weeks', ends: { is: 'on', day: '2026-06-27' } }) }))).toEqual([
    '2026-05-30T09:15',
    '2026-06-13T09:15',
    '2026-06-27T09:15',
  ]);
  expect(repeatingOf({ start, zone }, 'FREQ=DAILY')).toBeUndefined();
  expect(repeatWords({ start, zone }, ruleOf({ start, zone }, { every: 'two-weeks', ends: { is: 'after', times: 3 } }))).toBe(
    'every two weeks, 3 times',
  );
});

test('[V152] single times are left out or moved, and are known by where the rule has them', () => {
  const form = createForm();
  setPlan(form, weekly({ is: 'after', times: 4 }));
  setSkipped(form, '2026-03-03T10:00', true);
  setMoved(form, '2026-03-10T10:00', { start: '2026-03-12T16:30', minutes: 30 });
  const exceptions = { skipped: skippedOf(form), moved: movedOf(form) };
  const times = occurrencesOf(planOf(form) ?? plan(), exceptions, 0, Date.UTC(2030, 0, 1), 400);
  expect(times.map(({ original, startsAt, minutes, moved }) => [original, wallOf(startsAt, 'America/New_York'), minutes, moved])).toEqual([
    ['2026-02-24T10:00', '2026-02-24T10:00', 50, false],
    ['2026-03-10T10:00', '2026-03-12T16:30', 30, true],
    ['2026-03-17T10:00', '2026-03-17T10:00', 50, false],
  ]);
  // Planned anew, what differed is of other times and goes.
  setPlan(form, { ...weekly(), start: '2026-02-24T11:00' });
  expect([skippedOf(form).size, movedOf(form).size]).toEqual([0, 0]);
});

test('[V152] what is ended before a time has none of it and none after', () => {
  const goesOn = weekly();
  const ended = { ...goesOn, rule: endedBefore(goesOn.rule, '2026-03-10T10:00', zone) };
  expect(year(ended)).toEqual(['2026-02-24T10:00', '2026-03-03T10:00']);
  expect(endedBefore(weekly({ is: 'after', times: 9 }).rule, '2026-03-10T10:00', zone)).toBe(ended.rule);
  // Of nine times two were before it.
  expect(restOf(weekly({ is: 'after', times: 9 }), '2026-03-10T10:00')).toBe(weekly({ is: 'after', times: 7 }).rule);
  expect(restOf(goesOn, '2026-03-10T10:00')).toBe(goesOn.rule);
  // What differed before it still does.
  const form = createForm();
  setPlan(form, goesOn);
  setSkipped(form, '2026-03-03T10:00', true);
  setPlan(form, ended);
  expect(skippedOf(form).size).toBe(1);
});

test('[V152] an end is a day of the zone of the appointment, on either side of UTC', () => {
  for (const [there, hour] of [
    ['Pacific/Auckland', '08:00'],
    ['America/Los_Angeles', '20:00'],
  ] as const) {
    const begins = { start: `2026-02-24T${hour}`, zone: there };
    const last = ['2026-02-24', '2026-03-03', '2026-03-10'].map((day) => `${day}T${hour}`);
    expect(year(weekly({ is: 'on', day: '2026-03-10' }, begins))).toEqual(last);
    const { rule } = weekly({ is: 'never' }, begins);
    expect(year({ ...plan(begins), rule: endedBefore(rule, `2026-03-17T${hour}`, there) })).toEqual(last);
  }
});

test('[V153] what cannot be is nothing, and never an error: rules, zones, times and numbers of another program', () => {
  const set = (values: Record<string, string>): Form => {
    const form = createForm();
    for (const [name, value] of Object.entries({ start: '2026-03-10T10:00', zone: 'UTC', minutes: '50', ...values }))
      setValue(form, name, value);
    return form;
  };
  for (const wrong of [{ start: '10 March' }, { zone: '' }, { minutes: '0' }, { minutes: '2000' }, { minutes: '50.5' }])
    expect(planOf(set(wrong))).toBeUndefined();
  for (const rule of ['FREQ=SOMETIMES', 'x', 'FREQ=WEEKLY;COUNT=0', 'FREQ=SECONDLY;UNTIL=\nDTSTART:x'])
    expect(() => occurrencesOf(plan({ rule }), NONE, 0, Date.UTC(2027, 0, 1), 10)).not.toThrow();
  expect(occurrencesOf(plan({ zone: 'Mars/Olympus' }), NONE, 0, Date.UTC(2027, 0, 1), 10)).toEqual([]);
  expect(instantOf('2026-99-99T10:00', 'UTC')).toBeUndefined();
  const form = set({
    'moved/2026-03-10T10:00': 'nonsense',
    remind: 'pigeon',
    'remind-whom': 'x',
    'remind-zone': 'UTC',
    'remind-hours': '24',
  });
  expect([movedOf(form).size, remindingOf(form)]).toEqual([0, undefined]);
  const reminding = { channel: 'sms', recipient: '+15550100199', zone: 'UTC', hours: 24 } as const;
  setReminding(form, reminding);
  expect(remindingOf(form)).toEqual(reminding);
  setReminding(form, undefined);
  expect(remindingOf(form)).toBeUndefined();
});
