/** A whole practice over real HTTP and real PostgreSQL; person.ts plays those who use it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { createDatabase } from '#db/connect.ts';
import { createAppointmentServices } from '#server/appointments/services.ts';
import { createAccess } from '#server/access/access.ts';
import { loadSecrets } from '#server/access/secrets.ts';
import { createHttp } from '#server/http/http.ts';
import { createAdminRooms } from '#server/operate/admin-rooms.ts';
import { createAuditReader } from '#server/operate/read-audit.ts';
import { createRecordServices } from '#server/records/services.ts';
import { ORIGIN } from './authenticator.ts';
import { createHandClock } from './clock.ts';
import { createTestDatabase } from './database.ts';
import { createPerson } from './person.ts';
import { createSeededRandom } from './random.ts';

type AuditLine = { readonly actor: string; readonly action: string; readonly subject: string; readonly outcome: string };
const silent = { debug: () => undefined, warn: () => undefined };

export async function createPractice(options: { readonly rateFactor?: number } = {}) {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'practice-'));
  const random = createSeededRandom(1);
  const clock = createHandClock();
  const db = createDatabase({ url: database.url, log: silent });
  const secrets = await loadSecrets(join(folder, 'secrets'), random);
  const access = createAccess({ db, secrets, clock, random, origin: ORIGIN, secure: false, setUpCode: 'the-code' });
  const services = {
    ...access,
    adminRooms: createAdminRooms(access.deps),
    auditReader: createAuditReader(access.deps),
    ...createRecordServices(access.deps),
    ...createAppointmentServices(access.deps, ['email', 'sms']),
    health: async () =>
      (await db.ready())
        ? { ok: true as const, value: { status: 'ready' as const, version: '0' } }
        : { ok: false as const, code: 'not_ready' as const },
    iceServers: () => [],
  };
  const failures: unknown[] = [];
  const log = { ...silent, error: (fields: object) => void failures.push(fields) };
  const app = createHttp({
    services,
    log,
    version: '0',
    clientFolder: join(folder, 'client'),
    secure: false,
    rateFactor: options.rateFactor ?? 1000,
  });
  const server = createServer(app);
  // OPAQUE of the people runs in this process, too: while it does, five idle seconds are over in no time on a busy machine.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    services,
    db,
    access,
    secrets,
    clock,
    random,
    database,
    failures,
    /** The audit log's entries, oldest first, as its owner reads them. */
    async auditLog(): Promise<readonly AuditLine[]> {
      const owner = postgres(database.url, { max: 1 });
      const entries = await owner<AuditLine[]>`SELECT actor, action, subject, outcome FROM audit ORDER BY seq`;
      await owner.end();
      return entries.map(({ actor, action, subject, outcome }) => ({ actor, action, subject, outcome }));
    },
    clientFolder: join(folder, 'client'),
    person: () => createPerson(url, clock.now),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      access.close();
      await db.close();
      await database[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
export type Practice = Awaited<ReturnType<typeof createPractice>>;
