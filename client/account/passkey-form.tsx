import { useSignal } from '@preact/signals';
import type { AccountView } from '#server/contract/http.ts';
import type { PasskeyCode } from '#client/store/account.ts';
import type { EnrolDoor } from '#client/store/enrol.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Field } from '#client/ui/field.tsx';
import { errorWords } from '#client/ui/words.ts';
import { Prove } from './prove.tsx';

type Props = {
  door: EnrolDoor;
  /** The account has a passkey already, to prove by. */
  passkey?: boolean;
  onDone: (account: AccountView, unlocks: boolean) => void;
};

/** Has the browser make a passkey: on this device, on a phone, or on a security key. */
export function PasskeyForm({ door, passkey = false, onDone }: Props) {
  const name = useSignal('My passkey');
  const busy = useSignal(false);
  const wrong = useSignal<PasskeyCode | undefined>(undefined);
  const add = async (): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    const added = await door.addPasskey(name.value.trim() || 'My passkey');
    busy.value = false;
    wrong.value = added.ok ? undefined : added.code;
    if (added.ok) onDone(added.value.account, added.value.unlocks);
  };
  if (wrong.value === 'proof_needed') return <Prove door={door} passkey={passkey} onProven={() => void add()} />;
  const submit = (event: Event): void => {
    event.preventDefault();
    void add();
  };
  return (
    <form class="stack" onSubmit={submit}>
      {wrong.value && <Banner kind="warn">{errorWords(wrong.value)}</Banner>}
      <Field
        label="Name of the passkey"
        hint="So that you can tell it from others: “My phone”, “Blue key”."
        maxLength={60}
        value={name.value}
        onValue={(text) => (name.value = text)}
      />
      <Button kind="primary" type="submit" wide busy={busy.value}>
        {busy.value ? 'Your device is asking you…' : 'Make a passkey'}
      </Button>
    </form>
  );
}
