/** The pages about patients, fetched together when one of them is first shown. */
import { useMemo } from 'preact/hooks';
import type { Clock } from '#crdt/base/clock.ts';
import type { RecordId, RoomId } from '#crdt/base/ids.ts';
import type { Session } from '#client/room/session.ts';
import { createPatientsStore } from '#client/store/patients.ts';
import type { RoomsStore } from '#client/store/rooms.ts';
import type { RecordsRoute } from '#client/store/route.ts';
import type { Router } from '#client/store/router.ts';
import { Note } from './note.tsx';
import { Patient } from './patient.tsx';
import { Patients } from './patients.tsx';
import './records.css';

type Props = {
  session: Session;
  clock: Clock;
  rooms: RoomsStore;
  router: Router;
  route: RecordsRoute;
};

export function RecordsPages({ session, clock, rooms, router, route }: Props) {
  const store = useMemo(() => createPatientsStore(session), [session]);
  const toList = (): void => router.go({ at: 'patients' });
  const toPatient = (record: RecordId): void => router.go({ at: 'patient', record });
  const toNote = (record: RecordId): void => router.go({ at: 'note', record });
  const toRoom = (room: RoomId): void => router.go({ at: 'room', room });
  const common = { session, clock, store };
  switch (route.at) {
    case 'patients':
      return <Patients store={store} onPatient={toPatient} onNote={toNote} />;
    case 'patient':
      return <Patient {...common} rooms={rooms} record={route.record} onList={toList} onNote={toNote} onRoom={toRoom} />;
    case 'note':
      return <Note {...common} record={route.record} onPatient={toPatient} onList={toList} />;
  }
}
