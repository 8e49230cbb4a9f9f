import { useSignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { Clock } from '#crdt/base/clock.ts';
import type { PeopleCode } from '#client/room/people.ts';
import { createRecordId } from '#client/room/records.ts';
import type { Session } from '#client/room/session.ts';
import { confirmedPeople, giveCopy, type CopySource, type Person } from '#client/store/shares.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { Field } from '#client/ui/field.tsx';
import { endOfDay } from '#client/ui/days.ts';
import { peopleWords } from '#client/ui/keys-words.ts';
import { SelectField } from '#client/ui/select-field.tsx';
import { useAttempt } from '#client/ui/use-attempt.ts';
import type { ShareBasis } from '#server/contract/http-sharing.ts';
import { BASIS_CHOICES } from './basis-words.ts';

type Props = {
  session: Session;
  clock: Clock;
  source: CopySource;
  /** What it is, in a sentence: "The picture with its title and day". */
  words: string;
  onClose: () => void;
};

/** A copy for somebody whose keys are confirmed: to whom, on what ground, until when. */
export function GiveCopy({ session, clock, source, words, onClose }: Props) {
  const people = useSignal<readonly Person[] | undefined>(undefined);
  const chosen = useSignal('');
  const basis = useSignal<ShareBasis>('asked');
  const last = useSignal('');
  const missing = useSignal(false);
  const given = useSignal<string | undefined>(undefined);
  const { busy, wrong, attempt } = useAttempt<PeopleCode>();
  const [copy] = useState(createRecordId);
  useEffect(
    () =>
      void attempt(async () => {
        const found = await confirmedPeople(session);
        if (!found.ok) return found.code;
        people.value = found.value;
        return undefined;
      }),
    [session],
  );
  const until = endOfDay(last.value);
  const isPast = until !== undefined && until <= clock.now();
  const give = (event: Event): void => {
    event.preventDefault();
    const person = people.value?.find(({ account }) => account === chosen.value);
    missing.value = person === undefined;
    if (person === undefined || isPast) return;
    void attempt(async () => {
      const done = await giveCopy(session, { source, person, basis: basis.value, until, copy });
      if (done.ok) given.value = person.name;
      return done.ok ? undefined : done.code;
    });
  };
  return (
    <Dialog title="Give a copy" onClose={onClose}>
      {wrong.value && <Banner kind="danger">{peopleWords(wrong.value)}</Banner>}
      {people.value === undefined && wrong.value === undefined && <p class="soft">Looking up whom you know…</p>}
      {people.value?.length === 0 && <Nobody />}
      {given.value !== undefined && (
        <div class="stack">
          <Banner>{given.value} can look at it now. In the patient’s file, under “Given to others”, you can take it back.</Banner>
          <Button kind="primary" wide onPress={onClose}>
            Done
          </Button>
        </div>
      )}
      {given.value === undefined && people.value !== undefined && people.value.length > 0 && (
        <form class="stack" onSubmit={give}>
          <p>{words} What you add later stays with you.</p>
          <SelectField
            label="For whom"
            choices={[['', 'Choose somebody'], ...people.value.map(({ account, name }) => [account, name] as const)]}
            value={chosen.value}
            onValue={(value) => {
              chosen.value = value;
              missing.value = false;
            }}
          />
          {missing.value && <Banner kind="danger">Choose for whom it is.</Banner>}
          <SelectField
            label="Why"
            choices={BASIS_CHOICES}
            value={basis.value}
            onValue={(value) => (basis.value = BASIS_CHOICES.find(([name]) => name === value)?.[0] ?? 'asked')}
          />
          <Field
            label="Last day"
            hint="Afterwards it is no longer shown to them. Empty: until you take it back."
            type="date"
            required={false}
            value={last.value}
            wrong={isPast ? 'This day is over.' : undefined}
            onValue={(value) => (last.value = value)}
          />
          <p class="soft">Who has looked at something cannot unsee it, or may have kept it. It is written into the audit log.</p>
          <Button kind="primary" type="submit" wide busy={busy.value}>
            {busy.value ? 'Giving…' : 'Give them the copy'}
          </Button>
        </form>
      )}
    </Dialog>
  );
}

const Nobody = () => (
  <p>
    There is nobody yet whose keys you confirmed. A patient with an account of their own is confirmed in a session, when you read the safety
    words to each other; a colleague under “Account”, by comparing words.
  </p>
);
