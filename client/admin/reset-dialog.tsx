import { useSignal } from '@preact/signals';
import type { AccountReset, AccountRow, AdminStore } from '#client/store/admin.ts';
import type { DoorCode } from '#client/store/account.ts';
import type { EnrolDoor } from '#client/store/enrol.ts';
import { Prove } from '#client/account/prove.tsx';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { CopyField } from '#client/ui/copy-field.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { CheckField } from '#client/ui/field.tsx';
import { dayAndTime } from '#client/ui/when.ts';
import { errorWords } from '#client/ui/words.ts';

type Props = { store: AdminStore; door: Pick<EnrolDoor, 'prove' | 'provePasskey'>; account: AccountRow; onClose: () => void };

/** Starts a reset for somebody who has lost password and recovery kit: says what is lost, then gives a link to pass on. */
export function ResetDialog({ store, door, account, onClose }: Props) {
  const withFactors = useSignal(false);
  const busy = useSignal(false);
  const wrong = useSignal<DoorCode | undefined>(undefined);
  const reset = useSignal<AccountReset | undefined>(undefined);
  const start = async (): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    const made = await store.reset(account.account, withFactors.value);
    busy.value = false;
    wrong.value = made.ok ? undefined : made.code;
    reset.value = made.ok ? made.value : undefined;
  };
  return (
    <Dialog title="Reset an account" onClose={onClose}>
      {wrong.value === 'proof_needed' ? (
        <Prove door={door} passkey onProven={() => void start()} />
      ) : reset.value ? (
        <div class="stack">
          <p>
            Give this link to {account.email}, to nobody else: whoever opens it and knows the address chooses the new password. Make sure
            that it is really them who asked, best in person. It works once, until {dayAndTime(reset.value.expiresAt)}.
          </p>
          <CopyField label="Reset link" text={reset.value.link} />
        </div>
      ) : (
        <div class="stack">
          {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
          <p>
            For <strong>{account.email}</strong>, when password and recovery kit are both lost.
          </p>
          <Banner kind="warn">
            Everything that was sealed for this account stays closed for ever: its rooms, their drawings and chats. Its open sessions end.
            Neither you nor anybody else can read them afterwards. Nothing happens until the link is used; it is written to the audit log,
            and the account is told.
          </Banner>
          <p class="soft">You never see or choose the password. Roles stay as they are.</p>
          <CheckField
            label="The second factor is lost too: passkeys, app and back-up codes end"
            checked={withFactors.value}
            onChecked={(checked) => (withFactors.value = checked)}
          />
          <Button kind="danger" wide busy={busy.value} onPress={() => void start()}>
            Make a reset link
          </Button>
        </div>
      )}
    </Dialog>
  );
}
