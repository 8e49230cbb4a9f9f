import { useSignal } from '@preact/signals';
import type { FactorsView } from '#server/contract/http-factors.ts';
import type { PasskeyCode } from '#client/store/account.ts';
import type { EnrolDoor } from '#client/store/enrol.ts';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { Field } from '#client/ui/field.tsx';
import { dayAndTime } from '#client/ui/when.ts';

export type Passkey = FactorsView['passkeys'][number];

type ListProps = {
  passkeys: readonly Passkey[];
  onRename: (passkey: Passkey) => void;
  onRemove: (passkey: Passkey) => void;
  /** Lets it unlock the keyring too, so that it signs in without the password. */
  onUnlock: (passkey: Passkey) => void;
};

export function PasskeyList({ passkeys, onRename, onRemove, onUnlock }: ListProps) {
  if (passkeys.length === 0) return <p>You have none yet. A passkey is the safest and the easiest way.</p>;
  return (
    <ul class="ways">
      {passkeys.map((passkey) => (
        <li key={passkey.id} class="way">
          <div>
            <strong>{passkey.name}</strong>
            <p class="soft">
              {passkey.unlocks ? 'Signs in without the password. ' : 'The second step after the password. '}
              {passkey.usedAt === undefined ? `Made ${dayAndTime(passkey.madeAt)}.` : `Last used ${dayAndTime(passkey.usedAt)}.`}
            </p>
          </div>
          <div class="row">
            {!passkey.unlocks && (
              <Button onPress={() => onUnlock(passkey)}>
                Let it sign in alone<span class="only-heard"> ({passkey.name})</span>
              </Button>
            )}
            <Button onPress={() => onRename(passkey)}>
              Rename<span class="only-heard"> {passkey.name}</span>
            </Button>
            <Button onPress={() => onRemove(passkey)}>
              Remove<span class="only-heard"> {passkey.name}</span>
            </Button>
          </div>
        </li>
      ))}
    </ul>
  );
}

type ActProps = {
  passkey: Passkey;
  door: EnrolDoor;
  act: (work: () => Promise<PasskeyCode | undefined>) => Promise<void>;
  onClose: () => void;
};

export function RenamePasskey({ passkey, door, act, onClose }: ActProps) {
  const name = useSignal(passkey.name);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (name.value.trim() !== '') void act(() => door.renamePasskey(passkey.id, name.value.trim()));
  };
  return (
    <Dialog title="Rename a passkey" onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <Field label="Name of the passkey" maxLength={60} value={name.value} onValue={(text) => (name.value = text)} />
        <Button kind="primary" type="submit" wide>
          Rename
        </Button>
      </form>
    </Dialog>
  );
}

export function RemovePasskey({ passkey, door, act, onClose }: ActProps) {
  return (
    <Dialog title={`Remove ${passkey.name}?`} onClose={onClose}>
      <div class="stack">
        <p>You can no longer sign in with it. Remove it from the device or key as well: there it goes on being offered.</p>
        <Button kind="danger" wide onPress={() => void act(() => door.removePasskey(passkey.id))}>
          Remove it
        </Button>
      </div>
    </Dialog>
  );
}
