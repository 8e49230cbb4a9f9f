/**
 * A therapist's appointments, opened in this browser: what is planned, its single times, and the rooms opened for them. The server is told of times and
 * of whom to remind whenever that is another than it was told last, so that a lost connection or a year gone by leaves nobody unreminded.
 */
import { signal, type ReadonlySignal } from '@preact/signals';
import { base64url, concat, u64, utf8 } from '#crdt/base/bytes.ts';
import type { Clock } from '#crdt/base/clock.ts';
import type { RecordId, RoomId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { sha256 } from '#crdt/crypto/hash.ts';
import { createForm, encodeForm, readForm, type Form } from '#crdt/docs/form.ts';
import { occurrencesOf, type Exceptions, type Occurrence } from '#client/appointments/occurrences.ts';
import {
  movedOf,
  planOf,
  remindingOf,
  roomsOf,
  setPlan,
  setReminding,
  skippedOf,
  type Plan,
  type Reminding,
  type WallTime,
} from '#client/appointments/plan.ts';
import type { RecordHead } from '#crdt/keys/record.ts';
import { readOne, type OpenRecord } from '#client/room/record-reading.ts';
import { createRecord, deleteRecord, restoreRecord, saveVersion } from '#client/room/records.ts';
import type { Session } from '#client/room/session.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { listCards, type DamagedCard, type Listed } from './record-cards.ts';

const DAY_MS = 24 * 3_600_000;
const WEEK_MS = 7 * DAY_MS;
/** How far back is looked: what was before is asked for by nobody, and grows. */
const PAST_MS = 5 * WEEK_MS;
/** The server hears of a year; what is told moves on once a week. */
const TOLD_WEEKS = 53;

export type AppointmentCard = Exceptions & {
  readonly record: RecordId;
  /** The patient's file. */
  readonly patient: RecordId | undefined;
  readonly plan: Plan;
  readonly reminding: Reminding | undefined;
  readonly rooms: ReadonlyMap<WallTime, RoomId>;
  /** Of the newest version: what was told of it is named by this. */
  readonly head: Pick<RecordHead, 'version' | 'digest'>;
};
/** One time of an appointment. */
export type Meeting = Occurrence & { readonly card: AppointmentCard; readonly room: RoomId | undefined };
export type NewAppointment = { readonly patient: RecordId | undefined; readonly plan: Plan; readonly reminding: Reminding | undefined };
export type Channel = Reminding['channel'];

export type AppointmentsStore = {
  /** Undefined until they were asked for once. */
  readonly appointments: ReadonlySignal<Listed<AppointmentCard> | undefined>;
  /** The ways by which the server can remind somebody. */
  readonly channels: ReadonlySignal<readonly Channel[]>;
  /** Reminders that could not be sent, as `RECORD/MS`. */
  readonly unsent: ReadonlySignal<ReadonlySet<string>>;
  readonly wrong: ReadonlySignal<ErrorCode | undefined>;
  /** Reads them, and tells the server what it does not know yet. */
  refresh(): Promise<void>;
  /** The same `record` again makes no second one. */
  add(made: NewAppointment, record: RecordId): Promise<ErrorCode | undefined>;
  /** `work` changes what is kept of it, of the newest version. */
  change(record: RecordId, work: (form: Form) => void): Promise<ErrorCode | undefined>;
  /** What was cancelled and can be brought back. */
  deleted(): Promise<Result<readonly AppointmentCard[], ErrorCode>>;
  remove(record: RecordId): Promise<ErrorCode | undefined>;
  restore(record: RecordId): Promise<ErrorCode | undefined>;
};

export function createAppointmentsStore(session: Session, clock: Clock): AppointmentsStore {
  const appointments = signal<Listed<AppointmentCard> | undefined>(undefined);
  const channels = signal<readonly Channel[]>([]);
  const unsent = signal<ReadonlySet<string>>(new Set());
  const wrong = signal<ErrorCode | undefined>(undefined);
  const { http } = session;

  /** To the beginning of a week, so that what is told stays the same in between. */
  const told = () => {
    const now = clock.now();
    return { from: now, to: (Math.floor(now / WEEK_MS) + TOLD_WEEKS) * WEEK_MS };
  };
  const markOf = ({ head: { digest } }: AppointmentCard, to: number): string =>
    base64url(sha256(concat(utf8('holdspace/v1/appointment-mark'), digest, u64(to))));

  async function tell(card: AppointmentCard): Promise<ErrorCode | undefined> {
    const { from, to } = told();
    const times = occurrencesOf(card.plan, card, from, to, LIMITS.timesPerAppointment).map(({ startsAt, minutes }) => ({
      startsAt,
      minutes,
    }));
    // What two windows moved onto one moment is one time.
    const apart = times.filter(({ startsAt }, at) => times.findIndex((other) => other.startsAt === startsAt) === at);
    const { reminding } = card;
    const isWanted = reminding !== undefined && channels.value.includes(reminding.channel);
    const body = { times: apart, ...(isWanted ? { reminder: reminding } : {}), mark: markOf(card, to), version: card.head.version };
    const reply = await http.call('POST /api/appointments/:record/times', { params: { record: card.record }, body });
    return reply.ok ? undefined : reply.code;
  }

  async function refresh(): Promise<void> {
    const [listed, reminders, marks] = await Promise.all([
      listCards(session, { kind: 'appointment', since: clock.now() - PAST_MS }, appointmentCard),
      http.call('GET /api/reminders'),
      http.call('GET /api/appointments'),
    ]);
    if (reminders.ok) {
      channels.value = reminders.value.channels;
      unsent.value = new Set(reminders.value.failed.map(({ record, startsAt }) => unsentKey(record, startsAt)));
    }
    if (listed.ok) {
      const { cards, damaged } = listed.value;
      appointments.value = { cards: cards.filter(isWhole), damaged: [...damaged, ...cards.filter((card) => 'fault' in card)] };
    }
    wrong.value = listed.ok ? undefined : listed.code;
    if (!listed.ok || !marks.ok || !reminders.ok) return;
    const known = new Map(marks.value.told.map(({ record, mark }) => [record, mark]));
    const { to } = told();
    for (const card of appointments.value?.cards ?? []) if (known.get(card.record) !== markOf(card, to)) await tell(card);
  }

  /** What was kept stands, whether or not the server could be told: that is tried again with the next look. */
  const after = async (done: Result<unknown, ErrorCode>): Promise<ErrorCode | undefined> => {
    if (!done.ok) return done.code;
    await refresh();
    return undefined;
  };

  async function changed(record: RecordId, work: (form: Form) => void): Promise<Result<unknown, ErrorCode>> {
    for (let tries = 0; ; tries++) {
      const read = await readOne(session, record);
      if (!read.ok) return read;
      const form = read.value.is === 'open' ? readForm(read.value.content) : undefined;
      if (form === undefined || read.value.is !== 'open') return fail('not_found');
      work(form);
      const saved = await saveVersion(session, read.value, encodeForm(form));
      form.destroy();
      // Another window came first: once more, on what it made of it.
      if (saved.ok || saved.code !== 'changed_meanwhile' || tries === 2) return saved;
    }
  }

  return {
    appointments,
    channels,
    unsent,
    wrong,
    refresh,
    async add({ patient, plan, reminding }, record) {
      const form = createForm();
      setPlan(form, plan);
      setReminding(form, reminding);
      const made = await createRecord(session, { kind: 'appointment', subject: patient, content: encodeForm(form), record });
      form.destroy();
      return after(made);
    },
    change: async (record, work) => after(await changed(record, work)),
    async deleted() {
      const listed = await listCards(session, { kind: 'appointment', deleted: true }, appointmentCard);
      return listed.ok ? ok(listed.value.cards.filter(isWhole)) : listed;
    },
    remove: async (record) => after(await deleteRecord(session, record)),
    restore: async (record) => after(await restoreRecord(session, record)),
  };
}

export const unsentKey = (record: RecordId, startsAt: number): string => `${record}/${startsAt}`;

/** Without a time that can be read it is shown as damaged. */
function appointmentCard({ record, place, head, changedAt }: OpenRecord, form: Form): AppointmentCard | DamagedCard {
  const plan = planOf(form);
  if (plan === undefined) return { record, changedAt, fault: 'no-form' };
  const exceptions = { skipped: skippedOf(form), moved: movedOf(form) };
  return { record, patient: place.subject, plan, reminding: remindingOf(form), rooms: roomsOf(form), head, ...exceptions };
}

const isWhole = (card: AppointmentCard | DamagedCard): card is AppointmentCard => 'plan' in card;

/** All that begin from `from` (ms) on and before `to`, of all appointments, in their order. */
export const meetingsOf = (cards: readonly AppointmentCard[], from: number, to: number): readonly Meeting[] =>
  cards
    .flatMap((card) =>
      occurrencesOf(card.plan, card, from, to, LIMITS.timesPerAppointment).map((one) => ({
        ...one,
        card,
        room: card.rooms.get(one.original),
      })),
    )
    .sort((a, b) => a.startsAt - b.startsAt);
