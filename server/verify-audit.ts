/**
 * `npm run verify-audit`: reads the whole audit log and says whether its chain and the server's signatures under it hold.
 * Changes nothing, and works beside a running Holdspace as well as without one. Exit code 0: intact; 1: broken; 2: not read.
 */
import { join } from 'node:path';
import type { AuditVerdict } from '#db/audit.ts';
import { readAuditPublic } from './access/secrets.ts';
import { readConfig, type Config } from './config.ts';
import { openKept } from './kept-database.ts';
import { verifyAuditLog } from './operate/audit.ts';

const FAULTS: Readonly<Record<Extract<AuditVerdict, { intact: false }>['fault'], string>> = {
  gap: 'an entry is missing here',
  hash: 'this entry is not the one that was written, or not in its place',
  checkpoint: 'the log is not the one that was signed here: its end was cut off, or it was written anew',
};

try {
  const verdict = await verify(readConfig(process.env));
  process.stdout.write(`${sentence(verdict)}\n`);
  process.exitCode = verdict.intact ? 0 : 1;
} catch (error) {
  process.stderr.write(`The audit log could not be read: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

async function verify(config: Config): Promise<AuditVerdict> {
  await using parts = new AsyncDisposableStack();
  const auditPublic = await readAuditPublic(join(config.dataDir, 'secrets'));
  const db = await openKept(parts, config);
  const verdict = await verifyAuditLog(db, auditPublic);
  if (!verdict.ok) throw new Error('the database does not answer');
  return verdict.value;
}

function sentence(verdict: AuditVerdict): string {
  if (!verdict.intact) return `AUDIT LOG BROKEN at entry ${verdict.seq}: ${FAULTS[verdict.fault]}.`;
  const { entries, signedTo, hash } = verdict;
  return `Audit log intact: ${entries} entries, signed up to entry ${signedTo}. Hash of the last: ${hash}`;
}
