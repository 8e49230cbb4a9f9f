import { batch, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RecordId } from '#crdt/base/ids.ts';
import type { NoteCard, PatientsStore } from '#client/store/patients.ts';
import type { Listed } from '#client/store/record-cards.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { CheckField } from '#client/ui/field.tsx';
import { useAttempt } from '#client/ui/use-attempt.ts';
import { errorWords } from '#client/ui/words.ts';
import { dayAt } from '#client/ui/when.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { Damaged } from './damaged.tsx';
import { NOTE_KINDS, NOTE_WORDS, type NoteKind } from './note-kinds.ts';
import { NoteRow } from './note-row.tsx';

type Props = { store: PatientsStore; patient: RecordId; onNote: (record: RecordId) => void };

/** The notes about one patient: both kinds apart, the newest first; those that were deleted can be brought back. */
export function PatientNotes({ store, patient, onNote }: Props) {
  const notes = useSignal<Listed<NoteCard> | undefined>(undefined);
  const deleted = useSignal(false);
  /** What the box says: the list follows once it is read. */
  const wanted = useSignal(false);
  const { busy, wrong, attempt } = useAttempt<ErrorCode>();
  const load = async (ofDeleted: boolean): Promise<ErrorCode | undefined> => {
    const read = await store.notesOf(patient, ofDeleted);
    if (!read.ok) return read.code;
    if (ofDeleted !== wanted.value) return undefined;
    // Together: a note is never shown as what it is not.
    batch(() => {
      notes.value = read.value;
      deleted.value = ofDeleted;
    });
    return undefined;
  };
  useEffect(() => void attempt(() => load(false)), [store, patient]);
  const begin = (kind: NoteKind): Promise<void> =>
    attempt(async () => {
      const made = await store.addNote(patient, kind, dayAt(Date.now()));
      if (made.ok) onNote(made.value);
      return made.ok ? undefined : made.code;
    });
  const restore = (note: NoteCard): Promise<void> => attempt(async () => (await store.restore(note.record)) ?? (await load(true)));
  const now = notes.value;
  return (
    <section class="card stack" aria-labelledby="patient-notes">
      <div class="row apart">
        <h2 id="patient-notes">{deleted.value ? 'Deleted notes' : 'Notes'}</h2>
        <div class="row">
          {NOTE_KINDS.map((kind) => (
            <Button key={kind} busy={busy.value} onPress={() => void begin(kind)}>
              New {NOTE_WORDS[kind].one.toLowerCase()}
            </Button>
          ))}
        </div>
      </div>
      {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
      {now !== undefined && <Damaged cards={now.damaged} />}
      {now === undefined && wrong.value === undefined && <p class="soft">Opening the notes…</p>}
      {now?.cards.length === 0 && <p class="soft">{deleted.value ? 'No note was deleted.' : 'No notes yet.'}</p>}
      {NOTE_KINDS.map((kind) => {
        const cards = now?.cards.filter((note) => note.kind === kind) ?? [];
        return (
          cards.length > 0 && (
            <div key={kind} class="stack tight">
              <h3>{NOTE_WORDS[kind].one}s</h3>
              <p class="soft">{NOTE_WORDS[kind].hint}</p>
              <ul class="stack tight">
                {cards.map((note) =>
                  deleted.value ? (
                    <li key={note.record} class="row apart">
                      <span>{note.day}</span>
                      <Button onPress={() => void restore(note)}>
                        Restore<span class="only-heard"> the note of {note.day}</span>
                      </Button>
                    </li>
                  ) : (
                    <NoteRow key={note.record} note={note} onOpen={onNote} />
                  ),
                )}
              </ul>
            </div>
          )
        );
      })}
      <CheckField
        label="Show those that were deleted"
        checked={wanted.value}
        onChecked={(shown) => {
          wanted.value = shown;
          // Whatever else is under way: the list follows the box.
          void load(shown).then((code) => (wrong.value = code));
        }}
      />
    </section>
  );
}
