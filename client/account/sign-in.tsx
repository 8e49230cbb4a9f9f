import { useSignal } from '@preact/signals';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Field } from '#client/ui/field.tsx';
import { errorWords } from '#client/ui/words.ts';
import type { DoorCode } from '#client/store/account.ts';
import { Panel } from '#client/ui/panel.tsx';

type Props = { onSignIn: (email: string, password: string) => Promise<DoorCode | undefined> };

export function SignIn({ onSignIn }: Props) {
  const email = useSignal('');
  const password = useSignal('');
  const busy = useSignal(false);
  const wrong = useSignal<DoorCode | undefined>(undefined);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    wrong.value = await onSignIn(email.value.trim(), password.value);
    busy.value = false;
  };
  return (
    <Panel>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <h1>Sign in</h1>
        {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
        <Field label="E-mail" type="email" autoComplete="username" value={email.value} onValue={(text) => (email.value = text)} />
        <Field
          label="Password"
          type="password"
          autoComplete="current-password"
          value={password.value}
          onValue={(text) => (password.value = text)}
        />
        <Button kind="primary" type="submit" wide busy={busy.value}>
          {busy.value ? 'Signing in…' : 'Sign in'}
        </Button>
        <p class="soft">Were you invited to a session? Open the link you received. You need no account.</p>
      </form>
    </Panel>
  );
}
