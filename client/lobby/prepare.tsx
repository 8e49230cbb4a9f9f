import { useSignal } from '@preact/signals';
import type { Clock } from '#crdt/base/clock.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { DeviceCheck, type DeviceChoice } from '#client/call/device-check.tsx';
import { LeaveWords } from '#client/leave/leave-now.tsx';
import type { Answers, Wants } from '#client/store/guest.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Field } from '#client/ui/field.tsx';
import { Panel } from '#client/ui/panel.tsx';
import { errorWords } from '#client/ui/words.ts';
import { checkInOf, EMPTY_DRAFT, wrongsOf } from './check-in-draft.ts';
import { CheckInForm } from './check-in-form.tsx';

const NAME_CHARS = 60;
const PASSCODE_CHARS = 64;
const NOTHING: Wants = { name: false, role: 'participant', asks: [], consentWords: '' };
const SILENT: DeviceChoice = { microphone: { on: false }, camera: { on: false } };

type Props = {
  clock: Clock;
  busy: boolean;
  wrong: ErrorCode | undefined;
  /** Nothing where all is known already: a therapist on the way into their own room, a guest who comes again. */
  wants?: Wants;
  /** Who comes, where that is known without asking: with an account. */
  as?: string | undefined;
  /** Goes on with an account instead; `signedIn`: there is one in this browser. */
  account?: { readonly signedIn: boolean; readonly use: () => void } | undefined;
  onChoice: (choice: DeviceChoice) => void;
  onReady: (answers: Answers) => void;
};

/** Before the room: how one looks and sounds, what one is called, and what the therapist asks. */
export function Prepare({ clock, busy, wrong, wants = NOTHING, as, account, onChoice, onReady }: Props) {
  const name = useSignal('');
  const passcode = useSignal('');
  const draft = useSignal(EMPTY_DRAFT);
  const tried = useSignal(false);
  const { asks, consentWords } = wants;
  const observes = wants.role === 'observer';
  const isComing = wants.name || as !== undefined;
  const nameless = wants.name && name.value.trim() === '';
  const codeless = wants.passcode !== undefined && passcode.value.trim() === '';
  const submit = (event: Event): void => {
    event.preventDefault();
    if (busy) return;
    tried.value = true;
    if (nameless || codeless || Object.keys(wrongsOf(draft.value, asks)).length > 0) return focusFirstWrong(event.currentTarget);
    if (observes) onChoice(SILENT);
    const checkIn = checkInOf(draft.value, asks, consentWords);
    onReady({
      name: name.value.trim(),
      ...(wants.passcode === undefined ? {} : { passcode: passcode.value }),
      ...(checkIn === undefined ? {} : { checkIn }),
    });
  };
  return (
    <Panel broad>
      <form class="prepare" noValidate onSubmit={submit}>
        <div class="stack tight prepare-words">
          <h1>{isComing ? 'Before you come in' : 'Before you go in'}</h1>
          {observes ? (
            <p>
              You are invited <strong>to observe</strong>: you see and hear what happens, and everybody in the room sees that you observe.
              You cannot draw, write, show or say anything, so no camera or microphone is needed.
            </p>
          ) : (
            <p class="soft">Check how you look and sound. You can also come in without camera or microphone, and change it later.</p>
          )}
          {wants.role === 'co-therapist' && <p>You are invited as a co-therapist.</p>}
          {isComing && <LeaveWords />}
          {account?.signedIn === true && <UseAccount use={account.use} />}
        </div>
        {!observes && <DeviceCheck clock={clock} onChoice={onChoice} />}
        <div class="stack">
          {wrong && wrong !== 'passcode_wrong' && <Banner kind="danger">{errorWords(wrong)}</Banner>}
          {wants.name && (
            <Field
              label="Your name"
              hint="As your therapist knows you. Only those in the room can read it."
              // Not "name": the browser would remember who came to this practice among what was typed into forms.
              autoComplete="off"
              maxLength={NAME_CHARS}
              wrong={tried.value && nameless ? 'Please write your name, so that your therapist knows who asks.' : undefined}
              value={name.value}
              onValue={(text) => (name.value = text)}
            />
          )}
          {wants.passcode && (
            <Field
              label="Passcode"
              hint="Your therapist told it to you, by another way than the link. Spaces and capitals do not matter."
              maxLength={PASSCODE_CHARS}
              wrong={
                wrong === 'passcode_wrong'
                  ? `That passcode is not right. ${triesWords(wants.passcode.triesLeft)}`
                  : tried.value && codeless
                    ? 'Please write the passcode.'
                    : undefined
              }
              value={passcode.value}
              onValue={(text) => (passcode.value = text)}
            />
          )}
          {asks.length > 0 && (
            <CheckInForm
              asks={asks}
              consentWords={consentWords}
              draft={draft.value}
              onDraft={(now) => (draft.value = now)}
              tried={tried.value}
            />
          )}
          <Button kind="primary" type="submit" wide busy={busy}>
            {busy ? 'One moment…' : as !== undefined ? `Join as ${as}` : wants.name ? 'Ask to come in' : 'Go in'}
          </Button>
          {account?.signedIn === false && (
            <Button kind="plain" wide onPress={account.use}>
              I have an account here
            </Button>
          )}
        </div>
      </form>
    </Panel>
  );
}

const UseAccount = ({ use }: { use: () => void }) => (
  <Banner
    actions={
      <Button kind="primary" onPress={use}>
        Join with your account
      </Button>
    }
  >
    You are signed in here. With your account you can look at this session again later. Below you come as a guest instead.
  </Banner>
);

const triesWords = (left: number): string =>
  left === 1 ? 'One try is left; then this link closes.' : `${left} tries are left before this link closes.`;

/** After the next paint, once the mistakes are marked: the person is brought to the first of them. */
function focusFirstWrong(form: EventTarget | null): void {
  requestAnimationFrame(() => {
    if (!(form instanceof HTMLElement)) return;
    form.querySelector<HTMLElement>('[aria-invalid="true"], fieldset:has(> .wrong) input')?.focus();
  });
}
