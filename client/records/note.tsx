import { useSignal } from '@preact/signals';
import type { Clock } from '#crdt/base/clock.ts';
import type { RecordId } from '#crdt/base/ids.ts';
import { setText, setValue, textOf, valueOf } from '#crdt/docs/form.ts';
import type { Session } from '#client/room/session.ts';
import type { PatientsStore } from '#client/store/patients.ts';
import type { RecordEditor } from '#client/store/record-editor.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Field } from '#client/ui/field.tsx';
import { SelectField } from '#client/ui/select-field.tsx';
import { dayWords } from '#client/ui/when.ts';
import { Addenda } from './addenda.tsx';
import { noteSource } from './copy-sources.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { GiveCopy } from './give-copy.tsx';
import { LongField } from './long-field.tsx';
import { dayOf, formatOf, isNoteKind, NOTE_FORMATS, NOTE_WORDS, sectionsOf } from './note-kinds.ts';
import { SavedWords } from './saved-words.tsx';
import { SignDialog } from './sign-dialog.tsx';
import { Versions } from './versions.tsx';
import { WithRecord } from './with-record.tsx';

type Props = {
  session: Session;
  clock: Clock;
  store: PatientsStore;
  record: RecordId;
  onPatient: (record: RecordId) => void;
  onList: () => void;
};

/** One note: written until it is signed, read afterwards; every state that was kept can be looked at again. */
export function Note({ session, clock, store, record, onPatient, onList }: Props) {
  return (
    <WithRecord key={record} session={session} clock={clock} record={record}>
      {(editor) => <OpenNote session={session} clock={clock} store={store} editor={editor} onPatient={onPatient} onList={onList} />}
    </WithRecord>
  );
}

type OpenProps = Pick<Props, 'session' | 'clock' | 'store' | 'onPatient' | 'onList'> & { editor: RecordEditor };

function OpenNote({ session, clock, store, editor, onPatient, onList }: OpenProps) {
  const dialog = useSignal<'sign' | 'delete' | 'give' | undefined>(undefined);
  void editor.changes.value;
  const { place, head } = editor.record.value;
  if (!isNoteKind(place.kind)) return <Banner kind="danger">This is no note.</Banner>;
  const back = (): void => (place.subject === undefined ? onList() : onPatient(place.subject));
  const remove = async () => {
    if (!(await editor.flush())) return 'not_ready';
    const wrong = await store.remove(place.record);
    if (wrong === undefined) back();
    return wrong;
  };
  const day = dayOf(editor.form);
  return (
    <>
      <div>
        <Button kind="plain" onPress={back}>
          Back to the patient
        </Button>
      </div>
      <div>
        <h1>
          {NOTE_WORDS[place.kind].one}
          {day !== '' && ` of ${dayWords(day)}`}
        </h1>
        <p class="soft">{NOTE_WORDS[place.kind].hint}</p>
      </div>
      {head.closed ? <SignedNote editor={editor} /> : <NoteForm editor={editor} />}
      {head.closed && <Addenda session={session} note={place} />}
      <Versions session={session} editor={editor} />
      <div class="row">
        {!head.closed && (
          <Button kind="primary" onPress={() => (dialog.value = 'sign')}>
            Sign it
          </Button>
        )}
        {head.closed && place.kind === 'progress-note' && <Button onPress={() => (dialog.value = 'give')}>Give a copy</Button>}
        <Button kind="danger" onPress={() => (dialog.value = 'delete')}>
          Delete the note
        </Button>
      </div>
      {dialog.value === 'sign' && <SignDialog editor={editor} onClose={() => (dialog.value = undefined)} />}
      {dialog.value === 'give' && place.subject !== undefined && (
        <GiveCopy
          session={session}
          clock={clock}
          source={noteSource(session, place.subject, place.record)}
          words="They get the note as you signed it, with what you added to it."
          onClose={() => (dialog.value = undefined)}
        />
      )}
      {dialog.value === 'delete' && (
        <DeleteDialog
          title="Delete this note?"
          words="It leaves the list. Nothing of it is lost: among the patient’s deleted notes it can be restored as it was, with all its versions."
          onDelete={remove}
          onClose={() => (dialog.value = undefined)}
        />
      )}
    </>
  );
}

/** The note while it is written. */
export function NoteForm({ editor }: { editor: RecordEditor }) {
  void editor.changes.value;
  const { form } = editor;
  return (
    <div class="card stack">
      <SavedWords editor={editor} />
      <div class="note-head">
        <Field
          label="Day"
          type="date"
          required={false}
          value={valueOf(form, 'day')}
          onValue={(value) => editor.change(() => setValue(form, 'day', value))}
        />
        <SelectField
          label="Form"
          choices={NOTE_FORMATS.map(({ name, label }) => [name, label] as const)}
          value={formatOf(form).name}
          onValue={(value) => editor.change(() => setValue(form, 'format', value))}
        />
      </div>
      {sectionsOf(form).map(({ name, label, hint }) => (
        <LongField
          key={name}
          label={label}
          hint={hint}
          rows={5}
          value={textOf(form, name)}
          onValue={(text) => editor.change(() => setText(form, name, text))}
        />
      ))}
    </div>
  );
}

function SignedNote({ editor }: { editor: RecordEditor }) {
  return (
    <div class="card stack">
      <SavedWords editor={editor} />
      {sectionsOf(editor.form).map(({ name, label }) => (
        <section key={name} class="stack tight">
          <h2>{label}</h2>
          <p class="note-text">{textOf(editor.form, name)}</p>
        </section>
      ))}
    </div>
  );
}
