import { useSignal } from '@preact/signals';
import type { RoomId } from '#crdt/base/ids.ts';
import { InviteDialog } from '#client/home/invite-dialog.tsx';
import type { AppointmentsStore, Meeting } from '#client/store/appointments.ts';
import { unsentKey } from '#client/store/appointments.ts';
import type { PatientsStore } from '#client/store/patients.ts';
import type { RoomCard, RoomsStore } from '#client/store/rooms.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { useAttempt } from '#client/ui/use-attempt.ts';
import { dayAt, dayWords, timeOfDay } from '#client/ui/when.ts';
import { errorWords } from '#client/ui/words.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { ChangeDialog } from './change-dialog.tsx';
import { ownZone } from './draft.ts';
import { wallOf } from './occurrences.ts';
import { setRoom } from './plan.ts';
import { repeatWords } from './rules.ts';

const SOON_MS = 12 * 3_600_000;

export type MeetingStores = { readonly store: AppointmentsStore; readonly patients: PatientsStore; readonly rooms: RoomsStore };
type Props = MeetingStores & {
  meetings: readonly Meeting[];
  /** Of the heading of a day, and of an appointment one below; `undefined`: it is all of one day, which stands above it. */
  days?: 2 | 3 | undefined;
  onRoom: (room: RoomId) => void;
};

/** Appointments in their order, with what is to be done with each: its room, its link, another time. */
export function Meetings({ store, patients, rooms, meetings, days: level, onRoom }: Props) {
  const changing = useSignal<Meeting | undefined>(undefined);
  const inviting = useSignal<Pick<RoomCard, 'room' | 'title'> | undefined>(undefined);
  const { busy, wrong, attempt } = useAttempt<ErrorCode>();
  const cards = patients.patients.value?.cards ?? [];
  const nameOf = ({ card: { patient } }: Meeting): string => {
    if (patient === undefined) return 'Appointment';
    return cards.find(({ record }) => record === patient)?.name || 'A patient';
  };
  const titleOf = (room: RoomId): string => rooms.rooms.value?.find((card) => card.room === room)?.title ?? 'the session';
  const make = (meeting: Meeting): Promise<void> =>
    attempt(async () => {
      const title = `Session of ${dayWords(dayAt(meeting.startsAt))}`;
      const room = await rooms.create(title);
      if (room === undefined) return rooms.wrong.value ?? 'internal';
      const { record, patient } = meeting.card;
      const wrongLink = await store.change(record, (form) => setRoom(form, meeting.original, room));
      const wrongFile = patient === undefined ? undefined : await patients.linkRoom(patient, room);
      inviting.value = { room, title };
      return wrongLink ?? wrongFile;
    });
  const days = [...new Set(meetings.map(({ startsAt }) => dayAt(startsAt)))];
  const Day = level === 2 ? 'h2' : 'h3';
  const Heading = level === 3 ? 'h4' : 'h3';
  const row = (meeting: Meeting) => (
    <MeetingRow
      Heading={Heading}
      key={`${meeting.card.record}/${meeting.original}`}
      meeting={meeting}
      name={nameOf(meeting)}
      unsent={store.unsent.value.has(unsentKey(meeting.card.record, meeting.startsAt))}
      ended={rooms.rooms.value?.find(({ room }) => room === meeting.room)?.status === 'ended'}
      soon={meeting.startsAt - Date.now() < SOON_MS}
      busy={busy.value}
      onMake={() => void make(meeting)}
      onInvite={(room) => (inviting.value = { room, title: titleOf(room) })}
      onRoom={onRoom}
      onChange={() => (changing.value = meeting)}
    />
  );
  return (
    <>
      {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
      {level === undefined && <ul class="stack tight">{meetings.map(row)}</ul>}
      {level !== undefined &&
        days.map((day) => (
          <section key={day} class="stack tight" aria-labelledby={`day-${day}`}>
            <Day id={`day-${day}`}>{longDay(day)}</Day>
            <ul class="stack tight">{meetings.filter(({ startsAt }) => dayAt(startsAt) === day).map(row)}</ul>
          </section>
        ))}
      {changing.value && (
        <ChangeDialog
          store={store}
          patients={cards}
          meeting={changing.value}
          of={nameOf(changing.value)}
          onClose={() => (changing.value = undefined)}
        />
      )}
      {inviting.value && <InviteDialog store={rooms} card={inviting.value} onClose={() => (inviting.value = undefined)} />}
    </>
  );
}

type RowProps = {
  Heading: 'h3' | 'h4';
  meeting: Meeting;
  name: string;
  /** Its reminder could not be sent. */
  unsent: boolean;
  ended: boolean;
  /** Its room is what comes next. */
  soon: boolean;
  busy: boolean;
  onMake: () => void;
  onInvite: (room: RoomId) => void;
  onRoom: (room: RoomId) => void;
  onChange: () => void;
};

function MeetingRow({ Heading, meeting, name, unsent, ended, soon, busy, onMake, onInvite, onRoom, onChange }: RowProps) {
  const { startsAt, minutes, moved, room, card } = meeting;
  const { plan } = card;
  const which = <span class="only-heard"> {`${name}, ${timeOfDay(startsAt)}`}</span>;
  const about = [
    `${minutes} minutes`,
    plan.zone !== ownZone() && `${wallOf(startsAt, plan.zone).slice(11)} in ${plan.zone.replaceAll('_', ' ')}`,
    repeatWords(plan, plan.rule),
    moved && 'moved',
  ];
  return (
    <li class="card row apart">
      <div class="room-words">
        <Heading>
          {timeOfDay(startsAt)} {name}
        </Heading>
        <p class="soft">{about.filter(Boolean).join(', ')}</p>
        {unsent && (
          <p>
            <span class="badge strong">The reminder could not be sent</span>
          </p>
        )}
      </div>
      <div class="row">
        <Button onPress={onChange}>Change{which}</Button>
        {room === undefined && (
          <Button kind={soon ? 'primary' : undefined} busy={busy} onPress={onMake}>
            Make the room{which}
          </Button>
        )}
        {room !== undefined && !ended && <Button onPress={() => onInvite(room)}>Invite{which}</Button>}
        {room !== undefined && (
          <Button kind={soon && !ended ? 'primary' : undefined} onPress={() => onRoom(room)}>
            {ended ? 'Look at it' : 'Open'}
            {which}
          </Button>
        )}
      </div>
    </li>
  );
}

/** "Tuesday, 1 December 2026", in the browser's own language. */
const longDay = (day: string): string =>
  new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeZone: 'UTC' }).format(Date.parse(`${day}T00:00:00Z`));
