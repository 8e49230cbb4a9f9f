/** A list of patients from a CSV file (RFC 4180, read by Papa Parse): the good rows are taken, each bad one is named with its reason. */
import type { ParseResult } from 'papaparse';
import { PATIENT_FIELDS, wrongWith, type PatientFieldName } from './patient-fields.ts';
import type { PatientRow } from '#client/store/patients.ts';

export const IMPORT_BYTES = 5_000_000;
const IMPORT_ROWS = 5000;

/** How dates are written in the list. */
export const DATE_ORDERS = [
  ['ymd', 'Year-month-day, as 2001-12-31'],
  ['mdy', 'Month/day/year, as 12/31/2001'],
  ['dmy', 'Day.month.year, as 31.12.2001'],
] as const;
export type DateOrder = (typeof DATE_ORDERS)[number][0];

export type BadRow = {
  /** As a spreadsheet counts: the headings are row 1. */
  readonly row: number;
  readonly why: string;
};
export type ReadList =
  | { readonly is: 'list'; readonly good: readonly PatientRow[]; readonly bad: readonly BadRow[]; readonly unknown: readonly string[] }
  /** Nothing in it can be taken. */
  | { readonly is: 'no-list'; readonly why: string };

const fieldOf = (heading: string): PatientFieldName | undefined => {
  const sought = heading.trim().toLowerCase();
  const found = PATIENT_FIELDS.find((field) => {
    const others: readonly string[] = 'headings' in field ? field.headings : [];
    return field.name === sought || field.label.toLowerCase() === sought || others.includes(sought);
  });
  return found?.name;
};

/** `parse` is Papa Parse's own; `today` is YYYY-MM-DD. */
export function readPatientList(
  text: string,
  { parse, order, today }: { readonly parse: (text: string) => ParseResult<string[]>; readonly order: DateOrder; readonly today: string },
): ReadList {
  const { data, errors } = parse(text);
  const [headings = [], ...rows] = data;
  const fields = headings.map(fieldOf);
  if (!fields.includes('name')) {
    return { is: 'no-list', why: 'The first row has to name the columns, and one of them has to be “Name”.' };
  }
  if (rows.length > IMPORT_ROWS) return { is: 'no-list', why: `At most ${IMPORT_ROWS} rows are taken at once.` };
  const broken = new Map(errors.flatMap(({ row, message }) => (row === undefined ? [] : [[row, message] as const])));
  const [good, bad]: [PatientRow[], BadRow[]] = [[], []];
  for (const [at, cells] of rows.entries()) {
    const row = at + 2;
    const read: Partial<Record<PatientFieldName, string>> = {};
    for (const [column, field] of fields.entries()) {
      if (field !== undefined) read[field] = fieldText(field, cells[column]?.trim() ?? '', order);
    }
    const wrong = PATIENT_FIELDS.flatMap(({ name, label }) => {
      const why = wrongWith(name, read[name] ?? '', today);
      return why === undefined ? [] : [`${label}: ${why}`];
    });
    const fault = broken.get(at + 1);
    if (fault !== undefined) bad.push({ row, why: `The row is not well formed (${fault}).` });
    else if (wrong.length > 0) bad.push({ row, why: wrong.join(' ') });
    else good.push(read);
  }
  return { is: 'list', good, bad, unknown: headings.filter((heading, at) => fields[at] === undefined && heading.trim() !== '') };
}

const fieldText = (field: PatientFieldName, text: string, order: DateOrder): string => (field === 'born' ? dayIn(text, order) : text);

/** As ISO 8601 spells it; what is of another order stays as it is, and is found wrong. */
function dayIn(text: string, order: DateOrder): string {
  const parts = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(text);
  if (parts === null || order === 'ymd') return text;
  const [, first = '', second = '', year = ''] = parts;
  const [month, day] = order === 'mdy' ? [first, second] : [second, first];
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
