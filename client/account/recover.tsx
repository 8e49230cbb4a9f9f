import { useSignal } from '@preact/signals';
import type { KitReading } from '#crdt/keys/kit-words.ts';
import type { DoorCode } from '#client/store/account.ts';
import type { LostDoor } from '#client/store/recovery-doors.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Field } from '#client/ui/field.tsx';
import { Panel } from '#client/ui/panel.tsx';
import { errorWords } from '#client/ui/words.ts';
import { KitField } from './kit-field.tsx';
import { NewPassword, usePasswordChoice } from './new-password.tsx';

/** Which kind of account it is nobody knows here: as long as for one whose password is all there is. */
const MIN_CHARS = 15;

type Props = { door: LostDoor; onSignIn: () => void };

/** "I forgot my password": with the recovery kit everything comes back; without it, what is lost is said before anything else. */
export function Recover({ door, onSignIn }: Props) {
  const way = useSignal<'kit' | 'without' | 'done'>('kit');
  return (
    <Panel broad>
      <div class="stack">
        {way.value === 'kit' && <WithKit door={door} onDone={() => (way.value = 'done')} onWithout={() => (way.value = 'without')} />}
        {way.value === 'without' && <WithoutKit onBack={() => (way.value = 'kit')} />}
        {way.value === 'done' && (
          <>
            <h1>You have a new password</h1>
            <p>
              Everything you keep opens with it. You were signed out everywhere. Please sign in now; your second step is asked as always.
            </p>
            <p class="soft">
              Your kit stays as it is. If somebody may have seen it, make a new one under “Account” once you are signed in.
            </p>
          </>
        )}
        <div>
          <Button kind={way.value === 'done' ? 'primary' : 'plain'} onPress={onSignIn}>
            {way.value === 'done' ? 'Sign in' : 'Back to signing in'}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

function WithKit({ door, onDone, onWithout }: { door: LostDoor; onDone: () => void; onWithout: () => void }) {
  const email = useSignal('');
  const kitText = useSignal('');
  const reading = useSignal<KitReading>({ is: 'short', words: 0 });
  const tried = useSignal(false);
  const busy = useSignal(false);
  const wrong = useSignal<DoorCode | undefined>(undefined);
  const choice = usePasswordChoice({ minChars: MIN_CHARS, about: () => [email.value, ...email.value.split('@')] });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    tried.value = true;
    const fits = (await choice.check()) === undefined;
    if (busy.value || !fits || reading.value.is !== 'kit') return;
    busy.value = true;
    wrong.value = await door.recover({ email: email.value.trim(), kitText: kitText.value, newPassword: choice.password.value });
    busy.value = false;
    if (wrong.value === undefined) onDone();
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      <h1>I forgot my password</h1>
      <p class="soft">With your recovery kit you choose a new password, and everything you keep opens again.</p>
      {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
      <Field label="E-mail" type="email" autoComplete="username" value={email.value} onValue={(text) => (email.value = text)} />
      <KitField text={kitText} reading={reading} tried={tried.value} />
      <NewPassword choice={choice} minChars={MIN_CHARS} label="New password" />
      <Button kind="primary" type="submit" wide busy={busy.value}>
        {busy.value ? 'Opening your keys…' : 'Set the new password'}
      </Button>
      <Button wide onPress={onWithout}>
        I do not have my kit
      </Button>
    </form>
  );
}

function WithoutKit({ onBack }: { onBack: () => void }) {
  return (
    <>
      <h1>Without your kit</h1>
      <Banner kind="warn">
        What you keep here stays closed for ever: rooms, drawings, chats, everything that was sealed for you. Only your password or your kit
        can open it. Nobody else has a key, and nobody can make one.
      </Banner>
      <p>So please look for the kit once more: it is one printed page with 24 words and a QR code, or the words in your own hand.</p>
      <p>A passkey that unlocks your keys still signs you in: choose “Use a passkey instead” on the sign-in page, then make a new kit.</p>
      <p>
        If all of it is lost, an admin of your practice can give you a link with which you choose a new password and begin anew, with empty
        rooms. That cannot be undone.
      </p>
      <div>
        <Button onPress={onBack}>I found my kit</Button>
      </div>
    </>
  );
}
