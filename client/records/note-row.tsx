import type { RecordId } from '#crdt/base/ids.ts';
import type { NoteCard } from '#client/store/patients.ts';
import { Button } from '#client/ui/button.tsx';
import { dayAndTime, dayWords } from '#client/ui/when.ts';
import { NOTE_WORDS } from './note-kinds.ts';

type Props = { note: NoteCard; of?: string | undefined; onOpen: (record: RecordId) => void };

/** One note in a list: what it is, of which day, whether it is signed. */
export function NoteRow({ note, of, onOpen }: Props) {
  const what = `${NOTE_WORDS[note.kind].one}${note.day === '' ? '' : ` of ${dayWords(note.day)}`}`;
  return (
    <li class="card row apart">
      <div class="room-words">
        <h3>
          {what}
          {of !== undefined && `, ${of}`}
        </h3>
        <p class="soft">
          {note.signed ? `Signed ${dayAndTime(note.changedAt)}` : `Not signed; last changed ${dayAndTime(note.changedAt)}`}
        </p>
      </div>
      <Button onPress={() => onOpen(note.record)}>
        Open<span class="only-heard"> {what}</span>
      </Button>
    </li>
  );
}
