import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { DoorCode } from '#client/store/account.ts';
import type { EnrolStepProps } from '#client/store/enrol.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { errorWords } from '#client/ui/words.ts';
import { BackupCodes } from './backup-codes.tsx';
import { Prove } from './prove.tsx';

/** One-time codes for the day on which the second factor is lost. */
export function BackupCodesStep({ door, onDone }: EnrolStepProps) {
  const codes = useSignal<readonly string[] | undefined>(undefined);
  const wrong = useSignal<DoorCode | undefined>(undefined);
  const make = async (): Promise<void> => {
    const made = await door.newBackupCodes();
    wrong.value = made.ok ? undefined : made.code;
    if (made.ok) codes.value = made.value;
  };
  useEffect(() => void make(), [door]);
  return (
    <>
      <h1>Back-up codes</h1>
      <p class="soft">
        If your phone or key is lost, one of these codes takes its place when you sign in. Each works once. They do not replace your
        password.
      </p>
      {wrong.value === 'proof_needed' && <Prove door={door} onProven={() => void make()} />}
      {wrong.value !== undefined && wrong.value !== 'proof_needed' && (
        <Banner kind="danger" actions={<Button onPress={() => void make()}>Try again</Button>}>
          {errorWords(wrong.value)}
        </Banner>
      )}
      {codes.value && <BackupCodes codes={codes.value} onKept={() => onDone()} />}
    </>
  );
}
