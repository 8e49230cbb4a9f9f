import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { FactorsView } from '#server/contract/http-factors.ts';
import type { PasskeyCode } from '#client/store/account.ts';
import type { AccountSectionProps } from '#client/store/account-page.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { errorWords } from '#client/ui/words.ts';
import { BackupCodes } from './backup-codes.tsx';
import { PasskeyForm } from './passkey-form.tsx';
import { PasskeyList, RemovePasskey, RenamePasskey, type Passkey } from './passkey-list.tsx';
import { Prove } from './prove.tsx';
import { TotpForm } from './totp-form.tsx';

type Doing =
  | { readonly is: 'add-passkey' }
  | { readonly is: 'rename'; readonly passkey: Passkey }
  | { readonly is: 'remove'; readonly passkey: Passkey }
  | { readonly is: 'totp' }
  | { readonly is: 'codes'; readonly codes: readonly string[] }
  /** The password or a passkey is asked for, then it is tried again. */
  | { readonly is: 'prove'; readonly again: () => void };

/** Passkeys, the authenticator app and back-up codes of one's own account. */
export function WaysSection({ door }: AccountSectionProps) {
  const factors = useSignal<FactorsView | undefined>(undefined);
  const doing = useSignal<Doing | undefined>(undefined);
  const wrong = useSignal<PasskeyCode | undefined>(undefined);
  const refresh = async (): Promise<void> => {
    const read = await door.factors();
    if (read.ok) factors.value = read.value;
    else wrong.value = read.code;
  };
  useEffect(() => void refresh(), [door]);
  const close = (): void => void (doing.value = undefined);
  /** Does it; asks for a fresh proof where the server wants one, and does it then. */
  const act = async (work: () => Promise<PasskeyCode | undefined>): Promise<void> => {
    const code = await work();
    if (code === 'proof_needed') {
      doing.value = { is: 'prove', again: () => void act(work) };
      return;
    }
    wrong.value = code;
    if (doing.value?.is !== 'codes') close();
    await refresh();
  };
  const makeCodes = () =>
    act(async () => {
      const made = await door.newBackupCodes();
      if (made.ok) doing.value = { is: 'codes', codes: made.value };
      return made.ok ? undefined : made.code;
    });
  const now = factors.value;
  if (now === undefined) return wrong.value ? <Banner kind="danger">{errorWords(wrong.value)}</Banner> : <p class="soft">Loading…</p>;
  const hasPasskey = now.passkeys.length > 0;
  const hasFactor = hasPasskey || now.totp;
  const after = (): void => {
    close();
    wrong.value = undefined;
    void refresh();
  };
  return (
    <>
      <p class="soft">
        {now.needed
          ? 'Besides your password you show a second thing that only you have. Keep two of them, so that losing one does not lock you out.'
          : 'Besides your password you can show a second thing that only you have.'}
      </p>
      {wrong.value && <Banner kind={wrong.value === 'passkey_cancelled' ? 'warn' : 'danger'}>{errorWords(wrong.value)}</Banner>}
      <h3>Passkeys</h3>
      <PasskeyList
        passkeys={now.passkeys}
        onRename={(passkey) => (doing.value = { is: 'rename', passkey })}
        onRemove={(passkey) => (doing.value = { is: 'remove', passkey })}
        onUnlock={({ id }) => void act(() => door.letUnlock(id))}
      />
      <div>
        <Button onPress={() => (doing.value = { is: 'add-passkey' })}>Add a passkey</Button>
      </div>
      <h3 class="way-head">Authenticator app</h3>
      <p>{now.totp ? 'An app on your phone shows a code for each sign-in.' : 'None is tied to your account.'}</p>
      <div class="row">
        <Button onPress={() => (doing.value = { is: 'totp' })}>{now.totp ? 'Use another app' : 'Set up an app'}</Button>
        {now.totp && <Button onPress={() => void act(door.removeTotp)}>Remove the app</Button>}
      </div>
      <h3 class="way-head">Back-up codes</h3>
      <p>
        {hasFactor
          ? `${now.backupCodesLeft} of 10 are left. New ones end the old.`
          : 'They stand in for a passkey or an app: add one of these first.'}
      </p>
      {hasFactor && (
        <div>
          <Button onPress={() => void makeCodes()}>Make new codes</Button>
        </div>
      )}
      {doing.value?.is === 'add-passkey' && (
        <Dialog title="Add a passkey" onClose={close}>
          <PasskeyForm door={door} passkey={hasPasskey} onDone={after} />
        </Dialog>
      )}
      {doing.value?.is === 'totp' && (
        <Dialog title="Authenticator app" onClose={close}>
          <TotpForm door={door} passkey={hasPasskey} onDone={after} />
        </Dialog>
      )}
      {doing.value?.is === 'codes' && (
        <Dialog title="Your new back-up codes" onClose={close}>
          <div class="stack">
            <BackupCodes codes={doing.value.codes} onKept={after} />
          </div>
        </Dialog>
      )}
      {doing.value?.is === 'rename' && <RenamePasskey passkey={doing.value.passkey} door={door} onClose={close} act={act} />}
      {doing.value?.is === 'remove' && <RemovePasskey passkey={doing.value.passkey} door={door} onClose={close} act={act} />}
      {doing.value?.is === 'prove' && (
        <Dialog title="Is it you?" onClose={close}>
          <Prove door={door} passkey={hasPasskey} onProven={doing.value.again} />
        </Dialog>
      )}
    </>
  );
}
