/** Whether an account may be left with its password alone. */
import type { AccountId } from '#crdt/base/ids.ts';
import { accountById } from '#db/accounts.ts';
import type { Tx } from '#db/connect.ts';
import { needsFactor, type AccountRole } from '#server/contract/roles.ts';

/** `last_factor`: its roles ask for a second factor; `short_password`: its password does (NIST SP 800-63B-4, 3.1.1.2). Undefined: it may. */
export async function loneFault(tx: Tx, account: AccountId): Promise<'last_factor' | 'short_password' | undefined> {
  const row = await accountById(tx, account);
  if (needsFactor((row?.roles ?? []) as AccountRole[])) return 'last_factor';
  return row?.shortPassword === true ? 'short_password' : undefined;
}
