import { useSignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { createRecordId } from '#client/room/records.ts';
import type { AppointmentsStore, Meeting } from '#client/store/appointments.ts';
import type { PatientCard } from '#client/store/patients.ts';
import { Dialog } from '#client/ui/dialog.tsx';
import { SelectField } from '#client/ui/select-field.tsx';
import { dayAndTime } from '#client/ui/when.ts';
import { AppointmentForm } from './appointment-form.tsx';
import { draftOf, planFrom, remindingFrom } from './draft.ts';
import { inZone, wallOf } from './occurrences.ts';
import { setMoved, setPlan, setReminding, setSkipped } from './plan.ts';
import { endedBefore, restOf } from './rules.ts';

type Props = { store: AppointmentsStore; patients: readonly PatientCard[]; meeting: Meeting; of: string; onClose: () => void };

const SCOPES = [
  ['one', 'Only this time'],
  ['following', 'This time and all later ones'],
  ['all', 'All times'],
] as const;
type Scope = (typeof SCOPES)[number][0];

/** What may be done with one time of an appointment: moved or cancelled, alone, with those that follow, or with all. */
export function ChangeDialog({ store, patients, meeting, of, onClose }: Props) {
  const { card, original, startsAt } = meeting;
  const { plan } = card;
  const scope = useSignal<Scope>(plan.rule === '' ? 'all' : 'one');
  const common = { key: scope.value, store, patients, onClose };
  return (
    <Dialog title={`${of}, ${dayAndTime(startsAt)}`} onClose={onClose}>
      <div class="stack">
        {plan.rule !== '' && (
          <SelectField
            label="What to change"
            choices={original === plan.start ? SCOPES.filter(([one]) => one !== 'following') : SCOPES}
            value={scope.value}
            onValue={(chosen) => (scope.value = SCOPES.find(([one]) => one === chosen)?.[0] ?? 'one')}
          />
        )}
        {scope.value === 'one' && <OneTime {...common} meeting={meeting} />}
        {scope.value === 'following' && <Following {...common} meeting={meeting} />}
        {scope.value === 'all' && <AllTimes {...common} meeting={meeting} />}
      </div>
    </Dialog>
  );
}

type PartProps = Omit<Props, 'of'>;

function OneTime({ meeting: { card, original, startsAt, minutes }, store, ...props }: PartProps) {
  const { plan, record } = card;
  const [begins] = useState(() => draftOf({ ...plan, start: wallOf(startsAt, plan.zone), minutes, rule: '' }, undefined, ''));
  return (
    <AppointmentForm
      {...props}
      store={store}
      begins={begins}
      whole={false}
      // By the clock of another zone it is another time of that of the appointment.
      onSave={(draft) => {
        const moved = planFrom(draft);
        return store.change(record, (form) => setMoved(form, original, { start: inZone(moved, plan.zone), minutes: moved.minutes }));
      }}
      cancel={{
        words: 'Cancel this time',
        sure: 'This one time is taken out. All others stay, and nobody is reminded of it.',
        act: () => store.change(record, (form) => setSkipped(form, original, true)),
      }}
    />
  );
}

function Following({ meeting: { card, original }, store, ...props }: PartProps) {
  const { plan, reminding, record, patient } = card;
  const [following] = useState(createRecordId);
  const [begins] = useState(() => draftOf({ ...plan, start: original, rule: restOf(plan, original) }, reminding, patient ?? ''));
  const end = () => store.change(record, (form) => setPlan(form, { ...plan, rule: endedBefore(plan.rule, original, plan.zone) }));
  return (
    <AppointmentForm
      {...props}
      store={store}
      begins={begins}
      // What follows becomes an appointment of its own, first: failing in between there is one too many, which is seen, and not one too few.
      onSave={async (draft) => {
        const made = { patient, plan: planFrom(draft), reminding: remindingFrom(draft) };
        return (await store.add(made, following)) ?? (await end());
      }}
      cancel={{ words: 'Cancel this and all later ones', sure: 'It ends before this time. What was before stays.', act: end }}
    />
  );
}

function AllTimes({ meeting: { card }, store, ...props }: PartProps) {
  const { plan, reminding, record, patient } = card;
  const [begins] = useState(() => draftOf(plan, reminding, patient ?? ''));
  const repeats = plan.rule !== '';
  return (
    <AppointmentForm
      {...props}
      store={store}
      begins={begins}
      onSave={(draft) =>
        store.change(record, (form) => {
          setPlan(form, planFrom(draft));
          setReminding(form, remindingFrom(draft));
        })
      }
      cancel={{
        words: repeats ? 'Cancel all times' : 'Cancel the appointment',
        sure: 'It leaves the list, and nobody is reminded of it. Under “Cancelled appointments” it can be brought back.',
        act: () => store.remove(record),
      }}
    />
  );
}
