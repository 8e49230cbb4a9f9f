import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RecordId, RoomId } from '#crdt/base/ids.ts';
import type { Clock } from '#crdt/base/clock.ts';
import type { Session } from '#client/room/session.ts';
import { NewRoomDialog } from '#client/home/new-room-dialog.tsx';
import type { PatientsStore } from '#client/store/patients.ts';
import type { RecordEditor } from '#client/store/record-editor.ts';
import type { RoomsStore } from '#client/store/rooms.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { SelectField } from '#client/ui/select-field.tsx';
import { dayAndTime } from '#client/ui/when.ts';
import { errorWords } from '#client/ui/words.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { Given } from './given.tsx';
import { PatientArtwork } from './patient-artwork.tsx';
import { PatientFile } from './patient-file.tsx';
import { addRoom, isArchived, patientField, roomsOf, setArchived } from './patient-fields.ts';
import { PatientNotes } from './patient-notes.tsx';
import { SavedWords } from './saved-words.tsx';
import { WithRecord } from './with-record.tsx';

type Props = {
  session: Session;
  clock: Clock;
  store: PatientsStore;
  rooms: RoomsStore;
  record: RecordId;
  onList: () => void;
  onNote: (record: RecordId) => void;
  onRoom: (room: RoomId) => void;
};

/** One patient: the sessions with them, the notes about them, and their file. */
export function Patient({ session, clock, record, onList, ...props }: Props) {
  return (
    <>
      <div>
        <Button kind="plain" onPress={onList}>
          All patients
        </Button>
      </div>
      <WithRecord key={record} session={session} clock={clock} record={record}>
        {(editor) => <OpenPatient {...props} session={session} clock={clock} record={record} editor={editor} onGone={onList} />}
      </WithRecord>
    </>
  );
}

type OpenProps = Omit<Props, 'onList'> & { editor: RecordEditor; onGone: () => void };

function OpenPatient({ editor, session, clock, store, rooms, record, onNote, onRoom, onGone }: OpenProps) {
  const deleting = useSignal(false);
  void editor.changes.value;
  const name = patientField(editor.form, 'name');
  const archived = isArchived(editor.form);
  const remove = async (): Promise<ErrorCode | undefined> => {
    if (!(await editor.flush())) return 'not_ready';
    const wrong = await store.remove(record);
    if (wrong === undefined) onGone();
    return wrong;
  };
  return (
    <>
      <div class="row apart">
        <h1>{name === '' ? 'Without a name' : name}</h1>
        {archived && <span class="badge">in the archive</span>}
      </div>
      <PatientSessions editor={editor} rooms={rooms} onRoom={onRoom} />
      <PatientNotes store={store} patient={record} onNote={onNote} />
      <PatientArtwork session={session} clock={clock} store={store} patient={record} />
      <Given session={session} clock={clock} patient={record} name={name} />
      <section class="card stack" aria-labelledby="patient-file">
        <h2 id="patient-file">File</h2>
        <SavedWords editor={editor} />
        <PatientFile editor={editor} />
        <div class="row">
          <Button onPress={() => editor.change((form) => setArchived(form, !archived))}>
            {archived ? 'Take out of the archive' : 'Put into the archive'}
          </Button>
          <Button kind="danger" onPress={() => (deleting.value = true)}>
            Delete the file
          </Button>
        </div>
      </section>
      {deleting.value && (
        <DeleteDialog
          title={`Delete the file of ${name}?`}
          words="It leaves the list. Nothing in it is lost: under “Deleted files” it can be restored as it was, with its notes."
          onDelete={remove}
          onClose={() => (deleting.value = false)}
        />
      )}
    </>
  );
}

/** The rooms that belong to this patient; which they are stands in the sealed file alone. */
function PatientSessions({ editor, rooms, onRoom }: { editor: RecordEditor; rooms: RoomsStore; onRoom: (room: RoomId) => void }) {
  const making = useSignal(false);
  const adding = useSignal('');
  useEffect(() => void rooms.refresh(), [rooms]);
  void editor.changes.value;
  const own = new Set(roomsOf(editor.form));
  const cards = rooms.rooms.value?.filter(({ room }) => own.has(room)) ?? [];
  const others = rooms.rooms.value?.filter(({ room, locked, handed }) => !own.has(room) && !locked && handed === undefined) ?? [];
  const add = (room: string): void => editor.change((form) => addRoom(form, room));
  return (
    <section class="card stack" aria-labelledby="patient-sessions">
      <div class="row apart">
        <h2 id="patient-sessions">Sessions</h2>
        <Button kind="primary" onPress={() => (making.value = true)}>
          New session
        </Button>
      </div>
      {rooms.wrong.value && <Banner kind="danger">{errorWords(rooms.wrong.value)}</Banner>}
      {cards.length === 0 && <p class="soft">No session with this patient yet.</p>}
      <ul class="stack tight">
        {cards.map((card) => (
          <li key={card.room} class="row apart">
            <div class="room-words">
              <h3>{card.title}</h3>
              <p class="soft">
                {dayAndTime(card.createdAt)}
                {card.status === 'ended' ? ', ended' : ', open'}
              </p>
            </div>
            <Button onPress={() => onRoom(card.room)}>
              {card.status === 'ended' ? 'Look at it' : 'Open'}
              <span class="only-heard"> {card.title}</span>
            </Button>
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <div class="row">
          <div class="patient-other">
            <SelectField
              label="A session that you had before"
              choices={[
                ['', 'Choose one'],
                ...others.map(({ room, title, createdAt }) => [room, `${title}, ${dayAndTime(createdAt)}`] as const),
              ]}
              value={adding.value}
              onValue={(room) => (adding.value = room)}
            />
          </div>
          <Button
            onPress={() => {
              if (adding.value !== '') add(adding.value);
              adding.value = '';
            }}
          >
            Add it here
          </Button>
        </div>
      )}
      {making.value && (
        <NewRoomDialog
          store={rooms}
          onMade={(room) => {
            add(room);
            making.value = false;
          }}
          onClose={() => (making.value = false)}
        />
      )}
    </section>
  );
}
