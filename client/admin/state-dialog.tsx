import { useSignal } from '@preact/signals';
import { Prove } from '#client/account/prove.tsx';
import type { AccountRow, AdminStore } from '#client/store/admin.ts';
import type { DoorCode } from '#client/store/account.ts';
import type { EnrolDoor } from '#client/store/enrol.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { errorWords } from '#client/ui/words.ts';

type Props = { store: AdminStore; door: Pick<EnrolDoor, 'prove' | 'provePasskey'>; account: AccountRow; onClose: () => void };

/** Deactivates an account, or lets it in again: says plainly what happens, and to what, before it does. */
export function StateDialog({ store, door, account, onClose }: Props) {
  const isOut = account.deactivatedAt !== undefined;
  const busy = useSignal(false);
  const wrong = useSignal<DoorCode | undefined>(undefined);
  const change = async (): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    const done = await (isOut ? store.reactivate : store.deactivate)(account.account);
    busy.value = false;
    wrong.value = done.ok ? undefined : done.code;
    if (done.ok) onClose();
  };
  return (
    <Dialog title={isOut ? 'Reactivate an account' : 'Deactivate an account'} onClose={onClose}>
      {wrong.value === 'proof_needed' ? (
        <Prove door={door} passkey onProven={() => void change()} />
      ) : (
        <div class="stack">
          {wrong.value && <Banner kind="danger">{errorWords(wrong.value)}</Banner>}
          {isOut ? <ComingBack email={account.email} /> : <Leaving email={account.email} />}
          <Button kind={isOut ? 'primary' : 'danger'} wide busy={busy.value} onPress={() => void change()}>
            {isOut ? 'Let them sign in again' : 'Deactivate this account'}
          </Button>
        </div>
      )}
    </Dialog>
  );
}

function Leaving({ email }: { email: string }) {
  return (
    <>
      <p>
        <strong>{email}</strong> is signed out everywhere at once and cannot sign in any more.
      </p>
      <Banner kind="warn">
        What this account keeps cannot be opened by anybody from now on, you included, unless it was handed over to a colleague before. If
        it has not been, let them do that first: on their page of rooms, “Hand over to a colleague”.
      </Banner>
      <ul class="points">
        <li>Sessions that they hold end for everybody in them, now.</li>
        <li>They are out of rooms of others; those rooms get a new key before anything more is kept in them.</li>
        <li>What they handed over to colleagues can be read by those colleagues as before.</li>
        <li>Invitations and resets that they started are void, and so is their recovery kit.</li>
      </ul>
      <p class="soft">Nothing is deleted. It is written to the audit log, and you can let them in again.</p>
    </>
  );
}

function ComingBack({ email }: { email: string }) {
  return (
    <>
      <p>
        <strong>{email}</strong> signs in as before, with the same password, second factor and recovery kit, and reads the sessions that
        were theirs.
      </p>
      <p>
        What colleagues had shared with them does not come back by itself: whoever shared it has to do so again. Sessions that ended stay
        ended.
      </p>
      <p class="soft">It is written to the audit log, and they are told.</p>
    </>
  );
}
