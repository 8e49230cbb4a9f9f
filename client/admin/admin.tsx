import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { AccountRow, AdminStore } from '#client/store/admin.ts';
import type { EnrolDoor } from '#client/store/enrol.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Icon } from '#client/ui/icons.tsx';
import { errorWords } from '#client/ui/words.ts';
import { Accounts } from './accounts.tsx';
import { InviteAccountDialog } from './invite-account-dialog.tsx';
import { PendingResets } from './pending-resets.tsx';
import { PracticeWords } from './practice-words.tsx';
import { ResetDialog } from './reset-dialog.tsx';
import { SignInsToLookAt } from './sign-ins-to-look-at.tsx';
import { RetentionTable } from './retention-table.tsx';
import { RoomTable } from './room-table.tsx';
import { StateDialog } from './state-dialog.tsx';

type Props = { store: AdminStore; door: Pick<EnrolDoor, 'prove' | 'provePasskey'>; own: AccountRow['account'] };

/** What an admin may know: who met when, for how long, how many bytes. Nothing of what was in a room. */
export function Admin({ store, door, own }: Props) {
  const leaving = useSignal<AccountRow | undefined>(undefined);
  const changed = (): void => {
    leaving.value = undefined;
    resetting.value = undefined;
    void store.refresh();
  };
  const inviting = useSignal(false);
  const resetting = useSignal<AccountRow | undefined>(undefined);
  useEffect(() => void store.refresh(), [store]);
  return (
    <>
      <div class="row apart">
        <h1>Practice</h1>
        <Button kind="primary" onPress={() => (inviting.value = true)}>
          <Icon name="plus" />
          Invite somebody
        </Button>
      </div>
      {store.wrong.value && <Banner kind="danger">{errorWords(store.wrong.value)}</Banner>}
      <section class="stack tight">
        <h2 id="admin-rooms">Rooms</h2>
        <p class="soft">
          You see that a room exists, who was there and how much is kept. What was drawn, written or said is sealed: neither you nor the
          server can read it.
        </p>
        <RoomTable rooms={store.rooms.value} />
      </section>
      <section class="stack tight">
        <h2 id="admin-accounts">Accounts</h2>
        <Accounts
          accounts={store.accounts.value}
          own={own}
          onReset={(account) => (resetting.value = account)}
          onState={(account) => (leaving.value = account)}
        />
      </section>
      <section class="stack tight">
        <h2>Resets under way</h2>
        <PendingResets store={store} />
      </section>
      <section class="stack tight">
        <h2 id="admin-sign-ins">Sign-ins to look at</h2>
        <SignInsToLookAt notices={store.notices.value} />
      </section>
      <section class="stack tight">
        <h2 id="admin-retention">How long deleted records stay</h2>
        <RetentionTable retention={store.retention.value} />
      </section>
      <PracticeWords store={store} />
      {inviting.value && <InviteAccountDialog store={store} onClose={() => (inviting.value = false)} />}
      {resetting.value && <ResetDialog store={store} door={door} account={resetting.value} onClose={changed} />}
      {leaving.value && <StateDialog store={store} door={door} account={leaving.value} onClose={changed} />}
    </>
  );
}
