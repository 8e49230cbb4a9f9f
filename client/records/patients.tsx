import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RecordId } from '#crdt/base/ids.ts';
import { findPatients, type PatientCard, type PatientsStore } from '#client/store/patients.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { CheckField, Field } from '#client/ui/field.tsx';
import { Icon } from '#client/ui/icons.tsx';
import { errorWords } from '#client/ui/words.ts';
import { dayWords } from '#client/ui/when.ts';
import { Damaged } from './damaged.tsx';
import { DeletedPatients } from './deleted-patients.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { NewPatientDialog } from './new-patient-dialog.tsx';
import { NoteRow } from './note-row.tsx';

/** So many are drawn at once: a list of a thousand is searched, not read. */
const SHOWN = 100;

type Props = { store: PatientsStore; onPatient: (record: RecordId) => void; onNote: (record: RecordId) => void };

/** The patients' files, found by any word in them, and what waits to be signed. */
export function Patients({ store, onPatient, onNote }: Props) {
  const sought = useSignal('');
  const archived = useSignal(false);
  const dialog = useSignal<'new' | 'import' | 'deleted' | undefined>(undefined);
  useEffect(() => void store.refresh(), [store]);
  const all = store.patients.value;
  const found = all && findPatients(all.cards, sought.value, archived.value);
  const nameOf = (record: RecordId | undefined): string => all?.cards.find((card) => card.record === record)?.name ?? 'a patient';
  const unsigned = store.unsigned.value;
  const close = (): void => {
    dialog.value = undefined;
    void store.refresh();
  };
  return (
    <>
      <div class="row apart">
        <h1>Patients</h1>
        <div class="row">
          <Button onPress={() => (dialog.value = 'import')}>Import a list</Button>
          <Button kind="primary" onPress={() => (dialog.value = 'new')}>
            <Icon name="plus" />
            New patient
          </Button>
        </div>
      </div>
      {store.wrong.value && <Banner kind="danger">{errorWords(store.wrong.value)}</Banner>}
      {unsigned !== undefined && unsigned.cards.length + unsigned.damaged.length > 0 && (
        <section class="stack tight" aria-labelledby="unsigned-notes">
          <h2 id="unsigned-notes">Not signed yet</h2>
          <Damaged cards={unsigned.damaged} />
          <ul class="stack tight">
            {unsigned.cards.slice(0, SHOWN).map((note) => (
              <NoteRow key={note.record} note={note} of={nameOf(note.patient)} onOpen={onNote} />
            ))}
          </ul>
        </section>
      )}
      <section class="stack" aria-labelledby="all-patients">
        <h2 id="all-patients">{archived.value ? 'Archived' : 'All patients'}</h2>
        {all !== undefined && all.cards.length > 0 && (
          <div class="patients-find">
            <Field
              label="Find"
              hint="By name, or any word in the file. The search never leaves this browser."
              required={false}
              value={sought.value}
              onValue={(text) => (sought.value = text)}
            />
            <CheckField label="Show those in the archive" checked={archived.value} onChecked={(shown) => (archived.value = shown)} />
          </div>
        )}
        {all === undefined && store.wrong.value === undefined && <p class="soft">Opening the files…</p>}
        {all !== undefined && <Damaged cards={all.damaged} />}
        {all?.cards.length === 0 && (
          <div class="card stack tight">
            <h3>No patients yet</h3>
            <p class="soft">
              A file holds what you want to know about somebody: how to reach them, their goals, your notes. It is sealed: nobody but you
              reads it.
            </p>
          </div>
        )}
        <p class="soft" role="status">
          {found !== undefined && all !== undefined && all.cards.length > 0 && foundWords(found.length)}
        </p>
        {found !== undefined && (
          <ul class="stack tight">
            {found.slice(0, SHOWN).map((card) => (
              <PatientRow key={card.record} card={card} onOpen={onPatient} />
            ))}
          </ul>
        )}
        <div>
          <Button kind="plain" onPress={() => (dialog.value = 'deleted')}>
            Deleted files
          </Button>
        </div>
      </section>
      {dialog.value === 'new' && <NewPatientDialog store={store} onMade={onPatient} onClose={close} />}
      {dialog.value === 'import' && <ImportDialog store={store} onClose={close} />}
      {dialog.value === 'deleted' && <DeletedPatients store={store} onClose={close} />}
    </>
  );
}

const foundWords = (count: number): string =>
  count > SHOWN ? `${count} files; the first ${SHOWN} are shown. Search to find others.` : count === 1 ? '1 file' : `${count} files`;

function PatientRow({ card, onOpen }: { card: PatientCard; onOpen: (record: RecordId) => void }) {
  const name = card.name === '' ? 'Without a name' : card.name;
  return (
    <li class="card row apart">
      <div class="room-words">
        <h3>{name}</h3>
        <p class="soft">
          {[card.called !== '' && `called ${card.called}`, card.born !== '' && `born ${dayWords(card.born)}`].filter(Boolean).join(', ')}
        </p>
      </div>
      <Button onPress={() => onOpen(card.record)}>
        Open<span class="only-heard"> the file of {name}</span>
      </Button>
    </li>
  );
}
