import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { ASKS, type Ask } from '#crdt/base/asks.ts';
import { normalPasscode, PASSCODE_LIMITS } from '#crdt/keys/invite-keys.ts';
import { INVITED_ROLES, type InvitedRole } from '#server/contract/roles.ts';
import type { InviteForm as Form } from '#client/store/rooms.ts';
import { Button } from '#client/ui/button.tsx';
import { CheckField, Field } from '#client/ui/field.tsx';
import { INVITED_WORDS } from '#client/ui/roles.ts';

export type InviteChoice = {
  readonly role: InvitedRole;
  readonly asks: readonly Ask[];
  readonly passcode: string | undefined;
  readonly consentWords: string;
};

const WORDS: { readonly [Name in Ask]: string } = {
  place: 'Where they are now',
  phone: 'A phone number to call back',
  contact: 'An emergency contact',
  alone: 'Whether they are alone',
  consent: 'Consent to meet online',
};
const DIGITS = 6;

type Props = { form: Form; busy: boolean; onMake: (choice: InviteChoice) => void };

/** What is asked of whoever comes with the link; begins with what was chosen last. */
export function InviteForm({ form, busy, onMake }: Props) {
  const role = useSignal<InvitedRole>('participant');
  const takesPart = role.value === 'participant';
  const asks = useSignal<ReadonlySet<Ask>>(new Set(form.asks));
  const passcode = useSignal('');
  const tried = useSignal(false);
  const name = useId();
  const isWrong = passcode.value.trim() !== '' && normalPasscode(passcode.value) === undefined;
  const turn = (ask: Ask, on: boolean): void => {
    const now = new Set(asks.value);
    if (on) now.add(ask);
    else now.delete(ask);
    asks.value = now;
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    tried.value = true;
    if (busy || isWrong) return;
    const code = passcode.value.trim();
    onMake({
      role: role.value,
      asks: takesPart ? ASKS.filter((ask) => asks.value.has(ask)) : [],
      passcode: code === '' ? undefined : code,
      consentWords: form.consentWords,
    });
  };
  return (
    <form class="stack" noValidate onSubmit={submit}>
      <fieldset class="choice-of-two">
        <legend>Who is this link for?</legend>
        {INVITED_ROLES.map((one) => (
          <label key={one} class="check invite-role">
            <input type="radio" name={name} checked={role.value === one} onChange={() => (role.value = one)} />
            <span>
              {INVITED_WORDS[one].label}
              <span class="hint">{INVITED_WORDS[one].hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {takesPart && (
        <fieldset class="choice-of-two">
          <legend>Ask before they come in</legend>
          <p class="hint">Only you can read the answers. What you choose here is chosen again next time.</p>
          {ASKS.map((ask) => (
            <CheckField key={ask} label={WORDS[ask]} checked={asks.value.has(ask)} onChecked={(on) => turn(ask, on)} />
          ))}
          {asks.value.has('consent') && <blockquote class="said-text soft">{form.consentWords}</blockquote>}
        </fieldset>
      )}
      <Field
        label="Passcode (optional)"
        hint="Told another way than the link, such as by phone: then a link that somebody else reads opens nothing."
        maxLength={PASSCODE_LIMITS.most}
        required={false}
        wrong={tried.value && isWrong ? `A passcode has at least ${PASSCODE_LIMITS.least} letters or digits.` : undefined}
        value={passcode.value}
        onValue={(text) => (passcode.value = text)}
      />
      <div class="row">
        <Button kind="primary" type="submit" busy={busy}>
          {busy ? 'Making the link…' : 'Make the link'}
        </Button>
        <Button onPress={() => (passcode.value = randomDigits())}>Suggest a passcode</Button>
      </div>
    </form>
  );
}

/** Evenly: bytes from 250 on are drawn again. */
function randomDigits(): string {
  let digits = '';
  while (digits.length < DIGITS) {
    for (const byte of crypto.getRandomValues(new Uint8Array(DIGITS * 2))) {
      if (byte < 250 && digits.length < DIGITS) digits += String(byte % 10);
    }
  }
  return digits;
}
