import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { AccountView } from '#server/contract/http.ts';
import type { Session } from '#client/room/session.ts';
import { createEnrolDoor } from '#client/store/factor-doors.ts';
import { Button } from '#client/ui/button.tsx';
import { Panel } from '#client/ui/panel.tsx';
import { ENROL_STEPS } from './enrol-steps.ts';

type Props = { session: Session; onEnrolled: (account: AccountView) => void; onSignOut: () => void };

/** Leads a new account through what it sets up after its password, one step at a time; the steps are a list (enrol-steps.ts). */
export function Enrol({ session, onEnrolled, onSignOut }: Props) {
  const door = useMemo(() => createEnrolDoor(session), [session]);
  const account = useSignal(session.account);
  const at = useSignal(0);
  const hasFactor = useSignal(false);
  const stepsOf = () => ENROL_STEPS.filter((step) => step.isFor(session.account, hasFactor.value));
  const steps = stepsOf();
  const step = steps[at.value];
  const done = (now?: AccountView): void => {
    if (now !== undefined) {
      account.value = now;
      hasFactor.value = true;
    }
    if (at.value + 1 >= stepsOf().length) onEnrolled(account.value);
    else at.value++;
  };
  if (step === undefined) return null;
  return (
    <Panel>
      <div class="stack">
        <p class="soft">
          Step {at.value + 1} of {steps.length}
        </p>
        <step.View key={step.id} session={session} door={door} onDone={done} />
        <div>
          <Button kind="plain" onPress={onSignOut}>
            Sign out
          </Button>
        </div>
      </div>
    </Panel>
  );
}
