import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Clock } from '#crdt/base/clock.ts';
import type { RecordId, RoomId } from '#crdt/base/ids.ts';
import { NoteRow } from '#client/records/note-row.tsx';
import type { Session } from '#client/room/session.ts';
import { createAppointmentsStore, meetingsOf } from '#client/store/appointments.ts';
import { createPatientsStore } from '#client/store/patients.ts';
import type { RoomsStore } from '#client/store/rooms.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { endOfDay, startOfDay } from '#client/ui/days.ts';
import { Icon } from '#client/ui/icons.tsx';
import { dayAt } from '#client/ui/when.ts';
import { errorWords } from '#client/ui/words.ts';
import { Meetings } from './meetings.tsx';
import { NewAppointmentDialog } from './new-dialog.tsx';
import './appointments.css';

const WEEK_MS = 7 * 24 * 3_600_000;
/** So many of what waits are shown; the list of patients has all. */
const SHOWN = 5;

type Props = {
  session: Session;
  clock: Clock;
  rooms: RoomsStore;
  onRoom: (room: RoomId) => void;
  onNote: (record: RecordId) => void;
  onAppointments: () => void;
  onPatients: () => void;
};

/** What the day brings: today's appointments, those of the week to come, and what waits to be finished. */
export function Desk({ session, clock, rooms, onRoom, onNote, onAppointments, onPatients }: Props) {
  const store = useMemo(() => createAppointmentsStore(session, clock), [session, clock]);
  const patients = useMemo(() => createPatientsStore(session), [session]);
  const making = useSignal(false);
  useEffect(() => {
    void store.refresh();
    void patients.refresh();
  }, [store, patients]);
  const today = dayAt(clock.now());
  const [from, night] = [startOfDay(today) ?? 0, endOfDay(today) ?? 0];
  const cards = store.appointments.value?.cards;
  const now = cards && meetingsOf(cards, from, night);
  const coming = cards && meetingsOf(cards, night, night + WEEK_MS);
  const people = patients.patients.value?.cards ?? [];
  const unsigned = patients.unsigned.value?.cards ?? [];
  const nameOf = (record: RecordId | undefined): string => people.find((card) => card.record === record)?.name ?? 'a patient';
  const stores = { store, patients, rooms, onRoom };
  return (
    <>
      {store.wrong.value && <Banner kind="danger">{errorWords(store.wrong.value)}</Banner>}
      <section class="stack tight" aria-labelledby="desk-today">
        <div class="row apart">
          <h2 id="desk-today">Today</h2>
          <Button onPress={() => (making.value = true)}>
            <Icon name="plus" />
            New appointment
          </Button>
        </div>
        {now?.length === 0 && <p class="soft">No appointments today.</p>}
        {now !== undefined && now.length > 0 && <Meetings {...stores} meetings={now} />}
      </section>
      {coming !== undefined && coming.length > 0 && (
        <section class="stack tight" aria-labelledby="desk-coming">
          <div class="row apart">
            <h2 id="desk-coming">This week</h2>
            <Button kind="plain" onPress={onAppointments}>
              All appointments
            </Button>
          </div>
          <Meetings {...stores} meetings={coming} days={3} />
        </section>
      )}
      {unsigned.length > 0 && (
        <section class="stack tight" aria-labelledby="desk-waits">
          <h2 id="desk-waits">To be finished</h2>
          <ul class="stack tight">
            {unsigned.slice(0, SHOWN).map((note) => (
              <NoteRow key={note.record} note={note} of={nameOf(note.patient)} onOpen={onNote} />
            ))}
          </ul>
          {unsigned.length > SHOWN && (
            <div>
              <Button kind="plain" onPress={onPatients}>
                All {unsigned.length} notes that are not signed
              </Button>
            </div>
          )}
        </section>
      )}
      {making.value && <NewAppointmentDialog store={store} patients={people} onClose={() => (making.value = false)} />}
    </>
  );
}
