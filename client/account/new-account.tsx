import { useSignal } from '@preact/signals';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { CheckField, Field } from '#client/ui/field.tsx';
import { Panel } from '#client/ui/panel.tsx';
import { errorWords } from '#client/ui/words.ts';
import type { AccountRole } from '#server/contract/roles.ts';
import { passwordMinChars, type DoorCode, type Registration } from '#client/store/account.ts';
import { NewPassword, usePasswordChoice } from './new-password.tsx';

type Props = {
  /** The very first account, or one that an admin invited. */
  first: boolean;
  codeNeeded: boolean;
  /** From the link of an account invite. */
  token?: string | undefined;
  /** What the account will be: it decides how long the password has to be. */
  roles: readonly AccountRole[];
  onRegister: (registration: Registration) => Promise<DoorCode | undefined>;
};

const WELCOME = {
  true: 'Set up this practice',
  false: 'Welcome to Holdspace',
} as const;

/** The form that makes an account: setting up the practice, or accepting an invitation. */
export function NewAccount({ first, codeNeeded, token, roles, onRegister }: Props) {
  const email = useSignal('');
  const name = useSignal('');
  const code = useSignal('');
  const alsoTherapist = useSignal(true);
  const busy = useSignal(false);
  const wrong = useSignal<DoorCode | undefined>(undefined);
  const isParticipant = roles.includes('participant');
  const minChars = passwordMinChars(roles);
  const choice = usePasswordChoice({ minChars, about: () => [email.value, ...email.value.split('@'), ...name.value.split(' ')] });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value || (await choice.check()) !== undefined) return;
    busy.value = true;
    wrong.value = await onRegister({
      email: email.value.trim(),
      name: name.value.trim(),
      password: choice.password.value,
      ...(token === undefined ? {} : { token }),
      ...(codeNeeded ? { setUpCode: code.value.trim() } : {}),
      ...(first ? { alsoTherapist: alsoTherapist.value } : {}),
    });
    busy.value = false;
  };
  return (
    <Panel>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <h1>{WELCOME[`${first}`]}</h1>
        <p class="soft">
          {first
            ? 'You make the first account of this practice. With it you invite the therapists who work here.'
            : isParticipant
              ? 'Your therapist invites you to an account of your own. With it you can look again at the rooms you were in. Choose a password to make it.'
              : `You were invited ${roles.length > 0 ? `as ${roles.join(' and ')}` : 'to work here'}. Choose a password to make your account.`}
        </p>
        {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
        {codeNeeded && (
          <Field
            label="Set-up code"
            hint="The server printed it when it started. It shows that you run this server."
            value={code.value}
            onValue={(text) => (code.value = text)}
          />
        )}
        <Field
          label="E-mail"
          type="email"
          autoComplete="username"
          hint={first ? 'You sign in with it. Nothing is sent there.' : 'The address at which you were invited.'}
          value={email.value}
          onValue={(text) => (email.value = text)}
        />
        <Field
          label="Your name"
          autoComplete="name"
          hint={
            isParticipant
              ? 'As your therapist knows you. Those in a room with you see it; the server cannot read it.'
              : 'As those in your rooms see it. The server cannot read it.'
          }
          maxLength={60}
          value={name.value}
          onValue={(text) => (name.value = text)}
        />
        <NewPassword choice={choice} minChars={minChars} />
        {first && (
          <CheckField
            label="I am also a therapist and will hold sessions myself"
            checked={alsoTherapist.value}
            onChecked={(checked) => (alsoTherapist.value = checked)}
          />
        )}
        <Button kind="primary" type="submit" wide busy={busy.value}>
          {busy.value ? 'Making your keys…' : first ? 'Set up' : 'Make my account'}
        </Button>
      </form>
    </Panel>
  );
}
