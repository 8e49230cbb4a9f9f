import type { AccountRow } from '#client/store/admin.ts';
import { Button } from '#client/ui/button.tsx';
import { dayAndTime } from '#client/ui/when.ts';

type Props = {
  accounts: readonly AccountRow[] | undefined;
  /** The admin's own, which nobody deactivates themselves. */
  own: AccountRow['account'];
  onReset: (account: AccountRow) => void;
  onState: (account: AccountRow) => void;
};

/** Who has an account, whether they may sign in, and what an admin can do about it. */
export function Accounts({ accounts, own, onReset, onState }: Props) {
  if (accounts === undefined) return <p class="soft">Loading…</p>;
  return (
    <div class="table-frame" tabIndex={0} role="region" aria-labelledby="admin-accounts">
      <table>
        <thead>
          <tr>
            <th scope="col">E-mail</th>
            <th scope="col">Roles</th>
            <th scope="col">Since</th>
            <th scope="col">State</th>
            <th scope="col">Lost password and kit</th>
            <th scope="col">Leaving</th>
          </tr>
        </thead>
        <tbody>
          {accounts.map((account) => {
            const isOut = account.deactivatedAt !== undefined;
            return (
              <tr key={account.account}>
                <th scope="row">{account.email}</th>
                <td>{account.roles.join(', ')}</td>
                <td>{dayAndTime(account.createdAt)}</td>
                <td>{account.deactivatedAt === undefined ? 'Active' : `Deactivated ${dayAndTime(account.deactivatedAt)}`}</td>
                <td>
                  {!isOut && (
                    <Button onPress={() => onReset(account)}>
                      Reset<span class="only-heard"> {account.email}</span>
                    </Button>
                  )}
                </td>
                <td>
                  {account.account === own ? (
                    <span class="soft">This is you</span>
                  ) : (
                    <Button onPress={() => onState(account)}>
                      {isOut ? 'Reactivate' : 'Deactivate'}
                      <span class="only-heard"> {account.email}</span>
                    </Button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
