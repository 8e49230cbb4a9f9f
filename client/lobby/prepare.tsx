import { useSignal } from '@preact/signals';
import type { Clock } from '#crdt/base/clock.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { DeviceCheck, type DeviceChoice } from '#client/call/device-check.tsx';
import { LeaveWords } from '#client/leave/leave-now.tsx';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Field } from '#client/ui/field.tsx';
import { Panel } from '#client/ui/panel.tsx';
import { errorWords } from '#client/ui/words.ts';

const NAME_CHARS = 60;

type Props = {
  clock: Clock;
  busy: boolean;
  wrong: ErrorCode | undefined;
  /** Not where it is known already: a therapist on the way into their own room, a guest who comes again. */
  askName: boolean;
  onChoice: (choice: DeviceChoice) => void;
  onReady: (name: string) => void;
};

/** Before the room: how one looks and sounds, and what one is called. */
export function Prepare({ clock, busy, wrong, askName, onChoice, onReady }: Props) {
  const name = useSignal('');
  const tried = useSignal(false);
  const nameless = askName && name.value.trim() === '';
  const submit = (event: Event): void => {
    event.preventDefault();
    tried.value = true;
    if (!busy && !nameless) onReady(name.value.trim());
  };
  return (
    <Panel broad>
      <form class="prepare" noValidate onSubmit={submit}>
        <div class="stack tight prepare-words">
          <h1>{askName ? 'Before you come in' : 'Before you go in'}</h1>
          <p class="soft">Check how you look and sound. You can also come in without camera or microphone, and change it later.</p>
          {askName && <LeaveWords />}
        </div>
        <DeviceCheck clock={clock} onChoice={onChoice} />
        <div class="stack">
          {wrong && <Banner kind="danger">{errorWords(wrong)}</Banner>}
          {askName && (
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
          <Button kind="primary" type="submit" wide busy={busy}>
            {busy ? 'One moment…' : askName ? 'Ask to come in' : 'Go in'}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
