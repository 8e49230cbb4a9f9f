/** Whether a code shown as second factor is right; each counts once, and wrong ones are counted for the account, whatever the attempt. */
import type { AccountId } from '#crdt/base/ids.ts';
import type { Tx } from '#db/connect.ts';
import { countBackupCodes, findFactors, lockFactors, setFailures, useBackupCode, useTotpStep, type FactorsRow } from '#db/factors.ts';
import { passkeysOf } from '#db/passkeys.ts';
import type { CodeProof, FactorMethod } from '#server/contract/http-factors.ts';
import { LIMITS } from '#server/contract/limits.ts';
import type { AccessDeps } from './deps.ts';
import { hashBackupCode, openTotp, totpStep } from './factor-codes.ts';

const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 3_600_000;

export type Checked = 'right' | 'wrong_factor' | 'too_fast';
export type FactorCheck = ReturnType<typeof createFactorCheck>;

export function createFactorCheck({ key, clock }: AccessDeps) {
  async function isRight(tx: Tx, row: FactorsRow, proof: CodeProof): Promise<boolean> {
    if (proof.method === 'backup')
      return useBackupCode(tx, row.account, hashBackupCode(key, row.account, proof.code), new Date(clock.now()));
    const secret = row.totpSealed === null ? undefined : openTotp(key, row.account, row.totpSealed);
    const step = secret === undefined ? undefined : totpStep(secret, proof.code, clock.now());
    if (step === undefined || step <= row.totpStep) return false;
    await useTotpStep(tx, row.account, step);
    return true;
  }

  return {
    /** How the account may show its second factor; none: it has none. Back-up codes stand in for one that is there. */
    async methods(tx: Tx, account: AccountId): Promise<FactorMethod[]> {
      const methods: FactorMethod[] = [];
      if ((await passkeysOf(tx, account)).length > 0) methods.push('passkey');
      if (((await findFactors(tx, account))?.totpSealed ?? null) !== null) methods.push('totp');
      if (methods.length > 0 && (await countBackupCodes(tx, account)) > 0) methods.push('backup');
      return methods;
    },

    /** Of two changes of one account's factors at once the second waits. */
    lock: (tx: Tx, account: AccountId): Promise<unknown> => lockFactors(tx, account),

    /** Commit whatever it answers: a wrong try has to be remembered. */
    async check(tx: Tx, account: AccountId, proof: CodeProof): Promise<Checked> {
      const row = await lockFactors(tx, account);
      if (row === undefined) return 'wrong_factor';
      const now = clock.now();
      const failures = row.failures.filter((at) => now - at.getTime() < DAY_MS);
      const lately = failures.filter((at) => now - at.getTime() < QUARTER_MS).length;
      if (lately >= LIMITS.factorFailuresPerQuarter || failures.length >= LIMITS.factorFailuresPerDay) return 'too_fast';
      if (await isRight(tx, row, proof)) return 'right';
      await setFailures(tx, account, [...failures, new Date(now)]);
      return 'wrong_factor';
    },
  };
}
