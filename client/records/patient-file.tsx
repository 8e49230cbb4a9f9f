import { useSignal } from '@preact/signals';
import type { RecordEditor } from '#client/store/record-editor.ts';
import { Field } from '#client/ui/field.tsx';
import { dayAt } from '#client/ui/when.ts';
import { LongField } from './long-field.tsx';
import { patientField, PATIENT_FIELDS, setPatientField, wrongWith } from './patient-fields.ts';

const LINES = { line: 'text', date: 'date', phone: 'text', email: 'email' } as const;

/** The fields of a file. What cannot be right is said beside it once one has gone on, and kept as it was typed. */
export function PatientFile({ editor }: { editor: RecordEditor }) {
  const left = useSignal<readonly string[]>([]);
  void editor.changes.value;
  const today = dayAt(Date.now());
  return (
    <div class="patient-fields">
      {PATIENT_FIELDS.map((field) => {
        const value = patientField(editor.form, field.name);
        const hint = 'hint' in field ? field.hint : undefined;
        const change = (text: string): void => editor.change((form) => setPatientField(form, field.name, text));
        if (field.kind === 'text') return <LongField key={field.name} label={field.label} hint={hint} value={value} onValue={change} />;
        const wrong = left.value.includes(field.name) ? wrongWith(field.name, value, today) : undefined;
        const leave = (): void => {
          if (!left.value.includes(field.name)) left.value = [...left.value, field.name];
        };
        return (
          <div key={field.name} onFocusOut={leave}>
            <Field
              label={field.label}
              {...(hint === undefined ? {} : { hint })}
              type={LINES[field.kind]}
              required={field.name === 'name'}
              value={value}
              wrong={wrong}
              onValue={change}
            />
          </div>
        );
      })}
    </div>
  );
}
