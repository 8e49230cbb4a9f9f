import { useSignal } from '@preact/signals';
import type { FactorMethod, FactorProof } from '#server/contract/http-factors.ts';
import type { PasskeyCode } from '#client/store/account.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Field } from '#client/ui/field.tsx';
import { Panel } from '#client/ui/panel.tsx';
import { errorWords } from '#client/ui/words.ts';

type Props = {
  methods: readonly FactorMethod[];
  onProof: (proof: Exclude<FactorProof, { method: 'passkey' }> | { method: 'ask-passkey' }) => Promise<PasskeyCode | undefined>;
  onBack: () => void;
};

const ORDER: readonly FactorMethod[] = ['passkey', 'totp', 'backup'];
const OTHER_WAY: Record<FactorMethod, string> = {
  passkey: 'Use your passkey',
  totp: 'Use the authenticator app',
  backup: 'Use a back-up code',
};

/** The second step of signing in. */
export function Factor({ methods, onProof, onBack }: Props) {
  const method = useSignal<FactorMethod>(ORDER.find((one) => methods.includes(one)) ?? 'backup');
  const code = useSignal('');
  const busy = useSignal(false);
  const wrong = useSignal<PasskeyCode | undefined>(undefined);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    wrong.value = await onProof(proofOf(method.value, code.value));
    busy.value = false;
  };
  const change = (to: FactorMethod): void => {
    method.value = to;
    code.value = '';
    wrong.value = undefined;
  };
  return (
    <Panel>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <h1>One more step</h1>
        {wrong.value && (
          <Banner kind={wrong.value === 'passkey_cancelled' ? 'warn' : 'danger'}>{factorWords(wrong.value, method.value)}</Banner>
        )}
        {method.value === 'passkey' && (
          <p>Your password is right. Now show your passkey: your device will ask for your finger, face or PIN.</p>
        )}
        {method.value === 'totp' && (
          <Field
            key="totp"
            label="Code from your authenticator app"
            hint="Six digits that change every half minute."
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={7}
            value={code.value}
            onValue={(text) => (code.value = text)}
          />
        )}
        {method.value === 'backup' && (
          <Field
            key="backup"
            label="One of your back-up codes"
            hint="Twelve letters and digits. Each code works once."
            inputMode="text"
            maxLength={40}
            value={code.value}
            onValue={(text) => (code.value = text)}
          />
        )}
        <Button kind="primary" type="submit" wide busy={busy.value}>
          {busy.value ? 'Signing in…' : method.value === 'passkey' ? 'Use your passkey' : 'Sign in'}
        </Button>
        {ORDER.filter((other) => other !== method.value && methods.includes(other)).map((other) => (
          <Button key={other} wide onPress={() => change(other)}>
            {OTHER_WAY[other]}
          </Button>
        ))}
        <Button kind="plain" wide onPress={onBack}>
          Back
        </Button>
      </form>
    </Panel>
  );
}

function proofOf(method: FactorMethod, code: string) {
  if (method === 'passkey') return { method: 'ask-passkey' } as const;
  return method === 'totp' ? { method, code: code.replaceAll(/\D/g, '') } : { method, code };
}

function factorWords(code: PasskeyCode, method: FactorMethod): string {
  if (code === 'not_signed_in') return 'This took too long, or there were too many tries. Please go back and begin with your password.';
  if (code === 'wrong_factor' && method === 'backup') return 'This code is not one of yours, or it was used already.';
  if (code === 'wrong_factor' && method === 'passkey')
    return 'This passkey was not accepted. Please go back and try again, or take another way.';
  if (code === 'bad_shape') return 'This is not a complete code.';
  if (code === 'too_fast') return 'There were many wrong codes for this account. Please wait a quarter of an hour and try again.';
  return errorWords(code);
}
