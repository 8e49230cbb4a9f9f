import { Field } from '#client/ui/field.tsx';
import { SelectField } from '#client/ui/select-field.tsx';
import type { Channel } from '#client/store/appointments.ts';
import { HOURS, lengthChoices, zoneChoices, type Draft, type Wrong } from './draft.ts';
import { REPEATS, REPEAT_WORDS, type Repeat } from './rules.ts';

type Props = { draft: Draft; wrong: Wrong; onChange: (change: Partial<Draft>) => void };

/** When it is, and how long it takes. */
export function WhenFields({ draft, wrong, onChange }: Props) {
  return (
    <div class="appointment-fields">
      <Field label="Day" type="date" value={draft.day} wrong={wrong.day} onValue={(day) => onChange({ day })} />
      <Field label="Time" type="time" value={draft.time} wrong={wrong.time} onValue={(time) => onChange({ time })} />
      <SelectField
        label="Length"
        choices={lengthChoices(draft.minutes)}
        value={String(draft.minutes)}
        onValue={(minutes) => onChange({ minutes: Number(minutes) })}
      />
      <SelectField label="Time zone" choices={zoneChoices(draft.zone)} value={draft.zone} onValue={(zone) => onChange({ zone })} />
    </div>
  );
}

const ENDS = [
  ['never', 'goes on'],
  ['after', 'ends after a number of times'],
  ['on', 'ends on a day'],
] as const;

export function RepeatFields({ draft, wrong, onChange }: Props) {
  return (
    <div class="appointment-fields">
      <SelectField
        label="How often"
        choices={REPEATS.map((every) => [every, REPEAT_WORDS[every]] as const)}
        value={draft.every}
        onValue={(every) => onChange({ every: every as Repeat })}
      />
      {draft.every !== 'never' && (
        <SelectField label="Until when" choices={ENDS} value={draft.ends} onValue={(ends) => onChange({ ends: ends as Draft['ends'] })} />
      )}
      {draft.every !== 'never' && draft.ends === 'after' && (
        <Field
          label="How many times"
          inputMode="numeric"
          value={draft.times}
          wrong={wrong.times}
          onValue={(times) => onChange({ times })}
        />
      )}
      {draft.every !== 'never' && draft.ends === 'on' && (
        <Field label="Last day" type="date" value={draft.lastDay} wrong={wrong.lastDay} onValue={(lastDay) => onChange({ lastDay })} />
      )}
    </div>
  );
}

const CHANNEL_WORDS = { email: 'By e-mail', sms: 'By text message' } as const;

type ReminderProps = Props & { channels: readonly Channel[]; contact: Readonly<Record<Channel, string>> };

/** Whom to remind; what the server learns by it is said here. */
export function ReminderFields({ draft, wrong, channels, contact, onChange }: ReminderProps) {
  if (channels.length === 0)
    return <p class="soft">This server sends no reminders: whoever runs it can set up e-mail or text messages for that.</p>;
  const { channel } = draft;
  const choose = (next: string): void => {
    const chosen = channels.find((one) => one === next);
    onChange({ channel: chosen ?? '', ...(chosen === undefined ? {} : { recipient: contact[chosen] }) });
  };
  return (
    <div class="stack tight">
      <div class="appointment-fields">
        <SelectField
          label="Remind the patient"
          choices={[['', 'No'] as const, ...channels.map((one) => [one, CHANNEL_WORDS[one]] as const)]}
          value={channel}
          onValue={choose}
        />
        {channel !== '' && (
          <SelectField
            label="When"
            choices={HOURS.map(([hours, words]) => [String(hours), words] as const)}
            value={String(draft.hours)}
            onValue={(hours) => onChange({ hours: Number(hours) })}
          />
        )}
        {channel !== '' && (
          <Field
            label={channel === 'email' ? 'Their e-mail address' : 'Their phone number'}
            type={channel === 'email' ? 'email' : 'text'}
            value={draft.recipient}
            wrong={wrong.recipient}
            onValue={(recipient) => onChange({ recipient })}
          />
        )}
        {channel !== '' && (
          <SelectField
            label="Their time zone"
            choices={zoneChoices(draft.recipientZone)}
            value={draft.recipientZone}
            onValue={(recipientZone) => onChange({ recipientZone })}
          />
        )}
      </div>
      {channel !== '' && (
        <p class="hint">
          They read “You have an appointment on …” and nothing else. For that the server has to know this{' '}
          {channel === 'email' ? 'address' : 'number'} and the time; whoever carries the message reads it, too. Ask the patient first.
        </p>
      )}
    </div>
  );
}
