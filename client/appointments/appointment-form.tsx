import { useSignal } from '@preact/signals';
import type { AppointmentsStore } from '#client/store/appointments.ts';
import type { PatientCard } from '#client/store/patients.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { SelectField } from '#client/ui/select-field.tsx';
import { useAttempt } from '#client/ui/use-attempt.ts';
import { dayAt } from '#client/ui/when.ts';
import { errorWords } from '#client/ui/words.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { wrongOf, type Draft } from './draft.ts';
import { ReminderFields, RepeatFields, WhenFields } from './draft-fields.tsx';

type Props = {
  store: AppointmentsStore;
  patients: readonly PatientCard[];
  begins: Draft;
  /** Whether one may still choose with whom, and how it repeats and reminds: not of a single time of many. */
  whom?: boolean;
  whole?: boolean;
  onSave: (draft: Draft) => Promise<ErrorCode | undefined>;
  /** To cancel it, after a second press. */
  cancel?: { readonly words: string; readonly sure: string; readonly act: () => Promise<ErrorCode | undefined> } | undefined;
  onClose: () => void;
};

export function AppointmentForm({ store, patients, begins, whom = false, whole = true, onSave, cancel, onClose }: Props) {
  const draft = useSignal(begins);
  const shown = useSignal(false);
  const sure = useSignal(false);
  const { busy, wrong, attempt } = useAttempt<ErrorCode>();
  const mistakes = wrongOf(draft.value, dayAt(Date.now()));
  const change = (part: Partial<Draft>): void => void (draft.value = { ...draft.value, ...part });
  const about = patients.find((one) => one.record === draft.value.patient);
  const contact = { email: about?.email ?? '', sms: about?.phone ?? '' };
  const act = (work: () => Promise<ErrorCode | undefined>): void =>
    void attempt(async () => {
      const code = await work();
      if (code === undefined) onClose();
      return code;
    });
  const save = (event: Event): void => {
    event.preventDefault();
    shown.value = true;
    if (Object.keys(mistakes).length === 0) act(() => onSave(draft.value));
  };
  const fields = { draft: draft.value, wrong: shown.value ? mistakes : {}, onChange: change };
  return (
    <form class="stack" onSubmit={save} noValidate>
      {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
      {whom && (
        <SelectField
          label="With whom"
          choices={[['', 'No patient’s file'] as const, ...nameChoices(patients)]}
          value={draft.value.patient}
          onValue={(patient) => change({ patient, channel: '', recipient: '' })}
        />
      )}
      <WhenFields {...fields} />
      {whole && <RepeatFields {...fields} />}
      {whole && <ReminderFields {...fields} channels={store.channels.value} contact={contact} />}
      {whom && <p class="hint">With whom it is stays sealed. The server knows when it is, so that it can remind and fill a calendar.</p>}
      {shown.value && Object.keys(mistakes).length > 0 && <Banner kind="danger">Please look at what is said beside the fields.</Banner>}
      <Button kind="primary" type="submit" wide busy={busy.value}>
        {busy.value ? 'Saving…' : 'Save'}
      </Button>
      {cancel !== undefined && !sure.value && (
        <Button kind="danger" wide onPress={() => (sure.value = true)}>
          {cancel.words}
        </Button>
      )}
      {cancel !== undefined && sure.value && (
        <div class="stack tight" role="group" aria-label={cancel.words}>
          <p role="status">{cancel.sure}</p>
          <div class="row">
            <Button kind="danger" busy={busy.value} onPress={() => act(cancel.act)}>
              Yes, cancel
            </Button>
            <Button onPress={() => (sure.value = false)}>Keep it</Button>
          </div>
        </div>
      )}
    </form>
  );
}

const nameChoices = (patients: readonly PatientCard[]) =>
  patients.filter(({ archived }) => !archived).map(({ record, name }) => [record, name === '' ? 'Without a name' : name] as const);
