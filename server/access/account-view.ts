/** What an account is told of itself. */
import type { AccountRow } from '#db/accounts.ts';
import type { RouteReply } from '#server/contract/http.ts';
import type { AccountView } from '#server/contract/account-shapes.ts';
import type { AccountRole } from '#server/contract/roles.ts';
import { toBase64 } from './bytes.ts';
import type { DeploymentKey } from './deployment-key.ts';

export const accountView = (key: DeploymentKey, row: AccountRow, factorNeeded: boolean): AccountView => ({
  account: row.id,
  email: key.open('email', row.emailSealed),
  roles: row.roles as AccountRole[],
  signPublic: toBase64(row.signPublic),
  boxPublic: toBase64(row.boxPublic),
  factorNeeded,
});

export type SignedInView = RouteReply<'GET /api/sign-in'>;
/** With what unlocks its keyring. */
export const signedInView = (key: DeploymentKey, row: AccountRow, factorNeeded: boolean): SignedInView => ({
  ...accountView(key, row, factorNeeded),
  wrappedKeyring: toBase64(row.wrappedKeyring),
});
