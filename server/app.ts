/** The whole server, made from its parts in order and closed in reverse. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '#crdt/base/clock.ts';
import type { Random } from '#crdt/base/random.ts';
import { fail, ok } from '#crdt/base/result.ts';
import { createDatabase, type Database } from '#db/connect.ts';
import { createEmbeddedPostgres } from '#db/embedded.ts';
import { createLogStore } from '#db/log.ts';
import { migrate } from '#db/migrate.ts';
import { createCalls, type Calls } from '#media/sfu/calls.ts';
import { createIceServers } from '#media/sfu/ice-servers.ts';
import { findWorkerBin } from '#media/sfu/worker-bin.ts';
import { createWorkers } from '#media/sfu/workers.ts';
import { createAccess, type Access } from './access/access.ts';
import { hasSecrets, loadSecrets } from './access/secrets.ts';
import type { Config } from './config.ts';
import { signInLimits } from './config-sign-in.ts';
import type { CallHandlers } from './gateway/call-handlers.ts';
import { createGateway } from './gateway/gateway.ts';
import { createHttp } from './http/http.ts';
import { createListener, listen, toHttps, type Listener } from './listen.ts';
import type { Log } from './log.ts';
import { createAdminRooms } from './operate/admin-rooms.ts';
import { createAuditKeeper } from './operate/audit.ts';
import { createAuditReader } from './operate/read-audit.ts';
import { createReminderKeeper } from './appointments/reminders.ts';
import { createSenders } from './appointments/senders.ts';
import { createAppointmentServices } from './appointments/services.ts';
import { createRetentionKeeper } from './records/retention.ts';
import { createRecordServices } from './records/services.ts';
import { createLiveRooms } from './rooms/live-rooms.ts';
import { refuseUnsafe, unsafeDatabase, unsafeSecrets, unsafeSettings } from './unsafe.ts';

export type AppDeps = {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly random: Random;
  readonly version: string;
  /** Asked of whoever sets up the practice from another machine. */
  readonly setUpCode: string;
};

export type App = {
  /** The port that it listens at: another than asked for when that was 0. */
  readonly port: number;
  /** Whether the practice still has no admin. */
  readonly setUpNeeded: boolean;
  /** Stops taking messages, makes what was taken durable, then stops the media workers and the database. Idempotent. */
  close(): Promise<void>;
};

const CLIENT = fileURLToPath(new URL('../dist/client', import.meta.url));
const TURN_LIFE_MS = 12 * 3_600_000;

