import { useSignal } from '@preact/signals';
import type { PasskeyCode } from '#client/store/account.ts';
import type { EnrolDoor } from '#client/store/enrol.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Field } from '#client/ui/field.tsx';
import { errorWords } from '#client/ui/words.ts';

type Props = {
  door: Pick<EnrolDoor, 'prove' | 'provePasskey'>;
  /** The account has a passkey to prove by. */
  passkey?: boolean;
  onProven: () => void;
};

/** Asks for the password once more, before what protects the account is changed. */
export function Prove({ door, passkey = false, onProven }: Props) {
  const password = useSignal('');
  const busy = useSignal(false);
  const wrong = useSignal<PasskeyCode | undefined>(undefined);
  const show = async (shown: () => Promise<PasskeyCode | undefined>): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    wrong.value = await shown();
    busy.value = false;
    if (wrong.value === undefined) onProven();
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    void show(() => door.prove(password.value));
  };
  return (
    <form class="stack" onSubmit={submit}>
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
        value={password.value}
        onValue={(text) => (password.value = text)}
      />
      <Button kind="primary" type="submit" wide busy={busy.value}>
        Go on
      </Button>
      {passkey && (
        <Button wide busy={busy.value} onPress={() => void show(door.provePasskey)}>
          Use a passkey instead
        </Button>
      )}
    </form>
  );
}
