/** What a patient's file holds: one table for the form, the list, the search and the import. */
import type { Form } from '#crdt/docs/form.ts';
import { setText, setValue, textOf, valueNames, valueOf } from '#crdt/docs/form.ts';
import { email } from '#server/contract/account-shapes.ts';

/** A short one is a value of the form, a long one a text that two windows may write at once. */
type PatientField = {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly kind: 'line' | 'date' | 'phone' | 'email' | 'text';
  /** Headings of an imported list that mean this, in lower case; besides the label. */
  readonly headings?: readonly string[];
};

export const PATIENT_FIELDS = [
  { name: 'name', label: 'Name', kind: 'line', headings: ['full name', 'patient', 'client'] },
  { name: 'called', label: 'Called', hint: 'How you say it, where that is another name.', kind: 'line', headings: ['preferred name'] },
  { name: 'born', label: 'Date of birth', kind: 'date', headings: ['dob', 'birth date', 'birthdate', 'born', 'birthday'] },
  {
    name: 'phone',
    label: 'Phone',
    hint: 'With the country’s number, for instance +1 555 010 0199.',
    kind: 'phone',
    headings: ['telephone', 'mobile'],
  },
  { name: 'email', label: 'E-mail', kind: 'email', headings: ['email', 'e-mail address', 'email address', 'mail'] },
  { name: 'address', label: 'Address', kind: 'text' },
  { name: 'emergency', label: 'In an emergency', hint: 'Whom to call, and their number.', kind: 'text', headings: ['emergency contact'] },
  { name: 'guardians', label: 'Parents or guardians', kind: 'text', headings: ['guardian', 'parent', 'parents'] },
  { name: 'goals', label: 'Goals', kind: 'text' },
  { name: 'remarks', label: 'Anything else', kind: 'text', headings: ['notes', 'comments'] },
] as const satisfies readonly PatientField[];
export type PatientFieldName = (typeof PATIENT_FIELDS)[number]['name'];

const kindOf = (name: PatientFieldName): PatientField['kind'] => PATIENT_FIELDS.find((field) => field.name === name)?.kind ?? 'line';

export const patientField = (form: Form, name: PatientFieldName): string =>
  kindOf(name) === 'text' ? textOf(form, name) : valueOf(form, name);
export function setPatientField(form: Form, name: PatientFieldName, value: string): void {
  if (kindOf(name) === 'text') setText(form, name, value);
  else setValue(form, name, value);
}

export const isArchived = (form: Form): boolean => valueOf(form, 'archived') === 'yes';
export const setArchived = (form: Form, archived: boolean): void => setValue(form, 'archived', archived ? 'yes' : '');

const ROOM = 'room/';
/** The sessions that are this patient's: known to the file alone. */
export const roomsOf = (form: Form): string[] => valueNames(form, ROOM).map((name) => name.slice(ROOM.length));
export const addRoom = (form: Form, room: string): void => setValue(form, ROOM + room, 'yes');

/**
 * Why a field cannot be right, in words beside it; undefined where nothing is wrong. What was typed is kept either way. Phone numbers after
 * E.164 (ITU-T): up to 15 digits with the country's before them; dates as ISO 8601 spells them.
 */
export function wrongWith(name: PatientFieldName, value: string, today: string): string | undefined {
  const typed = value.trim();
  if (name === 'name') return typed === '' ? 'Every file needs a name to find it by.' : undefined;
  if (typed === '') return undefined;
  switch (kindOf(name)) {
    case 'date':
      if (!isDay(typed)) return 'This is no day of the calendar.';
      return typed > today || typed < '1880' ? 'This day cannot be a day of birth.' : undefined;
    case 'phone':
      return /^\+[1-9]\d{6,14}$/.test(typed.replaceAll(/[\s().-]/g, ''))
        ? undefined
        : 'A number with + and the country’s number before it, at most 15 digits.';
    case 'email':
      return email.safeParse(typed).success ? undefined : 'This is no e-mail address.';
    case 'line':
    case 'text':
      return undefined;
  }
}

/** Whether `text` is YYYY-MM-DD and a day that exists. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
