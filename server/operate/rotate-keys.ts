/** A new version of the deployment key, and everything that rests sealed brought under it: resumable, audited, with nobody at work meanwhile. */
import { ok } from '#crdt/base/result.ts';
import type { Clock } from '#crdt/base/clock.ts';
import type { Random } from '#crdt/base/random.ts';
import { appendAudit } from '#db/audit.ts';
import type { Database } from '#db/connect.ts';
import { SEALED_COLUMNS, type Resealing, type Standing } from '#db/reseal.ts';
import { createDeploymentKey } from '#server/access/deployment-key.ts';
import { addDeploymentKey, loadSecrets } from '#server/access/secrets.ts';

const BATCH = 500;

export type RotateDeps = {
  readonly folder: string;
  readonly resealing: Resealing;
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
};
export type Rotation = {
  /** The version that everything stands under now. */
  readonly version: number;
  /** An earlier rotation that was cut short was finished; no new key was made. */
  readonly resumed: boolean;
  readonly resealed: number;
  readonly standing: readonly Standing[];
};

/** What stands under another version than the newest: those of the audit log can only grow old, the others can be brought over. */
export const behind = (standing: readonly Standing[], version: number) => ({
  movable: standing.filter((row) => row.table !== 'audit' && row.version !== version),
  kept: standing.filter((row) => row.table === 'audit' && row.version !== version),
});

/** Finishes a rotation that was cut short, or else makes a new key and brings everything under it. */
export async function rotateKeys({ folder, resealing, db, clock, random }: RotateDeps): Promise<Rotation> {
  const before = await loadSecrets(folder, random);
  const newest = Math.max(...before.deploymentKeys.keys());
  const resumed = behind(await resealing.standing(), newest).movable.length > 0;
  const version = resumed ? newest : newest + 1;
  if (!resumed) await addDeploymentKey(folder, version, random);
  const { deploymentKeys: keys, lookupKey } = await loadSecrets(folder, random);
  const key = createDeploymentKey({ keys, lookupKey, random });
  let resealed = 0;
  for (const column of SEALED_COLUMNS) {
    const anew = (sealed: Uint8Array): Uint8Array => key.seal(column.purpose, key.open(column.purpose, sealed));
    for (;;) {
      const done = await resealing.reseal(column, version, BATCH, anew);
      resealed += done;
      if (done === 0) break;
    }
  }
  const entry = { at: clock.now(), actor: 'system', action: 'keys.rotate', subject: `deployment-key:${version}`, outcome: 'ok' } as const;
  const written = await db.act('system:sign-in', async (tx) => {
    await appendAudit(tx, [entry]);
    return ok(undefined);
  });
  if (!written.ok) throw new Error('the database went away before the rotation was written down: run it again');
  return { version, resumed, resealed, standing: await resealing.standing() };
}
