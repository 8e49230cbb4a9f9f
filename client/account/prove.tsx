import { useSignal } from '@preact/signals';
import type { DoorCode } from '#client/store/account.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Field } from '#client/ui/field.tsx';
import { errorWords } from '#client/ui/words.ts';

type Props = { prove: (password: string) => Promise<DoorCode | undefined>; onProven: () => void };

/** Asks for the password once more, before what protects the account is changed. */
export function Prove({ prove, onProven }: Props) {
  const password = useSignal('');
  const busy = useSignal(false);
  const wrong = useSignal<DoorCode | undefined>(undefined);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    wrong.value = await prove(password.value);
    busy.value = false;
    if (wrong.value === undefined) onProven();
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      <p>Some minutes have passed. So that nobody else can do this at your screen, please enter your password once more.</p>
      {wrong.value && (
        <Banner kind="danger">
          {wrong.value === 'wrong_credentials' ? 'This is not the password of this account.' : errorWords(wrong.value)}
        </Banner>
      )}
      <Field
        label="Your password"
        type="password"
        autoComplete="current-password"
        maxLength={1024}
        value={password.value}
        onValue={(text) => (password.value = text)}
      />
      <Button kind="primary" type="submit" wide busy={busy.value}>
        Go on
      </Button>
    </form>
  );
}
