import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Result } from '#crdt/base/result.ts';
import { passwordMinChars, type DoorCode } from '#client/store/account.ts';
import type { LostDoor, ResetView } from '#client/store/recovery-doors.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { CheckField, Field } from '#client/ui/field.tsx';
import { Loading } from '#client/ui/loading.tsx';
import { Panel } from '#client/ui/panel.tsx';
import { errorWords } from '#client/ui/words.ts';
import { NewPassword, usePasswordChoice } from './new-password.tsx';

type Props = { door: LostDoor; token: string | undefined; onSignIn: () => void };

/** The bearer of an admin's link begins anew: told first, and plainly, what is lost by it. */
export function Reset({ door, token, onSignIn }: Props) {
  const found = useSignal<Result<ResetView, DoorCode> | undefined>(undefined);
  const done = useSignal(false);
  useEffect(() => {
    if (token === undefined) found.value = { ok: false, code: 'reset_over' };
    else void door.lookAtReset(token).then((view) => (found.value = view));
  }, [door, token]);
  if (found.value === undefined) return <Loading>Opening…</Loading>;
  return (
    <Panel broad>
      <div class="stack">
        {done.value ? (
          <>
            <h1>You have a new password</h1>
            <p>
              You begin with new keys. Rooms from before are listed and stay closed. Please sign in now, and make a recovery kit: with it
              this cannot happen again.
            </p>
          </>
        ) : found.value.ok && token !== undefined ? (
          <ResetForm door={door} token={token} view={found.value.value} onDone={() => (done.value = true)} />
        ) : (
          <>
            <h1>Begin anew</h1>
            <Banner kind="warn">{errorWords('reset_over')}</Banner>
          </>
        )}
        <div>
          <Button kind={done.value ? 'primary' : 'plain'} onPress={onSignIn}>
            {done.value ? 'Sign in' : 'Leave everything as it is'}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

type FormProps = { door: LostDoor; token: string; view: ResetView; onDone: () => void };

function ResetForm({ door, token, view, onDone }: FormProps) {
  const email = useSignal('');
  const name = useSignal('');
  const understood = useSignal(false);
  const busy = useSignal(false);
  const wrong = useSignal<DoorCode | undefined>(undefined);
  const minChars = passwordMinChars(view.roles);
  const choice = usePasswordChoice({ minChars, about: () => [email.value, ...email.value.split('@'), ...name.value.split(' ')] });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value || (await choice.check()) !== undefined) return;
    busy.value = true;
    wrong.value = await door.reset({ token, email: email.value.trim(), name: name.value.trim(), newPassword: choice.password.value });
    busy.value = false;
    if (wrong.value === undefined) onDone();
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      <h1>Begin anew</h1>
      <Banner kind="warn">
        <strong>This cannot be undone.</strong> Everything that was sealed for you before stays closed for ever: your rooms, their drawings
        and chats. Sessions that are open end. If you have your recovery kit, do not go on here: with it everything opens again.
      </Banner>
      {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
      <p class="soft">
        {view.roles.length > 0 ? `You stay ${view.roles.join(' and ')}. ` : ''}
        {view.withFactors
          ? 'Your passkeys, authenticator app and back-up codes end too: you set up a new second step when you sign in.'
          : 'Your second step (passkey, app or back-up code) stays and is asked when you sign in.'}
      </p>
      <Field label="E-mail" type="email" autoComplete="username" value={email.value} onValue={(text) => (email.value = text)} />
      <Field
        label="Your name"
        autoComplete="name"
        hint="As those in your rooms see it. It was sealed with the rest, so please type it again."
        maxLength={60}
        value={name.value}
        onValue={(text) => (name.value = text)}
      />
      <NewPassword choice={choice} minChars={minChars} label="New password" />
      <CheckField
        label="I understand that what was sealed before cannot be opened again"
        required
        checked={understood.value}
        onChecked={(checked) => (understood.value = checked)}
      />
      <Button kind="primary" type="submit" wide busy={busy.value}>
        {busy.value ? 'Making your new keys…' : 'Begin anew'}
      </Button>
    </form>
  );
}
