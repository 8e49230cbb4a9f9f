/** A therapist's patients and notes, opened in this browser: what the lists show, and what is searched. */
import { signal, type ReadonlySignal } from '@preact/signals';
import type { RecordId, RoomId } from '#crdt/base/ids.ts';
import type { Result } from '#crdt/base/result.ts';
import { createForm, encodeForm, readForm, setValue, valueOf, type Form } from '#crdt/docs/form.ts';
import { readOne, type OpenRecord, type RecordsAsked } from '#client/room/record-reading.ts';
import { createRecord, deleteRecord, restoreRecord, saveVersion } from '#client/room/records.ts';
import type { Session } from '#client/room/session.ts';
import { dayOf, NOTE_KINDS, type NoteKind } from '#client/records/note-kinds.ts';
import {
  addRoom,
  isArchived,
  patientField,
  PATIENT_FIELDS,
  roomsOf,
  setPatientField,
  type PatientFieldName,
} from '#client/records/patient-fields.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { listCards, type DamagedCard, type Listed } from './record-cards.ts';

export type PatientCard = {
  readonly record: RecordId;
  readonly name: string;
  readonly called: string;
  /** YYYY-MM-DD, or empty. */
  readonly born: string;
  readonly archived: boolean;
  readonly email: string;
  readonly phone: string;
  /** All that is searched, in lower case. */
  readonly words: string;
  /** The sessions that are theirs. */
  readonly rooms: readonly string[];
};
export type NoteCard = {
  readonly record: RecordId;
  readonly kind: NoteKind;
  readonly patient: RecordId | undefined;
  /** YYYY-MM-DD, or empty. */
  readonly day: string;
  readonly signed: boolean;
  readonly changedAt: number;
};
export type PatientRow = Readonly<Partial<Record<PatientFieldName, string>>>;

export type PatientsStore = {
  /** Undefined until they were asked for once. By name. */
  readonly patients: ReadonlySignal<Listed<PatientCard> | undefined>;
  /** Notes that are not signed yet, of all patients. */
  readonly unsigned: ReadonlySignal<Listed<NoteCard> | undefined>;
  readonly wrong: ReadonlySignal<ErrorCode | undefined>;
  /** Patients, and what waits to be signed. */
  refresh(): Promise<void>;
  /** Patients alone. */
  refreshPatients(): Promise<void>;
  /** What was deleted and can be restored. */
  deletedPatients(): Promise<Result<Listed<PatientCard>, ErrorCode>>;
  notesOf(patient: RecordId, deleted?: boolean): Promise<Result<Listed<NoteCard>, ErrorCode>>;
  /** A new file; the same `record` again makes no second one. */
  add(row: PatientRow, record?: RecordId): Promise<Result<RecordId, ErrorCode>>;
  /** Writes into the file that this session is theirs. */
  linkRoom(patient: RecordId, room: RoomId): Promise<ErrorCode | undefined>;
  addNote(patient: RecordId, kind: NoteKind, day: string): Promise<Result<RecordId, ErrorCode>>;
  remove(record: RecordId): Promise<ErrorCode | undefined>;
  restore(record: RecordId): Promise<ErrorCode | undefined>;
};

export function createPatientsStore(session: Session): PatientsStore {
  const patients = signal<Listed<PatientCard> | undefined>(undefined);
  const unsigned = signal<Listed<NoteCard> | undefined>(undefined);
  const wrong = signal<ErrorCode | undefined>(undefined);

  async function notes(asked: Omit<RecordsAsked, 'kind'>): Promise<Result<Listed<NoteCard>, ErrorCode>> {
    const [cards, damaged]: [NoteCard[], DamagedCard[]] = [[], []];
    for (const kind of NOTE_KINDS) {
      const listed = await listCards(session, { ...asked, kind }, (record, form) => noteCard(record, form, kind));
      if (!listed.ok) return listed;
      cards.push(...listed.value.cards);
      damaged.push(...listed.value.damaged);
    }
    // The newest day first; of one day the one that was changed last.
    cards.sort((a, b) => b.day.localeCompare(a.day) || b.changedAt - a.changedAt);
    return { ok: true, value: { cards, damaged } };
  }
  const readPatients = async (deleted: boolean) => {
    const listed = await listCards(session, { kind: 'patient', deleted }, patientCard);
    if (!listed.ok) return listed;
    const cards = listed.value.cards.toSorted((a, b) => a.name.localeCompare(b.name));
    return { ok: true, value: { ...listed.value, cards } } as const;
  };
  const done = async (act: Promise<Result<unknown, ErrorCode>>): Promise<ErrorCode | undefined> => {
    const acted = await act;
    return acted.ok ? undefined : acted.code;
  };

  return {
    patients,
    unsigned,
    wrong,
    async refresh() {
      const [people, open] = await Promise.all([readPatients(false), notes({ unsigned: true })]);
      if (people.ok) patients.value = people.value;
      if (open.ok) unsigned.value = open.value;
      wrong.value = people.ok ? (open.ok ? undefined : open.code) : people.code;
    },
    async refreshPatients() {
      const people = await readPatients(false);
      if (people.ok) patients.value = people.value;
      wrong.value = people.ok ? undefined : people.code;
    },
    deletedPatients: () => readPatients(true),
    notesOf: (patient, deleted = false) => notes({ subject: patient, deleted }),
    async add(row, record) {
      const form = createForm();
      for (const { name } of PATIENT_FIELDS) setPatientField(form, name, row[name]?.trim() ?? '');
      const made = await createRecord(session, { kind: 'patient', content: encodeForm(form), record });
      form.destroy();
      return made.ok ? { ok: true, value: made.value.record } : made;
    },
    async linkRoom(patient, room) {
      const read = await readOne(session, patient);
      if (!read.ok) return read.code;
      const form = read.value.is === 'open' ? readForm(read.value.content) : undefined;
      if (form === undefined || read.value.is !== 'open') return 'not_found';
      addRoom(form, room);
      const saved = await saveVersion(session, read.value, encodeForm(form));
      form.destroy();
      return saved.ok ? undefined : saved.code;
    },
    async addNote(patient, kind, day) {
      const form = createForm();
      setValue(form, 'day', day);
      setValue(form, 'format', kind === 'progress-note' ? 'soap' : 'free');
      const made = await createRecord(session, { kind, subject: patient, content: encodeForm(form) });
      form.destroy();
      return made.ok ? { ok: true, value: made.value.record } : made;
    },
    remove: (record) => done(deleteRecord(session, record)),
    restore: (record) => done(restoreRecord(session, record)),
  };
}

const CARD_VALUES = ['name', 'called', 'born', 'email', 'phone'] as const;

function patientCard({ record }: OpenRecord, form: Form): PatientCard {
  const words = PATIENT_FIELDS.map(({ name }) => patientField(form, name)).join('\n');
  const [name = '', called = '', born = '', email = '', phone = ''] = CARD_VALUES.map((value) => valueOf(form, value));
  const values = { name, called, born, email, phone };
  return { record, ...values, archived: isArchived(form), words: words.toLowerCase(), rooms: roomsOf(form) };
}

const noteCard = ({ record, place, head, changedAt }: OpenRecord, form: Form, kind: NoteKind): NoteCard => ({
  record,
  kind,
  patient: place.subject,
  day: dayOf(form),
  signed: head.closed,
  changedAt,
});

/** Whose file holds each of the words, in any order; all where nothing is sought. */
export function findPatients(cards: readonly PatientCard[], sought: string, archived: boolean): readonly PatientCard[] {
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  return cards.filter((card) => card.archived === archived && words.every((word) => card.words.includes(word)));
}
