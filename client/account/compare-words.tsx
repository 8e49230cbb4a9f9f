import { useSignal } from '@preact/signals';
import type { Session } from '#client/room/session.ts';
import { confirmColleague, findColleague, type Colleague, type PeopleCode } from '#client/room/people.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Field } from '#client/ui/field.tsx';
import { peopleWords } from '#client/ui/keys-words.ts';

type Props = {
  session: Session;
  /** Whom to compare with; undefined: they are found by their address first. */
  colleague: Colleague | undefined;
  onDone: () => void;
  /** Instead of `onDone`, once they are confirmed; called at once for somebody who is. */
  onConfirmed?: (colleague: Colleague) => void;
};

/** Two colleagues see the same eight words when nobody put other keys between them; whoever presses "the same" pins those keys. */
export function CompareWords({ session, colleague, onDone, onConfirmed }: Props) {
  const found = useSignal(colleague);
  const email = useSignal('');
  const busy = useSignal(false);
  const differ = useSignal(false);
  const wrong = useSignal<PeopleCode | undefined>(undefined);
  const doing = async (work: () => Promise<PeopleCode | undefined>): Promise<void> => {
    busy.value = true;
    wrong.value = await work();
    busy.value = false;
  };
  const find = (event: Event): void => {
    event.preventDefault();
    if (busy.value) return;
    void doing(async () => {
      const result = await findColleague(session, email.value.trim());
      if (result.ok && result.value.keys.standing === 'confirmed' && onConfirmed) onConfirmed(result.value);
      else if (result.ok) found.value = result.value;
      return result.ok ? undefined : result.code;
    });
  };
  const confirm = (one: Colleague) =>
    doing(async () => {
      const result = await confirmColleague(session, one, Date.now());
      if (result.ok) (onConfirmed ?? onDone)(one);
      return result.ok ? undefined : result.code;
    });
  const one = found.value;
  if (differ.value) {
    return (
      <div class="stack">
        <Banner kind="danger">
          <strong>Do not share anything with this colleague through Holdspace now.</strong> Somebody may have put other keys between you.
          First make sure that both of you compared with each other’s right address; then tell whoever runs the server.
        </Banner>
        <div>
          <Button onPress={onDone}>Close</Button>
        </div>
      </div>
    );
  }
  if (one === undefined) {
    return (
      <form class="stack" onSubmit={find}>
        <p>You both need a moment: beside each other, or on the telephone. Your colleague does the same on their account page.</p>
        <Field label="Your colleague’s e-mail" type="email" value={email.value} onValue={(value) => (email.value = value)} />
        {wrong.value && <Banner kind="danger">{wrong.value === 'not_found' ? NOBODY : peopleWords(wrong.value)}</Banner>}
        <div>
          <Button kind="primary" type="submit" busy={busy.value}>
            Show the words
          </Button>
        </div>
      </form>
    );
  }
  return (
    <div class="stack">
      <p>
        Read these words to <strong>{one.name}</strong>, who sees the same ones on their own screen after entering your e-mail.
      </p>
      <ol class="account-words">
        {one.words.map((word, place) => (
          <li key={place}>{word}</li>
        ))}
      </ol>
      {wrong.value && <Banner kind="danger">{peopleWords(wrong.value)}</Banner>}
      <div class="row">
        <Button kind="primary" busy={busy.value} onPress={() => void confirm(one)}>
          They are the same
        </Button>
        <Button onPress={() => (differ.value = true)}>They differ</Button>
      </div>
    </div>
  );
}

const NOBODY = 'No therapist of this practice has an account with this e-mail.';
