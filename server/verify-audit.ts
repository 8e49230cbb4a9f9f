/**
 * `npm run verify-audit`: reads the whole audit log and says whether its chain and the server's signatures under it hold.
 * Changes nothing, and works beside a running Holdspace as well as without one. Exit code 0: intact; 1: broken; 2: not read.
 */
import { join } from 'node:path';
import type { AuditVerdict } from '#db/audit.ts';
import { createDatabase } from '#db/connect.ts';
import { createEmbeddedPostgres } from '#db/embedded.ts';
import { findEmbedded } from '#db/embedded/running.ts';
import { readAuditPublic } from './access/secrets.ts';
import { readConfig, type Config } from './config.ts';
import { verifyAuditLog } from './operate/audit.ts';

const FAULTS: Readonly<Record<Extract<AuditVerdict, { intact: false }>['fault'], string>> = {
  gap: 'an entry is missing here',
  hash: 'this entry is not the one that was written, or not in its place',
  checkpoint: 'the log is not the one that was signed here: its end was cut off, or it was written anew',
};
const silent = { info: () => undefined, warn: () => undefined };

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
  const url = await databaseUrl(parts, config);
  const db = parts.adopt(createDatabase({ url, log: silent, poolSize: 1 }), (it) => it.close());
  const verdict = await verifyAuditLog(db, auditPublic);
  if (!verdict.ok) throw new Error('the database does not answer');
  return verdict.value;
}

/** The operator's own database, the one that a Holdspace runs right now, or else one started for this alone. */
async function databaseUrl(parts: AsyncDisposableStack, { databaseUrl: given, dataDir }: Config): Promise<string> {
  if (given !== undefined) return Buffer.from(given.reveal()).toString('utf8');
  const found = await findEmbedded(dataDir);
  if (found.is === 'running') return found.url;
  if (found.is === 'none') throw new Error(`there is no database in ${dataDir}`);
  return parts.adopt(await createEmbeddedPostgres({ dataDir, log: silent }), (it) => it.close()).url;
}

function sentence(verdict: AuditVerdict): string {
  if (!verdict.intact) return `AUDIT LOG BROKEN at entry ${verdict.seq}: ${FAULTS[verdict.fault]}.`;
  const { entries, signedTo, hash } = verdict;
  return `Audit log intact: ${entries} entries, signed up to entry ${signedTo}. Hash of the last: ${hash}`;
}
