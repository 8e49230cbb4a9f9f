/**
 * `npm run audit:verify [-- --against FILE]`: reads the whole audit log and says whether its chain and the server's signatures under it hold, and
 * whether it is still the log of the checkpoints in FILE. `npm run audit:checkpoint [-- FILE]` prints the newest checkpoint, or adds it to FILE: the
 * server signs one every ten minutes. Both change nothing of the log, and work beside a running Holdspace as well as without one.
 * Exit code 0: intact; 1: broken; 2: not read.
 */
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ok } from '#crdt/base/result.ts';
import { isSigned, newestMark, type AuditMark, type AuditVerdict } from '#db/verify-audit.ts';
import { readAuditPublic } from './access/secrets.ts';
import { readConfig, type Config } from './config.ts';
import { openKept } from './kept-database.ts';
import { readMarks, writeMark } from './operate/audit-mark.ts';
import { verifyAuditLog } from './operate/audit.ts';

const FAULTS: Readonly<Record<Extract<AuditVerdict, { intact: false }>['fault'], string>> = {
  gap: 'an entry is missing here',
  hash: 'this entry is not the one that was written, or not in its place',
  checkpoint: 'the log is not the one that was signed here: its end was cut off, or it was written anew',
};

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { against: { type: 'string' }, checkpoint: { type: 'boolean', default: false } },
  });
  const config = readConfig(process.env);
  if (values.checkpoint) await tellCheckpoint(config, positionals[0]);
  else tellVerdict(await verify(config, values.against));
} catch (error) {
  process.stderr.write(`The audit log could not be read: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

function tellVerdict(verdict: AuditVerdict): void {
  process.stdout.write(`${sentence(verdict)}\n`);
  process.exitCode = verdict.intact ? 0 : 1;
}

async function verify(config: Config, against: string | undefined): Promise<AuditVerdict> {
  await using parts = new AsyncDisposableStack();
  const auditPublic = await readAuditPublic(join(config.dataDir, 'secrets'));
  const elsewhere: readonly AuditMark[] | undefined = against === undefined ? [] : readMarks(await readFile(against, 'utf8'));
  if (elsewhere?.every((mark) => isSigned(mark, auditPublic)) !== true)
    throw new Error(`${against} holds a line that is no checkpoint, or one that this server did not sign`);
  const db = await openKept(parts, config);
  const verdict = await verifyAuditLog(db, auditPublic, elsewhere);
  if (!verdict.ok) throw new Error('the database does not answer');
  return verdict.value;
}

async function tellCheckpoint(config: Config, file: string | undefined): Promise<void> {
  await using parts = new AsyncDisposableStack();
  const db = await openKept(parts, config);
  const mark = await db.act('system:audit', async (tx) => ok(await newestMark(tx)));
  if (!mark.ok) throw new Error('the database does not answer');
  if (mark.value === undefined) throw new Error('no checkpoint was signed yet; the server signs the first within ten minutes');
  const line = `${writeMark(mark.value)}\n`;
  if (file === undefined) process.stdout.write(line);
  else await appendFile(file, line);
}

function sentence(verdict: AuditVerdict): string {
  if (!verdict.intact) return `AUDIT LOG BROKEN at entry ${verdict.seq}: ${FAULTS[verdict.fault]}.`;
  const { entries, signedTo, hash } = verdict;
  return `Audit log intact: ${entries} entries, signed up to entry ${signedTo}. Hash of the last: ${hash}`;
}
