/** Kinds of notes and the forms that progress notes are written in. */
import type { Form } from '#crdt/docs/form.ts';
import { textOf, valueOf } from '#crdt/docs/form.ts';

/** Psychotherapy notes are kept apart (45 CFR 164.501): a record of their own kind with keys of their own, in no export and no share of the file. */
export const NOTE_KINDS = ['progress-note', 'psychotherapy-note'] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];
export const isNoteKind = (kind: string): kind is NoteKind => NOTE_KINDS.some((one) => one === kind);

export const NOTE_WORDS: Readonly<Record<NoteKind, { readonly one: string; readonly hint: string }>> = {
  'progress-note': { one: 'Progress note', hint: 'Part of the patient’s record.' },
  'psychotherapy-note': {
    one: 'Psychotherapy note',
    hint: 'Your own thoughts about the conversation, kept apart from the record: in no export and no share of the file.',
  },
};

type Section = { readonly name: string; readonly label: string; readonly hint: string };
const section = (name: string, label: string, hint: string): Section => ({ name, label, hint });

/** Texts keep their names when the form is changed, so that nothing written disappears. */
export const NOTE_FORMATS: readonly { readonly name: string; readonly label: string; readonly sections: readonly Section[] }[] = [
  {
    name: 'soap',
    label: 'SOAP',
    sections: [
      section('subjective', 'Subjective', 'What they say: mood, worries, what has happened.'),
      section('objective', 'Objective', 'What you see: how they are, what they drew, how they worked.'),
      section('assessment', 'Assessment', 'What you make of it; progress towards the goals.'),
      section('plan', 'Plan', 'What comes next.'),
    ],
  },
  {
    name: 'dap',
    label: 'DAP',
    sections: [
      section('data', 'Data', 'What was said, seen and made.'),
      section('assessment', 'Assessment', 'What you make of it; progress towards the goals.'),
      section('plan', 'Plan', 'What comes next.'),
    ],
  },
  {
    name: 'birp',
    label: 'BIRP',
    sections: [
      section('behaviour', 'Behaviour', 'How they are and what they say.'),
      section('intervention', 'Intervention', 'What you did, and with which materials.'),
      section('response', 'Response', 'How they took it.'),
      section('plan', 'Plan', 'What comes next.'),
    ],
  },
  { name: 'free', label: 'Free text', sections: [section('free', 'Note', 'In your own words.')] },
];
const FREE = NOTE_FORMATS.at(-1) as (typeof NOTE_FORMATS)[number];

export const formatOf = (form: Form) => NOTE_FORMATS.find(({ name }) => name === valueOf(form, 'format')) ?? FREE;

/** The sections of the chosen form, and every other one in which something stands: a change of the form hides nothing. */
export function sectionsOf(form: Form): readonly Section[] {
  const chosen = formatOf(form).sections;
  const others = NOTE_FORMATS.flatMap(({ sections }) => sections).filter(
    ({ name }, at, all) =>
      all.findIndex((one) => one.name === name) === at && !chosen.some((one) => one.name === name) && textOf(form, name) !== '',
  );
  return [...chosen, ...others];
}

/** The day that the note is of, YYYY-MM-DD; empty where none was set. */
export const dayOf = (form: Form): string => valueOf(form, 'day');

/** The whole note as text, section by section, for comparing two versions. */
export const noteText = (form: Form): string =>
  sectionsOf(form)
    .map(({ name, label }) => `${label}\n${textOf(form, name)}`)
    .join('\n\n');
