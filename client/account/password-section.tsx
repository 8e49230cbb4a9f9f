import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { AccountSectionProps } from '#client/store/account-page.ts';
import { passwordMinChars, type DoorCode } from '#client/store/account.ts';
import { createPasswordDoor } from '#client/store/recovery-doors.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { CheckField, Field } from '#client/ui/field.tsx';
import { errorWords } from '#client/ui/words.ts';
import { NewPassword, usePasswordChoice } from './new-password.tsx';

/** Changing one's password: the old one is asked for, everything kept stays as it is. */
export function PasswordSection({ session }: AccountSectionProps) {
  const changing = useSignal(false);
  const said = useSignal('');
  const done = (ended: boolean): void => {
    changing.value = false;
    said.value = `Your password is changed.${ended ? ' You are signed out everywhere else.' : ''} Your rooms and your recovery kit stay as they are.`;
  };
  if (changing.value) return <ChangeForm session={session} onDone={done} onCancel={() => (changing.value = false)} />;
  return (
    <>
      <p role="status">{said.value}</p>
      <div>
        <Button onPress={() => (changing.value = true)}>Change password</Button>
      </div>
    </>
  );
}

type FormProps = Pick<AccountSectionProps, 'session'> & { onDone: (ended: boolean) => void; onCancel: () => void };

function ChangeForm({ session, onDone, onCancel }: FormProps) {
  const { email, roles } = session.account;
  const door = useMemo(() => createPasswordDoor(session), [session]);
  const old = useSignal('');
  const endOthers = useSignal(true);
  const busy = useSignal(false);
  const wrong = useSignal<DoorCode | undefined>(undefined);
  const hasFactor = useSignal(false);
  useEffect(() => {
    void door.hasFactor().then((found) => void (hasFactor.value = found));
  }, [door]);
  const minChars = passwordMinChars(roles, hasFactor.value);
  const choice = usePasswordChoice({ minChars, about: () => [email, ...email.split('@'), ...session.keyring.name.split(' ')] });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value || (await choice.check()) !== undefined) return;
    busy.value = true;
    const change = { oldPassword: old.value, newPassword: choice.password.value, endOthers: endOthers.value };
    wrong.value = await door.changePassword(change);
    busy.value = false;
    if (wrong.value === undefined) onDone(change.endOthers);
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      {wrong.value && (
        <Banner kind="danger">
          {wrong.value === 'wrong_credentials' ? 'This is not the password of this account. Nothing was changed.' : errorWords(wrong.value)}
        </Banner>
      )}
      <Field
        label="Your password now"
        type="password"
        autoComplete="current-password"
        value={old.value}
        onValue={(text) => (old.value = text)}
      />
      <NewPassword choice={choice} minChars={minChars} label="New password" />
      <CheckField label="Sign out everywhere else" checked={endOthers.value} onChecked={(checked) => (endOthers.value = checked)} />
      <div class="row">
        <Button kind="primary" type="submit" busy={busy.value}>
          {busy.value ? 'Changing…' : 'Change it'}
        </Button>
        <Button kind="plain" onPress={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