/** Starts everything and listens. When a part cannot start, those already there are closed and the error is thrown on. */
export async function createApp(deps: AppDeps): Promise<App> {
  await using parts = new AsyncDisposableStack();
  const { config, log, clock, random } = deps;
  refuseUnsafe([...unsafeSettings(config), ...unsafeSecrets(config)]);
  const firstStart = !hasSecrets(join(config.dataDir, 'secrets'));
  const db = await openDatabase(parts, deps);
  refuseUnsafe(await unsafeDatabase(config, db, { firstStart, now: clock.now() }));
  const secrets = await loadSecrets(join(config.dataDir, 'secrets'), random);
  const secure = config.origin.startsWith('https:');
  const access = parts.adopt(
    createAccess({ db, secrets, clock, random, origin: config.origin, secure, setUpCode: deps.setUpCode, limits: signInLimits(config) }),
    (it) => it.close(),
  );
  parts.adopt(createAuditKeeper({ db, clock, ...secrets }), (it) => it.close());
  parts.adopt(createRetentionKeeper({ db, clock, log, years: config.retention }), (it) => it.close());
  const senders = createSenders(config);
  parts.adopt(createReminderKeeper({ db, clock, log, senders, key: access.deps.key }), (it) => it.close());
  const iceServers = createIceServers({ urls: config.turnUrls, secret: config.turnSecret, lifeMs: TURN_LIFE_MS, clock });
  const calls = await openCalls(parts, deps, iceServers);
  const rooms = parts.adopt(
    createLiveRooms({
      store: createLogStore(db),
      access: access.roomAccess,
      clock,
      log,
      news: access.news.follow,
      ended: (room) => calls.closeRoom(room),
    }),
    (it) => it.close(),
  );
  const origins = [config.origin];
  const health = async () => ((await db.ready()) ? ok({ status: 'ready' as const, version: deps.version }) : fail('not_ready' as const));
  const http = createHttp({
    services: {
      ...access,
      adminRooms: createAdminRooms({ ...access.deps }),
      auditReader: createAuditReader(access.deps),
      ...createRecordServices(access.deps),
      ...createAppointmentServices(access.deps, [...senders.keys()]),
      health,
      iceServers,
    },
    log,
    version: deps.version,
    clientFolder: CLIENT,
    secure,
    leaveNowUrl: config.leaveNowUrl,
    origins,
    proxies: config.trustProxy,
    rateFactor: config.rateFactor,
  });
  const listener = parts.adopt(listenerOf(deps, http), (it) => it.close());
  const { server } = listener;
  const authenticate = authenticator(access);
  // media/messages.ts spells the contract's rows without zod; TypeScript cannot compare two generic tables row by row.
  const callHandlers = calls as CallHandlers;
  parts.adopt(
    createGateway({
      httpServer: server,
      authenticate,
      ended: access.endings.follow,
      rooms,
      calls: callHandlers,
      clock,
      log,
      origins,
      perSignIn: config.connectionsPerSignIn * Math.max(1, config.rateFactor),
    }),
    (it) => it.close(),
  );
  const setUp = await access.register.setUp(true);
  const port = await listen(server, config);
  if (config.httpPort !== undefined && config.tlsCertFile !== undefined) {
    const plain = parts.adopt(createListener({ handler: toHttps(config.origin) }), (it) => it.close());
    await listen(plain.server, { port: config.httpPort, host: config.host });
  }
  const all = parts.move();
  return { port, setUpNeeded: setUp.ok && setUp.value.needed, close: () => all.disposeAsync() };
}

async function openDatabase(parts: AsyncDisposableStack, { config, log }: AppDeps): Promise<Database> {
  const given = config.databaseUrl?.reveal();
  const url = given === undefined ? await embedded(parts, config, log) : Buffer.from(given).toString('utf8');
  await migrate(url);
  return parts.adopt(createDatabase({ url, log }), (it) => it.close());
}

async function embedded(parts: AsyncDisposableStack, config: Config, log: Log): Promise<string> {
  const postgres = await createEmbeddedPostgres({ dataDir: config.dataDir, log });
  return parts.adopt(postgres, (it) => it.close()).url;
}

async function openCalls(
  parts: AsyncDisposableStack,
  { config, clock, log }: AppDeps,
  iceServers: ReturnType<typeof createIceServers>,
): Promise<Calls> {
  const workerBin = config.workerBin ?? findWorkerBin();
  if (workerBin === undefined) throw new Error('there is no media worker: npm run setup');
  const { mediaHost: listenIp, mediaAnnouncedAddress: announced, mediaPort: port, mediaWorkers: count } = config;
  const announcedAddress = announced === listenIp ? undefined : announced;
  const workers = parts.adopt(await createWorkers({ workerBin, count, listenIp, announcedAddress, port, clock, log }), (it) => it.close());
  return parts.adopt(createCalls({ workers, iceServers, log }), (it) => it.close());
}

/** The gateway wants a rejection when the database is away, and nothing when nobody is signed in. */
const authenticator =
  ({ signIns }: Access) =>
  async (request: { readonly headers: { readonly cookie?: string | undefined } }, as: 'account' | 'guest') => {
    const signedIn = await signIns.authenticate({ cookieHeader: request.headers.cookie, as });
    if (signedIn.ok) return signedIn.value;
    if (signedIn.code === 'not_ready') throw new Error(signedIn.code);
    return undefined;
  };

function listenerOf({ config, log }: AppDeps, handler: ReturnType<typeof createHttp>): Listener {
  const { tlsCertFile: certFile, tlsKeyFile: keyFile, trustProxy: proxies } = config;
  const tls = certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile };
  const renewed = (error?: unknown): void => {
    if (error === undefined) log.info({}, 'the certificate was read anew');
    else log.warn({ error }, 'the certificate changed and cannot be used: the old one stays');
  };
  return createListener({ handler, tls, proxies, renewed });
}
