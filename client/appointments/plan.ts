/**
 * What the sealed record of an appointment holds (values of a form): when it is by the clock of its own time zone, how it repeats (an RRULE, RFC 5545
 * section 3.3.10), what differs at single times, which rooms were opened for it, and whom to remind.
 */
import type { RoomId } from '#crdt/base/ids.ts';
import { isUuid } from '#crdt/base/ids.ts';
import { setText, setValue, textOf, valueNames, valueOf, type Form } from '#crdt/docs/form.ts';

/** YYYY-MM-DDTHH:mm by the clock of the appointment's zone. */
export type WallTime = string;

export type Plan = {
  readonly start: WallTime;
  /** IANA name. */
  readonly zone: string;
  readonly minutes: number;
  /** An RRULE's value without its name; empty: once. */
  readonly rule: string;
};
export type Reminding = {
  readonly channel: 'email' | 'sms';
  readonly recipient: string;
  /** In which the time is said to them. */
  readonly zone: string;
  readonly hours: number;
};
export type Moved = { readonly start: WallTime; readonly minutes: number };

const WALL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;
/** Names of values, before the wall time that they are about: as the rule has it, before anything was moved. */
const [SKIPPED, MOVED, ROOM] = ['skipped/', 'moved/', 'room/'];

export const isWallTime = (text: string): boolean => WALL.test(text);

/** Undefined where no time stands that could be one. */
export function planOf(form: Form): Plan | undefined {
  const [start, zone, minutes] = [valueOf(form, 'start'), valueOf(form, 'zone'), Number(valueOf(form, 'minutes'))];
  if (!isWallTime(start) || zone === '' || !isLength(minutes)) return undefined;
  return { start, zone, minutes, rule: valueOf(form, 'rule') };
}

/** The rule without its end: which times there are, however many. */
export const patternOf = (rule: string): string =>
  rule
    .split(';')
    .filter((part) => !/^(COUNT|UNTIL)=/.test(part))
    .join(';');

/** Where it is planned at other times, what differed at single ones goes with those that it had; rooms stay. */
export function setPlan(form: Form, { start, zone, minutes, rule }: Plan): void {
  const before = planOf(form);
  const isSame = before?.start === start && before.zone === zone && patternOf(before.rule) === patternOf(rule);
  form.transact(() => {
    setValue(form, 'start', start);
    setValue(form, 'zone', zone);
    setValue(form, 'minutes', String(minutes));
    setValue(form, 'rule', rule);
    if (isSame) return;
    for (const name of [...valueNames(form, SKIPPED), ...valueNames(form, MOVED)]) setValue(form, name, '');
  });
}

export function remindingOf(form: Form): Reminding | undefined {
  const [channel, recipient, zone, hours] = [
    valueOf(form, 'remind'),
    valueOf(form, 'remind-whom'),
    valueOf(form, 'remind-zone'),
    Number(valueOf(form, 'remind-hours')),
  ];
  if ((channel !== 'email' && channel !== 'sms') || recipient === '' || zone === '' || !Number.isInteger(hours) || hours < 1 || hours > 168)
    return undefined;
  return { channel, recipient, zone, hours };
}

export function setReminding(form: Form, reminding: Reminding | undefined): void {
  form.transact(() => {
    setValue(form, 'remind', reminding?.channel ?? '');
    setValue(form, 'remind-whom', reminding?.recipient ?? '');
    setValue(form, 'remind-zone', reminding?.zone ?? '');
    setValue(form, 'remind-hours', reminding === undefined ? '' : String(reminding.hours));
  });
}

/** For the therapist alone. */
export const remarksOf = (form: Form): string => textOf(form, 'remarks');
export const setRemarks = (form: Form, remarks: string): void => setText(form, 'remarks', remarks);

/** Times that do not take place, though the rule has them. */
export const skippedOf = (form: Form): ReadonlySet<WallTime> =>
  new Set(valueNames(form, SKIPPED).map((name) => name.slice(SKIPPED.length)));
export const setSkipped = (form: Form, original: WallTime, skipped: boolean): void =>
  setValue(form, SKIPPED + original, skipped ? 'yes' : '');

/** Where times of the rule were moved to. */
export function movedOf(form: Form): ReadonlyMap<WallTime, Moved> {
  const moved = new Map<WallTime, Moved>();
  for (const name of valueNames(form, MOVED)) {
    const [start = '', length = ''] = valueOf(form, name).split('/');
    if (isWallTime(start) && isLength(Number(length))) moved.set(name.slice(MOVED.length), { start, minutes: Number(length) });
  }
  return moved;
}
export const setMoved = (form: Form, original: WallTime, { start, minutes }: Moved): void =>
  setValue(form, MOVED + original, `${start}/${minutes}`);

/** Rooms that were opened, by the time for which. */
export const roomsOf = (form: Form): ReadonlyMap<WallTime, RoomId> =>
  new Map(
    valueNames(form, ROOM).flatMap((name) => {
      const room = valueOf(form, name);
      return isUuid(room) ? [[name.slice(ROOM.length), room as RoomId] as const] : [];
    }),
  );
export const setRoom = (form: Form, original: WallTime, room: RoomId): void => setValue(form, ROOM + original, room);

/** Minutes that an appointment may take (server/contract/http-appointments.ts). */
const isLength = (minutes: number): boolean => Number.isInteger(minutes) && minutes >= 5 && minutes <= 1440;
