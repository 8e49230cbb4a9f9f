/** Tells an account what was done to it, in the transaction of the act; shown at its next sign-in. */
import type { AccountId } from '#crdt/base/ids.ts';
import type { Tx } from '#db/connect.ts';
import { addNotice } from '#db/notices.ts';
import type { AccessDeps, From } from './deps.ts';

/** `from` undefined: where it came from is somebody else's and not told. */
export type Told = {
  readonly account: AccountId;
  readonly kind:
    | 'password.changed'
    | 'recovery.new-kit'
    | 'recovery.used'
    | 'reset.started'
    | 'reset.done'
    | 'reset.revoked'
    | 'account.deactivated'
    | 'account.reactivated';
  readonly from: From | undefined;
  readonly data?: Readonly<Record<string, boolean>>;
  /** Now, unless said. */
  readonly at?: Date;
};

export async function tell(
  tx: Tx,
  { key, clock }: AccessDeps,
  { account, kind, from, data = {}, at = new Date(clock.now()) }: Told,
): Promise<void> {
  const where = from === undefined ? {} : { ipSealed: key.seal('ip', from.ip), agentSealed: key.seal('agent', from.agent.slice(0, 256)) };
  await addNotice(tx, { account, kind, data, at, ...where });
}
