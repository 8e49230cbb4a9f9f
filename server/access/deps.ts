/** What everything in this folder is made from, and how an act is audited with itself. */
import type { Actor } from '#db/actor.ts';
import { appendAudit, type AuditAction, type AuditEntry } from '#db/audit.ts';
import type { Database, Tx } from '#db/connect.ts';
import type { AccountId } from '#crdt/base/ids.ts';
import type { Clock } from '#crdt/base/clock.ts';
import type { Random } from '#crdt/base/random.ts';
import type { Result } from '#crdt/base/result.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import type { DeploymentKey } from './deployment-key.ts';

export type AccessDeps = { readonly db: Database; readonly key: DeploymentKey; readonly clock: Clock; readonly random: Random };

/** Where a request came from. */
export type From = { readonly ip: string; readonly agent: string; readonly cookies?: string | undefined };

/** An account's own act: in which sign-in, and from where. */
export type Self = { readonly account: AccountId; readonly cookieHeader: string | undefined; readonly from: From };

/** What of an act is known before it is done. */
export type Act = { readonly actor: string; readonly action: AuditAction; readonly subject: string; readonly from?: From | undefined };

export const auditEntry = ({ key, clock }: AccessDeps, act: Act, outcome: string): AuditEntry => ({
  at: clock.now(),
  actor: act.actor,
  action: act.action,
  subject: act.subject,
  outcome,
  ipSealed: act.from === undefined ? undefined : key.seal('ip', act.from.ip),
});

/** Does `work` and writes its entry in the same transaction; when it is refused, it is undone and the refusal is written. */
export async function audited<Value, Code extends ErrorCode>(
  deps: AccessDeps,
  as: Actor,
  act: Act,
  work: (tx: Tx) => Promise<Result<Value, Code>>,
): Promise<Result<Value, Code | 'not_ready'>> {
  const done = await deps.db.act(as, async (tx) => {
    const result = await work(tx);
    if (result.ok) await appendAudit(tx, [auditEntry(deps, act, 'ok')]);
    return result;
  });
  if (!done.ok && done.code !== 'not_ready') await refused(deps, act, done.code);
  return done;
}

/** Writes that something was refused. When even that cannot be kept, the refusal stands all the same. */
export async function refused(deps: AccessDeps, act: Act, code: string): Promise<void> {
  await deps.db.once((tx) => appendAudit(tx, [auditEntry(deps, act, code)]));
}
