import { useSignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { RecordId } from '#crdt/base/ids.ts';
import { createRecordId } from '#client/room/records.ts';
import type { PatientsStore } from '#client/store/patients.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { Field } from '#client/ui/field.tsx';
import { useAttempt } from '#client/ui/use-attempt.ts';
import { errorWords } from '#client/ui/words.ts';
import type { ErrorCode } from '#server/contract/errors.ts';

type Props = { store: PatientsStore; onMade: (record: RecordId) => void; onClose: () => void };

export function NewPatientDialog({ store, onMade, onClose }: Props) {
  const name = useSignal('');
  const { busy, wrong, attempt } = useAttempt<ErrorCode>();
  // Trying again after an answer was lost makes no second file.
  const [record] = useState(createRecordId);
  const make = (event: Event): void => {
    event.preventDefault();
    void attempt(async () => {
      const made = await store.add({ name: name.value }, record);
      if (made.ok) onMade(made.value);
      return made.ok ? undefined : made.code;
    });
  };
  return (
    <Dialog title="New patient" onClose={onClose}>
      <form class="stack" onSubmit={make}>
        {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
        <Field
          label="Name"
          hint="Sealed in this browser: the server and an admin cannot read it. Everything else can be added afterwards."
          value={name.value}
          onValue={(text) => (name.value = text)}
        />
        <Button kind="primary" type="submit" wide busy={busy.value}>
          {busy.value ? 'Making the file…' : 'Make the file'}
        </Button>
      </form>
    </Dialog>
  );
}
