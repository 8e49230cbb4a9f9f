import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Clock } from '#crdt/base/clock.ts';
import type { RecordId, RoomId } from '#crdt/base/ids.ts';
import type { Session } from '#client/room/session.ts';
import type { BoardNow } from '#client/screen/beside.ts';
import { createPatientsStore, type NoteCard } from '#client/store/patients.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { SelectField } from '#client/ui/select-field.tsx';
import { useAttempt } from '#client/ui/use-attempt.ts';
import { errorWords } from '#client/ui/words.ts';
import { dayAt } from '#client/ui/when.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { KeepArtwork } from './keep-artwork.tsx';
import { NOTE_KINDS, NOTE_WORDS, type NoteKind } from './note-kinds.ts';
import { NoteForm } from './note.tsx';
import { NoteRow } from './note-row.tsx';
import { WithRecord } from './with-record.tsx';
import './records.css';

type Props = { session: Session; clock: Clock; room: RoomId; board: BoardNow };

/** Notes beside the live room, on the therapist's own screen alone: which patient it is, and what is written about today. */
export function RoomNotes({ session, clock, room, board }: Props) {
  const store = useMemo(() => createPatientsStore(session), [session]);
  const { wrong, busy, attempt } = useAttempt<ErrorCode>();
  const notes = useSignal<readonly NoteCard[]>([]);
  const open = useSignal<RecordId | undefined>(undefined);
  const chosen = useSignal('');
  const picture = useSignal<Blob | undefined>(undefined);
  const said = useSignal('');
  const look = async (): Promise<void> => {
    const now = await board.picture();
    picture.value = now;
    said.value = now === undefined ? 'There is nothing on the board to keep.' : '';
  };
  const list = store.patients.value?.cards;
  const patient = list?.find(({ rooms }) => rooms.includes(room));
  const load = async (of: RecordId): Promise<ErrorCode | undefined> => {
    const read = await store.notesOf(of);
    if (read.ok) notes.value = read.value.cards.filter(({ signed }) => !signed);
    return read.ok ? undefined : read.code;
  };
  useEffect(() => void store.refreshPatients(), [store]);
  useEffect(() => void (patient !== undefined && attempt(() => load(patient.record))), [patient?.record]);
  const link = (): Promise<void> =>
    attempt(async () => {
      const found = list?.find(({ record }) => record === chosen.value);
      if (found === undefined) return undefined;
      const code = await store.linkRoom(found.record, room);
      if (code === undefined) await store.refreshPatients();
      return code;
    });
  const begin = (of: RecordId, kind: NoteKind): Promise<void> =>
    attempt(async () => {
      const made = await store.addNote(of, kind, dayAt(Date.now()));
      if (made.ok) open.value = made.value;
      return made.ok ? undefined : made.code;
    });
  const code = store.wrong.value ?? wrong.value;
  return (
    <section class="stack" aria-label="Your notes">
      <p class="soft">Only you see this. Nobody else in the room does.</p>
      {code !== undefined && <Banner kind="danger">{errorWords(code)}</Banner>}
      {list === undefined && store.wrong.value === undefined && <p class="soft">Opening the files…</p>}
      {list?.length === 0 && <p>There are no patients’ files yet. Make one under “Patients”, then write here.</p>}
      {list !== undefined && list.length > 0 && patient === undefined && (
        <div class="stack tight">
          <SelectField
            label="Whom is this session with?"
            choices={[['', 'Choose a patient'], ...list.map(({ record, name }) => [record, name] as const)]}
            value={chosen.value}
            onValue={(value) => (chosen.value = value)}
          />
          <Button busy={busy.value} onPress={() => void link()}>
            Write it into their file
          </Button>
        </div>
      )}
      {patient !== undefined && open.value === undefined && (
        <>
          <h2>{patient.name}</h2>
          <div class="row">
            {NOTE_KINDS.map((kind) => (
              <Button key={kind} busy={busy.value} onPress={() => void begin(patient.record, kind)}>
                New {NOTE_WORDS[kind].one.toLowerCase()}
              </Button>
            ))}
          </div>
          <Button onPress={() => void look()}>Keep the drawing as it is now</Button>
          <p role="status">{said.value}</p>
          <ul class="stack tight">
            {notes.value.map((note) => (
              <NoteRow key={note.record} note={note} onOpen={(record) => (open.value = record)} />
            ))}
          </ul>
        </>
      )}
      {patient !== undefined && open.value !== undefined && (
        <>
          <div>
            <Button
              kind="plain"
              onPress={() => {
                open.value = undefined;
                void attempt(() => load(patient.record));
              }}
            >
              All notes about {patient.name}
            </Button>
          </div>
          <WithRecord key={open.value} session={session} clock={clock} record={open.value}>
            {(editor) => <NoteForm editor={editor} />}
          </WithRecord>
        </>
      )}
      {patient !== undefined && picture.value !== undefined && (
        <KeepArtwork
          session={session}
          patient={patient.record}
          room={room}
          picture={picture.value}
          onKept={() => {
            picture.value = undefined;
            said.value = 'It is kept in the file.';
          }}
          onClose={() => (picture.value = undefined)}
        />
      )}
    </section>
  );
}
