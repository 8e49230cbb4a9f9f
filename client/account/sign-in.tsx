import { useSignal } from '@preact/signals';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { CheckField, Field } from '#client/ui/field.tsx';
import { useAttempt } from '#client/ui/use-attempt.ts';
import { errorWords } from '#client/ui/words.ts';
import type { DoorCode, PasskeyCode } from '#client/store/account.ts';
import { Panel } from '#client/ui/panel.tsx';

type Props = {
  rememberDays: number;
  onSignIn: (email: string, password: string, remember: boolean) => Promise<DoorCode | undefined>;
  /** A passkey alone. */
  onPasskey: (remember: boolean) => Promise<PasskeyCode | undefined>;
  onForgotten: () => void;
};

/** The first step of signing in: the password, or a passkey in its stead. */
export function SignIn({ rememberDays, onSignIn, onPasskey, onForgotten }: Props) {
  const email = useSignal('');
  const password = useSignal('');
  const remember = useSignal(false);
  const { busy, wrong, attempt } = useAttempt<PasskeyCode>();
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt(() => onSignIn(email.value.trim(), password.value, remember.value));
  };
  return (
    <Panel>
      <form class="stack" onSubmit={submit}>
        <h1>Sign in</h1>
        {wrong.value && <Banner kind={wrong.value === 'passkey_cancelled' ? 'warn' : 'danger'}>{signInWords(wrong.value)}</Banner>}
        <Field label="E-mail" type="email" autoComplete="username" value={email.value} onValue={(text) => (email.value = text)} />
        <Field
          label="Password"
          type="password"
          autoComplete="current-password"
          value={password.value}
          onValue={(text) => (password.value = text)}
        />
        <CheckField
          label={`Remember this device for ${rememberDays} days. Your keys lock after a while all the same.`}
          checked={remember.value}
          onChecked={(checked) => (remember.value = checked)}
        />
        <Button kind="primary" type="submit" wide busy={busy.value}>
          {busy.value ? 'Signing in…' : 'Sign in'}
        </Button>
        {'PublicKeyCredential' in globalThis && (
          <Button wide busy={busy.value} onPress={() => void attempt(() => onPasskey(remember.value))}>
            Use a passkey instead
          </Button>
        )}
        <Button kind="plain" wide onPress={onForgotten}>
          I forgot my password
        </Button>
        <p class="soft">Were you invited to a session? Open the link you received. You need no account.</p>
      </form>
    </Panel>
  );
}

const signInWords = (code: PasskeyCode): string =>
  code === 'wrong_factor' ? 'This passkey does not belong to an account here. Please sign in with your password.' : errorWords(code);
