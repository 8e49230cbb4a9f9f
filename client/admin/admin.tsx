import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { AccountRow, AdminStore } from '#client/store/admin.ts';
import { Banner } from '#client/ui/banner.tsx';
import { Button } from '#client/ui/button.tsx';
import { Icon } from '#client/ui/icons.tsx';
import { dayAndTime } from '#client/ui/when.ts';
import { errorWords } from '#client/ui/words.ts';
import { InviteAccountDialog } from './invite-account-dialog.tsx';
import { PracticeWords } from './practice-words.tsx';
import { ResetDialog } from './reset-dialog.tsx';
import { SignInsToLookAt } from './sign-ins-to-look-at.tsx';
import { RoomTable } from './room-table.tsx';

/** What an admin may know: who met when, for how long, how many bytes. Nothing of what was in a room. */
export function Admin({ store }: { store: AdminStore }) {
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
        <Accounts accounts={store.accounts.value} onReset={(account) => (resetting.value = account)} />
      </section>
      <section class="stack tight">
        <h2 id="admin-sign-ins">Sign-ins to look at</h2>
        <SignInsToLookAt notices={store.notices.value} />
      </section>
      <PracticeWords store={store} />
      {inviting.value && <InviteAccountDialog store={store} onClose={() => (inviting.value = false)} />}
      {resetting.value && <ResetDialog store={store} account={resetting.value} onClose={() => (resetting.value = undefined)} />}
    </>
  );
}

type AccountsProps = { accounts: readonly AccountRow[] | undefined; onReset: (account: AccountRow) => void };

function Accounts({ accounts, onReset }: AccountsProps) {
  if (accounts === undefined) return <p class="soft">Loading…</p>;
  return (
    <div class="table-frame" tabIndex={0} role="region" aria-labelledby="admin-accounts">
      <table>
        <thead>
          <tr>
            <th scope="col">E-mail</th>
            <th scope="col">Roles</th>
            <th scope="col">Since</th>
            <th scope="col">Lost password and kit</th>
          </tr>
        </thead>
        <tbody>
          {accounts.map((account) => (
            <tr key={account.account}>
              <th scope="row">{account.email}</th>
              <td>{account.roles.join(', ')}</td>
              <td>{dayAndTime(account.createdAt)}</td>
              <td>
                <Button onPress={() => onReset(account)}>
                  Reset<span class="only-heard"> {account.email}</span>
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
