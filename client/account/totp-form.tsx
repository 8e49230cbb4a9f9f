import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { AccountView } from '#server/contract/http.ts';
import type { TotpEnrolment } from '#client/room/factors.ts';
import type { DoorCode } from '#client/store/account.ts';
import type { EnrolDoor } from '#client/store/enrol.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { CopyField } from '#client/ui/copy-field.tsx';
import { Field } from '#client/ui/field.tsx';
import { QrCode } from '#client/ui/qr.tsx';
import { errorWords } from '#client/ui/words.ts';
import { Prove } from './prove.tsx';

type Props = { door: EnrolDoor; passkey?: boolean; onDone: (account: AccountView) => void };

/** Ties an authenticator app to the account: its secret as a picture and as text, then a code of it as proof that it arrived. */
export function TotpForm({ door, passkey = false, onDone }: Props) {
  const enrolment = useSignal<TotpEnrolment | undefined>(undefined);
  const code = useSignal('');
  const busy = useSignal(false);
  const wrong = useSignal<DoorCode | undefined>(undefined);
  const start = async (): Promise<void> => {
    const started = await door.startTotp();
    wrong.value = started.ok ? undefined : started.code;
    if (started.ok) enrolment.value = started.value;
  };
  useEffect(() => void start(), [door]);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    const finished = await enrolment.value?.finish(code.value.replaceAll(/\D/g, ''));
    busy.value = false;
    if (finished === undefined) return;
    wrong.value = finished.ok ? undefined : finished.code;
    if (finished.ok) onDone(finished.value);
  };
  if (wrong.value === 'proof_needed') return <Prove door={door} passkey={passkey} onProven={() => void start()} />;
  if (enrolment.value === undefined) {
    return wrong.value === undefined ? <p class="soft">One moment…</p> : <Banner kind="danger">{errorWords(wrong.value)}</Banner>;
  }
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      <p>Scan this with an authenticator app on your phone. If you have none: most password managers are one, too.</p>
      <QrCode text={enrolment.value.uri} label="The key for your authenticator app as a QR code" />
      <p class="typed-key">{enrolment.value.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</p>
      <CopyField label="Or type this key into the app" text={enrolment.value.secret} />
      {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
      <Field
        label="Code that the app shows now"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={7}
        value={code.value}
        onValue={(text) => (code.value = text)}
      />
      <Button kind="primary" type="submit" wide busy={busy.value}>
        Use this app
      </Button>
    </form>
  );
}
