/** OPAQUE's set-up is rotated under people with real passwords: who moves when, who sees what meanwhile, and who is left when the old one goes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { client, ready } from '@serenity-kit/opaque';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { equal } from '#crdt/base/bytes.ts';
import { sodiumReady } from '#crdt/crypto/sodium.ts';
import { systemRandom } from '#crdt/crypto/system-random.ts';
import { createHttp, type Http } from '#client/net/http.ts';
import { changePassword } from '#client/room/password.ts';
import { recoverByKit } from '#client/room/recovery.ts';
import { systemClock } from '#client/room/system-clock.ts';
import { createDatabase, type Database } from '#db/connect.ts';
import { createAppointmentServices } from '#server/appointments/services.ts';
import { createAccess } from '#server/access/access.ts';
import { hasSecrets, loadSecrets } from '#server/access/secrets.ts';
import { createHttp as createServerHttp } from '#server/http/http.ts';
import { createAdminRooms } from '#server/operate/admin-rooms.ts';
import { createAuditReader } from '#server/operate/read-audit.ts';
import { createRecordServices } from '#server/records/services.ts';
import { dropOldSetups, opaqueStanding, rotateOpaque } from '#server/operate/rotate-opaque.ts';
import { ORIGIN } from '#tests/support/authenticator.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { register, signIn } from '#tests/support/factors.ts';
import { ADA, codeOf, good, kitFor, NEW, TESS } from '../client/room/recovering.ts';

const ZOE = { email: 'zoe@example.org', password: 'a lamp beside the green canal' };
const NOBODY = 'nobody@example.org';
const silent = { debug: () => undefined, warn: () => undefined, error: () => undefined };

let database: TestDatabase;
let folder: string;
let db: Database;
let owner: postgres.Sql;
let stop: () => Promise<void>;
let port = 0;
let origin: string;

/** The server, started with the secrets that are there now. */
async function start(): Promise<void> {
  const secrets = await loadSecrets(join(folder, 'secrets'), systemRandom);
  const access = createAccess({ db, secrets, clock: systemClock, random: systemRandom, origin: ORIGIN, secure: false, setUpCode: 'x' });
  const services = {
    ...access,
    adminRooms: createAdminRooms(access.deps),
    auditReader: createAuditReader(access.deps),
    ...createRecordServices(access.deps),
    ...createAppointmentServices(access.deps, ['email', 'sms']),
    health: async () => ({ ok: true as const, value: { status: 'ready' as const, version: '0' } }),
    iceServers: () => [],
  };
  const app = createServerHttp({ services, log: silent, version: '0', clientFolder: folder, secure: false, rateFactor: 1000 });
  const server = createServer(app);
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  // Under the same name again: the people's back-up codes belong to it.
  ({ port } = server.address() as AddressInfo);
  origin = `http://127.0.0.1:${port}`;
  stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    access.close();
  };
}
const restart = async (): Promise<void> => {
  await stop();
  await start();
};
const at = (): Http => createHttp({ origin });
const deps = () => ({ folder: join(folder, 'secrets'), db, clock: systemClock, random: systemRandom });
const setupOf = async (email: string): Promise<number> => {
  const accounts = await owner<{ opaque_setup: number }[]>`SELECT opaque_setup FROM accounts ORDER BY created_at`;
  return accounts[[ADA.email, TESS.email, ZOE.email].indexOf(email)]?.opaque_setup ?? 0;
};

