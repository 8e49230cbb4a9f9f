/** A whole practice as a process would run it, without media: real HTTP, Socket.IO and PostgreSQL. It can be stopped and started again. */
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { systemClock } from '#client/room/system-clock.ts';
import { createDatabase } from '#db/connect.ts';
import { createLogStore } from '#db/log.ts';
import { createAppointmentServices } from '#server/appointments/services.ts';
import { createAccess } from '#server/access/access.ts';
import { loadSecrets } from '#server/access/secrets.ts';
import { createGateway } from '#server/gateway/gateway.ts';
import { createHttp } from '#server/http/http.ts';
import { createAdminRooms } from '#server/operate/admin-rooms.ts';
import { createAuditReader } from '#server/operate/read-audit.ts';
import { createRecordServices } from '#server/records/services.ts';
import { createLiveRooms } from '#server/rooms/live-rooms.ts';
import { ORIGIN } from './authenticator.ts';
import { createTestDatabase } from './database.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const [clock, random] = [systemClock, systemRandom];

type Options = { /** Connections that may be open under one sign-in. */ readonly perSignIn?: number };

async function start(databaseUrl: string, folder: string, port: number, options: Options) {
  const db = createDatabase({ url: databaseUrl, log: silent });
  const secrets = await loadSecrets(join(folder, 'secrets'), random);
  const access = createAccess({ db, secrets, clock, random, origin: ORIGIN, secure: false, setUpCode: 'the-code' });
  const rooms = createLiveRooms({ store: createLogStore(db), access: access.roomAccess, news: access.news.follow, clock, log: silent });
  const health = async () => ({ ok: true as const, value: { status: 'ready' as const, version: '0' } });
  const services = {
    ...access,
    adminRooms: createAdminRooms(access.deps),
    auditReader: createAuditReader(access.deps),
    ...createRecordServices(access.deps),
    ...createAppointmentServices(access.deps, ['email', 'sms']),
    health,
    iceServers: () => [],
  };
  const app = createHttp({ services, log: silent, version: '0', clientFolder: join(folder, 'client'), secure: false, rateFactor: 1000 });
  const server = createServer(app);
  // As in practice.ts.
  server.keepAliveTimeout = 0;
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const authenticate = async (request: { headers: { cookie?: string | undefined } }, as: 'account' | 'guest') => {
    const signedIn = await access.signIns.authenticate({ cookieHeader: request.headers.cookie, as });
    return signedIn.ok ? signedIn.value : undefined;
  };
  const gateway = createGateway({ httpServer: server, authenticate, ended: access.endings.follow, rooms, clock, log: silent, ...options });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    db,
    secrets,
    port: (server.address() as AddressInfo).port,
    /** Every connection breaks off as if a cable were pulled. */
    cutAll: () => sockets.forEach((socket) => socket.destroy()),
    async close() {
      await gateway.close();
      await rooms.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      access.close();
      await db.close();
    },
  };
}

export async function createLivePractice(options: Options = {}) {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'practice-'));
  let running = await start(database.url, folder, 0, options);
  const { port } = running;
  return {
    origin: `http://127.0.0.1:${port}`,
    databaseUrl: database.url,
    /** Of the process that runs now. */
    get db() {
      return running.db;
    },
    get secrets() {
      return running.secrets;
    },
    cutAll: () => running.cutAll(),
    stop: () => running.close(),
    async start() {
      running = await start(database.url, folder, port, options);
    },
    async [Symbol.asyncDispose]() {
      await running.close();
      await database[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
