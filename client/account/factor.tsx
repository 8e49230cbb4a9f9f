import { useSignal } from '@preact/signals';
import type { FactorMethod, FactorProof } from '#server/contract/http-factors.ts';
import type { DoorCode } from '#client/store/account.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Field } from '#client/ui/field.tsx';
import { Panel } from '#client/ui/panel.tsx';
import { errorWords } from '#client/ui/words.ts';

type Props = {
  methods: readonly FactorMethod[];
  onProof: (proof: FactorProof) => Promise<DoorCode | undefined>;
  onBack: () => void;
};

/** The second step of signing in. */
export function Factor({ methods, onProof, onBack }: Props) {
  const method = useSignal<'totp' | 'backup'>(methods.includes('totp') ? 'totp' : 'backup');
  const code = useSignal('');
  const busy = useSignal(false);
  const wrong = useSignal<DoorCode | undefined>(undefined);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    wrong.value = await onProof(
      method.value === 'totp' ? { method: 'totp', code: code.value.replaceAll(/\D/g, '') } : { method: 'backup', code: code.value },
    );
    busy.value = false;
  };
  const change = (to: 'totp' | 'backup'): void => {
    method.value = to;
    code.value = '';
    wrong.value = undefined;
  };
  return (
    <Panel>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <h1>One more step</h1>
        {wrong.value && <Banner kind="danger">{factorWords(wrong.value, method.value)}</Banner>}
        {method.value === 'totp' ? (
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
        ) : (
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
          {busy.value ? 'Signing in…' : 'Sign in'}
        </Button>
        <div class="row apart">
          <Button kind="plain" onPress={onBack}>
            Back
          </Button>
          {method.value === 'totp' && methods.includes('backup') && (
            <Button kind="plain" onPress={() => change('backup')}>
              Use a back-up code
            </Button>
          )}
          {method.value === 'backup' && methods.includes('totp') && (
            <Button kind="plain" onPress={() => change('totp')}>
              Use the authenticator app
            </Button>
          )}
        </div>
      </form>
    </Panel>
  );
}

function factorWords(code: DoorCode, method: 'totp' | 'backup'): string {
  if (code === 'not_signed_in') return 'This took too long, or there were too many tries. Please go back and begin with your password.';
  if (code === 'wrong_factor' && method === 'backup') return 'This code is not one of yours, or it was used already.';
  if (code === 'bad_shape') return 'This is not a complete code.';
  if (code === 'too_fast') return 'There were many wrong codes for this account. Please wait a quarter of an hour and try again.';
  return errorWords(code);
}
