import type { EnrolStepProps } from '#client/store/enrol.ts';
import { Button } from '#client/ui/button.tsx';
import { TotpForm } from './totp-form.tsx';

/** The second factor: something besides the password that only this person has. */
export function FactorStep({ session, door, onDone }: EnrolStepProps) {
  return (
    <>
      <h1>A second way to show it is you</h1>
      <p class="soft">
        A password can be guessed or seen. With a second step, whoever learns yours still cannot sign in, nor read what you keep here.
      </p>
      <TotpForm door={door} onDone={onDone} />
      {!session.account.factorNeeded && (
        <Button wide onPress={() => onDone()}>
          Not now
        </Button>
      )}
    </>
  );
}
