import { useSignal } from '@preact/signals';
import type { AccountView } from '#server/contract/http.ts';
import type { PasskeyCode } from '#client/store/account.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Field } from '#client/ui/field.tsx';
import { Panel } from '#client/ui/panel.tsx';
import { useAttempt } from '#client/ui/use-attempt.ts';
import { errorWords } from '#client/ui/words.ts';

type Props = {
  account: AccountView;
  onPassword: (password: string) => Promise<PasskeyCode | undefined>;
  onPasskey: () => Promise<PasskeyCode | undefined>;
  onSignOut: () => void;
};

/** All there is of the page while the keys are locked: whose they are, and how to unlock them. */
export function Cover({ account, onPassword, onPasskey, onSignOut }: Props) {
  const password = useSignal('');
  const { busy, wrong, attempt } = useAttempt<PasskeyCode>();
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt(() => onPassword(password.value));
  };
  return (
    <Panel>
      <form class="stack" onSubmit={submit}>
        <h1>Locked</h1>
        <p>Your keys were taken out of this browser. Your password brings them back; nothing that was kept is lost.</p>
        {wrong.value && (
          <Banner kind={wrong.value === 'passkey_cancelled' ? 'warn' : 'danger'}>
            {wrong.value === 'wrong_credentials' ? 'This is not the password of this account.' : errorWords(wrong.value)}
          </Banner>
        )}
        <div class="field">
          <label for="cover-account">Your account</label>
          <input id="cover-account" class="input" type="email" autocomplete="username" value={account.email} readOnly />
        </div>
        <Field
          label="Password"
          type="password"
          autoComplete="current-password"
          value={password.value}
          onValue={(text) => (password.value = text)}
        />
        <Button kind="primary" type="submit" wide busy={busy.value}>
          {busy.value ? 'Unlocking…' : 'Unlock'}
        </Button>
        {'PublicKeyCredential' in globalThis && (
          <Button wide busy={busy.value} onPress={() => void attempt(onPasskey)}>
            Unlock with a passkey
          </Button>
        )}
        <Button kind="plain" onPress={onSignOut}>
          Sign out
        </Button>
      </form>
    </Panel>
  );
}
