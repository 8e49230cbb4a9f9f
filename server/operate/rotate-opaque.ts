/**
 * OPAQUE's server set-up is rotated: new records are made under a new one, those there are stay under theirs until their owners next sign in with
 * the password, and the old set-up goes once nobody needs it, or earlier at the price of those who do.
 */
import { ok } from '#crdt/base/result.ts';
import type { Clock } from '#crdt/base/clock.ts';
import type { Random } from '#crdt/base/random.ts';
import { allAccounts, recordsBySetup } from '#db/accounts.ts';
import { appendAudit, type AuditAction } from '#db/audit.ts';
import type { Database, Tx } from '#db/connect.ts';
import { createDeploymentKey } from '#server/access/deployment-key.ts';
import { addOpaqueSetup, loadSecrets, removeOpaqueSetup } from '#server/access/secrets.ts';

export type RotateOpaqueDeps = {
  readonly folder: string;
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
};
/** `left`: accounts whose records are under an older set-up than `newest`. */
export type OpaqueStanding = { readonly newest: number; readonly older: readonly number[]; readonly left: number };

export async function opaqueStanding({ folder, db, random }: RotateOpaqueDeps): Promise<OpaqueStanding> {
  const versions = [...(await loadSecrets(folder, random)).opaqueSetups.keys()];
  const newest = Math.max(...versions);
  const counts = await acted(db, (tx) => recordsBySetup(tx));
  const left = counts.reduce((sum, { setup, accounts }) => (setup < newest ? sum + accounts : sum), 0);
  return { newest, older: versions.filter((version) => version < newest), left };
}

/** Makes a new set-up; throws while an earlier one is still there, since whoever signs in is answered under each. */
export async function rotateOpaque(deps: RotateOpaqueDeps): Promise<OpaqueStanding> {
  const { newest, older, left } = await opaqueStanding(deps);
  if (older.length > 0)
    throw new Error(`the rotation before is not over: ${left} accounts are under an older set-up. End it with --drop-old first.`);
  await addOpaqueSetup(deps.folder, newest + 1);
  await written(deps, 'opaque.rotate', newest + 1);
  return opaqueStanding(deps);
}

/**
 * Removes the older set-ups. While an account needs one nothing is done, unless `force`: then whoever is named in `lockedOut` signs in no more
 * without their recovery kit or a reset.
 */
export async function dropOldSetups(
  deps: RotateOpaqueDeps,
  { force }: { readonly force: boolean },
): Promise<{ readonly dropped: readonly number[]; readonly lockedOut: readonly string[] }> {
  const { folder, db, random } = deps;
  const { newest, older } = await opaqueStanding(deps);
  const { deploymentKeys: keys, lookupKey } = await loadSecrets(folder, random);
  const key = createDeploymentKey({ keys, lookupKey, random });
  const behind = (await acted(db, (tx) => allAccounts(tx))).filter(({ opaqueSetup }) => opaqueSetup < newest);
  const lockedOut = behind.map(({ emailSealed }) => key.open('email', emailSealed));
  if (older.length === 0 || (lockedOut.length > 0 && !force)) return { dropped: [], lockedOut };
  for (const version of older) {
    await removeOpaqueSetup(folder, version);
    await written(deps, 'opaque.drop', version);
  }
  return { dropped: older, lockedOut };
}

async function acted<Value>(db: Database, work: (tx: Tx) => Promise<Value>): Promise<Value> {
  const done = await db.act('system:sign-in', async (tx) => ok(await work(tx)));
  if (!done.ok) throw new Error('the database is away: run it again');
  return done.value;
}

const written = ({ db, clock }: RotateOpaqueDeps, action: AuditAction, version: number): Promise<void> =>
  acted(db, (tx) => appendAudit(tx, [{ at: clock.now(), actor: 'system', action, subject: `opaque-setup:${version}`, outcome: 'ok' }]));