beforeAll(async () => {
  await Promise.all([sodiumReady(), ready]);
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'opaque-'));
  db = createDatabase({ url: database.url, log: silent });
  owner = postgres(database.url, { max: 1 });
  await start();
});
afterAll(async () => {
  await stop();
  await owner.end();
  await db.close();
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** The part of each answer that follows from set-up and address alone (RFC 9807: the evaluated element, 32 bytes), for one and the same request. */
const { startLoginRequest: request } = await ready.then(() => client.startLogin({ password: 'one and the same' }));
async function elements(email: string): Promise<string[]> {
  await owner`DELETE FROM sign_in_tries`;
  const { response, older = [] } = good(await at().call('POST /api/sign-in/start', { body: { email, request } }));
  return [response, ...older.map((one) => one.response)].map((one) => Buffer.from(one, 'base64url').subarray(0, 32).toString('hex'));
}
const lengths = async (email: string): Promise<number[]> => {
  await owner`DELETE FROM sign_in_tries`;
  const { response, older = [] } = good(await at().call('POST /api/sign-in/start', { body: { email, request } }));
  return [response, ...older.map((one) => one.response)].map(({ length }) => length);
};

test('[A93] an account moves at its next sign-in with the password: same password, same keys, the old record gone; [A94] an address shows the same, with an account, moved or not, and without', async () => {
  const ada = good(await register({ http: at(), ...ADA, name: 'Ada' }));
  const invite = async (email: string) =>
    good(await ada.http.call('POST /api/account-invites', { body: { email, roles: ['therapist'] } })).token;
  const tess = good(await register({ http: at(), ...TESS, name: 'Tess', token: await invite(TESS.email) }));
  const token = await invite(ZOE.email);
  const addresses = [ADA.email, TESS.email, NOBODY];
  const before = new Map<string, string[]>();
  for (const email of addresses) before.set(email, await elements(email));
  expect([...before.values()].map(({ length }) => length)).toEqual([1, 1, 1]);

  expect(await rotateOpaque(deps())).toEqual({ newest: 2, older: [1], left: 2 });
  await expect(rotateOpaque(deps())).rejects.toThrow('not over');
  await restart();
  const during = new Map<string, string[]>();
  for (const email of addresses) {
    during.set(email, await elements(email));
    // The old answer is as it was, the new one there for everybody.
    expect(during.get(email)).toEqual([expect.any(String), before.get(email)?.[0]]);
    expect(await lengths(email)).toEqual(await lengths(NOBODY));
  }
  const records = await owner`SELECT opaque_record FROM accounts ORDER BY created_at`;
  expect(codeOf(await signIn({ http: at(), ...TESS, password: 'not her password' }))).toBe('wrong_credentials');
  expect(await setupOf(TESS.email)).toBe(1);
  const moved = good(await signIn({ http: at(), ...TESS }));
  expect(await setupOf(TESS.email)).toBe(2);
  expect(equal(moved.keyring.boxSecret.reveal(), tess.keyring.boxSecret.reveal())).toBe(true);
  expect((await owner`SELECT opaque_record FROM accounts ORDER BY created_at`)[1]).not.toEqual(records[1]);
  // Not told as a change of the password, and written down as what it is.
  expect(good(await moved.http.call('GET /api/notices')).notices.map(({ kind }) => kind)).not.toContain('password.changed');
  expect(await owner`SELECT outcome FROM audit WHERE action = 'password.move'`).toMatchObject([{ outcome: 'ok' }]);
  const again = good(await signIn({ http: at(), ...TESS }));
  expect(equal(again.keyring.boxSecret.reveal(), tess.keyring.boxSecret.reveal())).toBe(true);
  expect(await owner`SELECT 1 FROM audit WHERE action = 'password.move'`).toHaveLength(1);
  // Nobody sees that she moved, nor who has no account.
  for (const email of addresses) {
    expect(await elements(email)).toEqual(during.get(email));
    expect(await lengths(email)).toEqual(await lengths(NOBODY));
  }
  // A new account is under the new one at once; whoever has moved changes their password, and stays there.
  good(await register({ http: at(), ...ZOE, name: 'Zoe', token }));
  expect(await setupOf(ZOE.email)).toBe(2);
  good(await changePassword({ session: again, oldPassword: TESS.password, newPassword: NEW, endOthers: false }));
  expect(await setupOf(TESS.email)).toBe(2);
  good(await signIn({ http: at(), email: TESS.email, password: NEW }));
});

test('[A93] moving is no way to change a password untold: under the newest set-up it is refused', async () => {
  const session = good(await signIn({ http: at(), ...ZOE }));
  const bent: Http = {
    ...session.http,
    call: ((name: string, args: { body: object }) =>
      session.http.call(
        name as 'POST /api/password/finish',
        (name === 'POST /api/password/finish' ? { body: { ...args.body, move: true } } : args) as never,
      )) as Http['call'],
  };
  expect(
    codeOf(await changePassword({ session: { ...session, http: bent }, oldPassword: ZOE.password, newPassword: NEW, endOthers: false })),
  ).toBe('changed_meanwhile');
  good(await signIn({ http: at(), ...ZOE }));
});

test('[A94] the old set-up goes only when nobody needs it, or by force, naming who is locked out; their kit still opens', async () => {
  expect(await opaqueStanding(deps())).toEqual({ newest: 2, older: [1], left: 1 });
  expect(await dropOldSetups(deps(), { force: false })).toEqual({ dropped: [], lockedOut: [ADA.email] });
  const [before] = await owner`SELECT opaque_record FROM accounts ORDER BY created_at LIMIT 1`;
  const ada = good(await signIn({ http: at(), ...ADA }));
  const kit = await kitFor(ada);
  expect(await setupOf(ADA.email)).toBe(2);
  expect(await opaqueStanding(deps())).toEqual({ newest: 2, older: [1], left: 0 });
  // Back to before: as if she had not come.
  await owner`UPDATE accounts SET opaque_setup = 1, opaque_record = ${String(before?.['opaque_record'])} WHERE 'admin' = ANY (roles)`;
  expect(await dropOldSetups(deps(), { force: true })).toEqual({ dropped: [1], lockedOut: [ADA.email] });
  expect(hasSecrets(join(folder, 'secrets'))).toBe(true);
  expect([...(await loadSecrets(join(folder, 'secrets'), systemRandom)).opaqueSetups.keys()]).toEqual([2]);
  await restart();
  expect(await elements(ADA.email)).toHaveLength(1);
  expect(codeOf(await signIn({ http: at(), ...ADA }))).toBe('wrong_credentials');
  good(await signIn({ http: at(), email: TESS.email, password: NEW }));
  good(await recoverByKit({ http: at(), email: ADA.email, kit, newPassword: NEW }));
  expect(await setupOf(ADA.email)).toBe(2);
  good(await signIn({ http: at(), email: ADA.email, password: NEW }));
  const entries = await owner`SELECT action, subject FROM audit WHERE action LIKE 'opaque.%' ORDER BY seq`;
  expect(entries.map((row) => `${row['action']} ${row['subject']}`)).toEqual([
    'opaque.rotate opaque-setup:2',
    'opaque.drop opaque-setup:1',
  ]);
});
