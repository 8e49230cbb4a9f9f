import { useSignal } from '@preact/signals';
import type { EnrolStepProps } from '#client/store/enrol.ts';
import { Button } from '#client/ui/button.tsx';
import { PasskeyForm } from './passkey-form.tsx';
import { TotpForm } from './totp-form.tsx';

const canPasskey = (): boolean => 'PublicKeyCredential' in globalThis;

/** The second factor: something besides the password that only this person has. A passkey first, an authenticator app as the alternative. */
export function FactorStep({ session, door, onDone }: EnrolStepProps) {
  const way = useSignal<'passkey' | 'app'>(canPasskey() ? 'passkey' : 'app');
  return (
    <>
      <h1>A second way to show it is you</h1>
      <p class="soft">
        A password can be guessed or seen. With a second step, whoever learns yours still cannot sign in, nor read what you keep here.
      </p>
      {!session.account.factorNeeded && <p class="soft">It is yours to decide: your long password alone is enough to sign in.</p>}
      {way.value === 'passkey' ? (
        <>
          <p>
            A passkey is the safest and the easiest: this device, your phone or a security key asks for your finger, face or PIN, and no
            page but this one can ask it.
          </p>
          <PasskeyForm door={door} onDone={(account) => onDone(account)} />
          <Button wide onPress={() => (way.value = 'app')}>
            Use an authenticator app instead
          </Button>
        </>
      ) : (
        <>
          <TotpForm door={door} onDone={onDone} />
          {canPasskey() && (
            <Button wide onPress={() => (way.value = 'passkey')}>
              Use a passkey instead
            </Button>
          )}
        </>
      )}
      {!session.account.factorNeeded && (
        <Button kind="plain" wide onPress={() => onDone()}>
          Not now
        </Button>
      )}
    </>
  );
}
