/** Why the server should rather not start: one plain sentence for each reason, with what to do. Nothing here repeats a secret. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ok } from '#crdt/base/result.ts';
import { isSetUp } from '#db/accounts.ts';
import type { Database } from '#db/connect.ts';
import { isProduction, type Config } from './config.ts';

/** Its message is for the operator, one reason a line. */
export class UnsafeError extends Error {}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CLOCK_MS = 5 * 60_000;
/** No machine that runs this was set right if it says an earlier day. */
const WRITTEN = Date.UTC(2026, 10, 1);
const SHORTEST_SECRET = 16;
/** What stands in examples, and so in everybody's dictionary. */
const WELL_KNOWN = /^(change-?me|secret|password|postgres|holdspace|admin|example|turn|static-auth-secret|north)\d*$/i;

/** Throws when there is a reason. */
export function refuseUnsafe(reasons: readonly string[]): void {
  if (reasons.length > 0) throw new UnsafeError(reasons.join('\n'));
}

/** What the settings alone tell. */
export function unsafeSettings(config: Config): string[] {
  if (!isProduction(config)) return [];
  const { origin, trustProxy, tlsCertFile, turnUrls } = config;
  const reasons: string[] = [];
  if (!origin.startsWith('https:')) {
    reasons.push(`ORIGIN is ${origin}: browsers give camera, microphone and keys to https alone. Set it to the practice's https address.`);
  } else if (tlsCertFile === undefined && trustProxy === 0) {
    reasons.push('ORIGIN is https and nobody ends TLS: set TLS_CERT_FILE and TLS_KEY_FILE, or TRUST_PROXY=1 behind your proxy.');
  }
  const turn = text(config.turnSecret);
  if (turnUrls.length > 0 && turn === undefined)
    reasons.push("TURN_URLS has no TURN_SECRET: set it to the TURN server's static-auth-secret.");
  if (turn !== undefined && isWeak(turn)) {
    reasons.push(`TURN_SECRET is short or well known: use ${SHORTEST_SECRET} random signs or more, such as "openssl rand -hex 32" prints.`);
  }
  return [...reasons, ...unsafeUrl(text(config.databaseUrl))];
}

/** A database in another place is spoken to in secret, and under a password. */
function unsafeUrl(given: string | undefined): string[] {
  if (given === undefined) return [];
  if (!URL.canParse(given)) return ['DATABASE_URL is no address: postgres://NAME:PASSWORD@HOST/DATABASE.'];
  const url = new URL(given);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  // A socket, this machine, or a name without a dot: that of a container next door, on a network of its own.
  const isNear = host === '' || host === '::1' || host.startsWith('127.') || !/[.:]/.test(host);
  const reasons: string[] = [];
  if (!isNear && (url.searchParams.get('sslmode') ?? url.searchParams.get('ssl')) !== 'verify-full') {
    reasons.push(`DATABASE_URL reaches ${host} without verified TLS: add ?sslmode=verify-full.`);
  }
  if (!isNear && (url.password.length < SHORTEST_SECRET || WELL_KNOWN.test(url.password))) {
    reasons.push(`The password in DATABASE_URL is missing, short or well known: use ${SHORTEST_SECRET} random signs or more.`);
  }
  return reasons;
}

/** What the files tell: who else can read them, and whether they are secrets at all. `root`: the repository that this program lies in. */
export function unsafeSecrets(config: Config, root = ROOT): string[] {
  if (!isProduction(config)) return [];
  const { dataDir, tlsKeyFile } = config;
  const reasons: string[] = [];
  const closed = (path: string, mask: number, mode: string): void => {
    if (existsSync(path) && (statSync(path).mode & mask) !== 0)
      reasons.push(`${path} is open to others of this machine: chmod ${mode} ${path}`);
  };
  // Passing through is allowed: the embedded PostgreSQL of a server that root started runs as somebody else, below it.
  closed(dataDir, 0o006, '700');
  if (tlsKeyFile !== undefined) closed(tlsKeyFile, 0o007, '600');
  const folder = join(dataDir, 'secrets');
  closed(folder, 0o077, '700');
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const path = join(folder, name);
    closed(path, 0o077, '600');
    const bytes = readFileSync(path);
    const isKey = name.endsWith('.key');
    if (bytes.length < 32 || (isKey && (bytes.length !== 32 || new Set(bytes).size < 8))) {
      reasons.push(`${path} is no key that this server made: bring the right one back from a backup.`);
    }
  }
  if (isCheckedIn(folder, root))
    reasons.push(`${folder} is kept in git: take it out of the repository and its history, and make new secrets.`);
  return reasons;
}

function isCheckedIn(folder: string, root: string): boolean {
  const path = relative(root, folder);
  const index = join(root, '.git', 'index');
  if (path.startsWith('..') || !existsSync(index) || !statSync(index).isFile()) return false;
  return readFileSync(index).includes(`${path.split(sep).join('/')}/`);
}

/**
 * What the database tells: that requests could pass row-level security, that the clocks disagree, that there are accounts whose secrets are
 * gone (making new ones would void every password). The first and the last are refused on localhost too.
 */
export async function unsafeDatabase(
  config: Config,
  db: Database,
  { firstStart, now }: { readonly firstStart: boolean; readonly now: number },
): Promise<string[]> {
  const reasons: string[] = [];
  const [role] = await db.app<{ name: string; passes: boolean; at: Date }[]>`
    SELECT current_user AS name, rolsuper OR rolbypassrls AS passes, clock_timestamp() AS at FROM pg_roles WHERE rolname = current_user`;
  if (role === undefined || role.passes) {
    reasons.push(
      `Requests would run as a database role that row-level security does not hold: ALTER ROLE ${role?.name} NOSUPERUSER NOBYPASSRLS.`,
    );
  }
  const setUp = await db.act('system:sign-in', async (tx) => ok(await isSetUp(tx)));
  if (firstStart && setUp.ok && setUp.value) {
    reasons.push(
      `The database has accounts, and their secrets are missing in ${join(config.dataDir, 'secrets')}: bring them back from a backup.`,
    );
  }
  if (!isProduction(config)) return reasons;
  if (now < WRITTEN || (role !== undefined && Math.abs(role.at.getTime() - now) > CLOCK_MS)) {
    reasons.push(`This machine's clock says ${new Date(now).toISOString()}, which is wrong or not the database's: set both by NTP.`);
  }
  return reasons;
}

const text = (secret: Config['turnSecret']): string | undefined =>
  secret === undefined ? undefined : Buffer.from(secret.reveal()).toString('utf8');
const isWeak = (secret: string): boolean => secret.length < SHORTEST_SECRET || WELL_KNOWN.test(secret) || new Set(secret).size < 6;
