/**
 * `npm run verify-keys`: reads the whole key directory and says whether its chain, the signatures in it and the server's under it hold, and whether
 * accounts have the keys that it lists. Changes nothing, and works beside a running Holdspace as well as without one. Exit code 0: intact;
 * 1: broken; 2: not read.
 */
import { join } from 'node:path';
import { ok } from '#crdt/base/result.ts';
import { verifyDirectory, type DirectoryFault, type DirectoryVerdict } from '#db/verify-directory.ts';
import { readAuditPublic } from './access/secrets.ts';
import { readConfig, type Config } from './config.ts';
import { openKept } from './kept-database.ts';

const FAULTS: Readonly<Record<DirectoryFault, string>> = {
  gap: 'an entry is missing here',
  hash: 'this entry is not the one that was written, or not in its place',
  order: 'this entry does not follow on the one before of its account',
  signature: 'this entry is not signed by the keys that it names or follows',
  checkpoint: 'the directory is not the one that was signed here: its end was cut off, or it was written anew',
  account: 'the account of this entry has other keys than it, or is gone (entry 0: an account without an entry)',
};

try {
  const verdict = await check(readConfig(process.env));
  process.stdout.write(`${sentence(verdict)}\n`);
  process.exitCode = verdict.intact ? 0 : 1;
} catch (error) {
  process.stderr.write(`The key directory could not be read: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

async function check(config: Config): Promise<DirectoryVerdict> {
  await using parts = new AsyncDisposableStack();
  const serverPublic = await readAuditPublic(join(config.dataDir, 'secrets'));
  const db = await openKept(parts, config);
  const verdict = await db.act('system:directory', async (tx) => ok(await verifyDirectory(tx, serverPublic)));
  if (!verdict.ok) throw new Error('the database does not answer');
  return verdict.value;
}

function sentence(verdict: DirectoryVerdict): string {
  if (!verdict.intact) return `KEY DIRECTORY BROKEN at entry ${verdict.seq}: ${FAULTS[verdict.fault]}.`;
  const { entries, accounts, signedTo, hash } = verdict;
  return `Key directory intact: ${entries} entries of ${accounts} accounts, signed up to entry ${signedTo}. Hash of the last: ${hash}`;
}
