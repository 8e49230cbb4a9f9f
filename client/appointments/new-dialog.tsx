import { useState } from 'preact/hooks';
import { isUuid, type RecordId } from '#crdt/base/ids.ts';
import { createRecordId } from '#client/room/records.ts';
import type { AppointmentsStore } from '#client/store/appointments.ts';
import type { PatientCard } from '#client/store/patients.ts';
import { Dialog } from '#client/ui/dialog.tsx';
import { AppointmentForm } from './appointment-form.tsx';
import { draftOf, ownZone, planFrom, remindingFrom } from './draft.ts';
import { nextHour } from './rules.ts';

type Props = { store: AppointmentsStore; patients: readonly PatientCard[]; patient?: RecordId; onClose: () => void };

export function NewAppointmentDialog({ store, patients, patient, onClose }: Props) {
  // Trying again after an answer was lost makes no second one.
  const [record] = useState(createRecordId);
  const zone = ownZone();
  const [begins] = useState(() => draftOf({ start: nextHour(Date.now(), zone), zone, minutes: 50, rule: '' }, undefined, patient ?? ''));
  return (
    <Dialog title="New appointment" onClose={onClose}>
      <AppointmentForm
        store={store}
        patients={patients}
        begins={begins}
        whom
        onSave={(draft) => {
          const chosen = isUuid(draft.patient) ? (draft.patient as RecordId) : undefined;
          return store.add({ patient: chosen, plan: planFrom(draft), reminding: remindingFrom(draft) }, record);
        }}
        onClose={onClose}
      />
    </Dialog>
  );
}
