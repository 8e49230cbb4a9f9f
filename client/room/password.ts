/** Changing one's password: the keyring is wrapped anew under the new one's export key; nothing that was sealed is touched. Runs in Node and browsers. */
import type { Result } from '#crdt/base/result.ts';
import type { Random } from '#crdt/base/random.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { changeRecord } from './change-record.ts';
import { proveByPassword } from './factors.ts';
import type { Session } from './session.ts';

type Changing = {
  readonly session: Session;
  readonly oldPassword: string;
  readonly newPassword: string;
  /** All other sign-ins of the account end. */
  readonly endOthers: boolean;
  readonly random?: Random | undefined;
};

/** `wrong_credentials`: not the old password. `changed_meanwhile`: somebody else was quicker. Either way nothing has changed. */
export async function changePassword({ session, ...changing }: Changing): Promise<Result<undefined, ErrorCode>> {
  const { http, keyring } = session;
  const change = () => changeRecord({ http, keyring, account: session.account.account, ...changing });
  const changed = await change();
  if (changed.ok || changed.code !== 'proof_needed') return changed;
  const proven = await proveByPassword(http, changing.oldPassword);
  return proven.ok ? change() : proven;
}
