import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Clock } from '#crdt/base/clock.ts';
import type { RoomId } from '#crdt/base/ids.ts';
import { Damaged } from '#client/records/damaged.tsx';
import type { Session } from '#client/room/session.ts';
import { createAppointmentsStore, meetingsOf, type AppointmentCard } from '#client/store/appointments.ts';
import { createPatientsStore } from '#client/store/patients.ts';
import type { RoomsStore } from '#client/store/rooms.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { endOfDay, startOfDay } from '#client/ui/days.ts';
import { Icon } from '#client/ui/icons.tsx';
import { dayAt } from '#client/ui/when.ts';
import { errorWords } from '#client/ui/words.ts';
import { CalendarAddress } from './calendar-address.tsx';
import { Cancelled } from './cancelled.tsx';
import { Meetings } from './meetings.tsx';
import { NewAppointmentDialog } from './new-dialog.tsx';
import './appointments.css';

const DAY_MS = 24 * 3_600_000;
const STEP_DAYS = 28;
/** What is shown of before, where that is asked for. */
const PAST_DAYS = 28;

type Props = { session: Session; clock: Clock; rooms: RoomsStore; onRoom: (room: RoomId) => void };

/** What is planned, day by day: four weeks, and more where that is asked for. */
export function Appointments({ session, clock, rooms, onRoom }: Props) {
  const store = useMemo(() => createAppointmentsStore(session, clock), [session, clock]);
  const patients = useMemo(() => createPatientsStore(session), [session]);
  const dialog = useSignal<'new' | 'cancelled' | undefined>(undefined);
  const weeks = useSignal(1);
  const past = useSignal(false);
  useEffect(() => {
    void store.refresh();
    void patients.refreshPatients();
    void rooms.refresh();
  }, [store, patients, rooms]);
  const today = dayAt(clock.now());
  const from = (startOfDay(today) ?? 0) - (past.value ? PAST_DAYS * DAY_MS : 0);
  const to = (endOfDay(today) ?? 0) + weeks.value * STEP_DAYS * DAY_MS;
  const listed = store.appointments.value;
  const meetings = listed === undefined ? undefined : meetingsOf(listed.cards, from, to);
  const people = patients.patients.value?.cards ?? [];
  const nameOf = ({ patient }: AppointmentCard): string => people.find(({ record }) => record === patient)?.name || 'Appointment';
  const close = (): void => void (dialog.value = undefined);
  return (
    <>
      <div class="row apart">
        <h1>Appointments</h1>
        <Button kind="primary" onPress={() => (dialog.value = 'new')}>
          <Icon name="plus" />
          New appointment
        </Button>
      </div>
      {store.wrong.value && <Banner kind="danger">{errorWords(store.wrong.value)}</Banner>}
      {listed === undefined && store.wrong.value === undefined && <p class="soft">Opening your appointments…</p>}
      {listed !== undefined && <Damaged cards={listed.damaged} />}
      {meetings?.length === 0 && (
        <div class="card stack tight">
          <h2>Nothing planned</h2>
          <p class="soft">An appointment holds a time for somebody, repeats if you like, reminds them, and opens the room when you meet.</p>
        </div>
      )}
      {meetings !== undefined && <Meetings store={store} patients={patients} rooms={rooms} meetings={meetings} days={2} onRoom={onRoom} />}
      <div class="row">
        <Button onPress={() => weeks.value++}>Show four weeks more</Button>
        <Button kind="plain" pressed={past.value} onPress={() => (past.value = !past.value)}>
          Show the last four weeks
        </Button>
        <Button kind="plain" onPress={() => (dialog.value = 'cancelled')}>
          Cancelled appointments
        </Button>
      </div>
      <CalendarAddress session={session} />
      {dialog.value === 'new' && <NewAppointmentDialog store={store} patients={people} onClose={close} />}
      {dialog.value === 'cancelled' && <Cancelled store={store} nameOf={nameOf} onClose={close} />}
    </>
  );
}
