import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { Secret } from '#crdt/base/secret.ts';
import { LIMITS } from './contract/limits.ts';
import { halfReminders, REMINDER_SETTINGS } from './config-reminders.ts';
import { RETENTION_SETTINGS } from './config-retention.ts';
import { SIGN_IN_SETTINGS } from './config-sign-in.ts';
import { setting, type Setting } from './setting.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const list = z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean));
const secret = z
  .string()
  .min(1)
  .transform((text) => new Secret(Buffer.from(text, 'utf8')));
const origin = z.url({ protocol: /^https?$/ }).transform((text) => new URL(text).origin);
const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** Every setting there is. Defaults that depend on other settings are filled in by `readConfig`. */
export const SETTINGS = {
  port: setting({ env: 'PORT', type: port.default(3000), otherwise: '3000', sentence: 'TCP port for web pages and sockets.' }),
  host: setting({ env: 'HOST', type: z.string().optional(), otherwise: 'all', sentence: 'Address to listen at.' }),
  dataDir: setting({
    env: 'DATA_DIR',
    type: z
      .string()
      .default('./data')
      .transform((path) => resolve(path)),
    otherwise: './data',
    sentence: 'Folder that everything kept lies in: database and secrets. Back it up, guard it.',
  }),
  databaseUrl: setting({
    env: 'DATABASE_URL',
    type: secret.optional(),
    otherwise: 'the embedded PostgreSQL',
    secret: true,
    sentence: 'A PostgreSQL (>= 15) of your own: postgres://NAME:PASSWORD@HOST/DATABASE.',
  }),
  origin: setting({
    env: 'ORIGIN',
    type: origin.optional(),
    otherwise: 'http://localhost:PORT',
    sentence: 'Address by which browsers reach this server. Anything but localhost has to be https.',
  }),
  trustProxy: setting({
    env: 'TRUST_PROXY',
    type: z.coerce.number().int().min(0).max(10).default(0),
    otherwise: '0',
    unit: 'proxies',
    sentence: 'How many of your own proxies stand in front, each adding to X-Forwarded-For.',
  }),
  tlsCertFile: setting({
    env: 'TLS_CERT_FILE',
    type: z.string().min(1).optional(),
    otherwise: 'none: a proxy ends TLS',
    sentence: 'Certificate chain (PEM) to serve https by itself. Read anew when the file changes; nobody is cut off.',
  }),
  tlsKeyFile: setting({
    env: 'TLS_KEY_FILE',
    type: z.string().min(1).optional(),
    otherwise: 'none',
    sentence: "The certificate's private key (PEM); readable by the server's user alone.",
  }),
  httpPort: setting({
    env: 'HTTP_PORT',
    type: port.optional(),
    otherwise: 'none',
    sentence: 'With TLS of its own: a second port, such as 80, that sends plain HTTP on to ORIGIN.',
  }),
  mediaPort: setting({
    env: 'MEDIA_PORT',
    type: port.optional(),
    otherwise: '44444, on localhost any free one',
    sentence: 'UDP and TCP port of the first media worker; each further worker takes the next one.',
  }),
  mediaWorkers: setting({
    env: 'MEDIA_WORKERS',
    type: z.coerce.number().int().min(1).max(64).default(1),
    otherwise: '1',
    unit: 'processes',
    sentence: 'How many media workers; one serves some 40 calls of two and uses one core.',
  }),
  mediaAnnouncedAddress: setting({
    env: 'MEDIA_ANNOUNCED_ADDRESS',
    type: z.string().min(1).optional(),
    otherwise: "ORIGIN's host",
    sentence: 'IP address or name by which browsers reach the media port.',
  }),
  turnUrls: setting({
    env: 'TURN_URLS',
    type: list.default([]),
    otherwise: 'none',
    sentence: 'Addresses of your TURN server, separated by commas: turn:turn.example.org:3478.',
  }),
  turnSecret: setting({
    env: 'TURN_SECRET',
    type: secret.optional(),
    otherwise: 'none',
    secret: true,
    sentence: "The TURN server's static-auth-secret.",
  }),
  leaveNowUrl: setting({
    env: 'LEAVE_NOW_URL',
    type: z
      .url({ protocol: /^https?$/ })
      .transform((text) => new URL(text).href)
      .optional(),
    otherwise: 'an empty page of this server',
    sentence: 'Where "Leave now" leads, such as a weather page; choose one that surprises nobody who looks at the screen.',
  }),
  workerBin: setting({
    env: 'MEDIASOUP_WORKER_BIN',
    type: z.string().min(1).optional(),
    otherwise: 'build/mediasoup-worker',
    sentence: 'Path of the media worker to run.',
  }),
  rateFactor: setting({
    env: 'RATE_FACTOR',
    type: z.coerce.number().min(0.1).max(10_000).default(1),
    otherwise: '1',
    sentence: 'Multiplies how many HTTP requests a minute one address may make; for load tests, and for many people behind one address.',
  }),
  connectionsPerSignIn: setting({
    env: 'CONNECTIONS_PER_SIGN_IN',
    type: z.coerce.number().int().min(1).max(1000).default(LIMITS.connectionsPerSignIn),
    otherwise: String(LIMITS.connectionsPerSignIn),
    sentence: 'How many tabs may be connected under one sign-in; RATE_FACTOR multiplies it.',
  }),
  ...SIGN_IN_SETTINGS,
  ...RETENTION_SETTINGS,
  ...REMINDER_SETTINGS,
  logLevel: setting({
    env: 'LOG_LEVEL',
    type: z.enum(LEVELS).default('info'),
    otherwise: 'info',
    sentence: `One of ${LEVELS.join(', ')}.`,
  }),
};

type Table = typeof SETTINGS;
type Read = { readonly [Name in keyof Table]: z.output<Table[Name]['type']> };
export type Config = Omit<Read, 'origin' | 'mediaPort' | 'mediaAnnouncedAddress'> & {
  readonly origin: string;
  readonly mediaPort: number;
  readonly mediaAnnouncedAddress: string;
  /** Address that the media ports are bound to. */
  readonly mediaHost: string;
};
export type Environment = Readonly<Record<string, string | undefined>>;

/** Something in the environment that cannot be used; the message names the variable and never holds a secret's value. */
export class ConfigError extends Error {}

/** Reads all settings once. Throws ConfigError with one line per setting that is wrong. */
export function readConfig(env: Environment): Config {
  const wrong: string[] = [];
  const entries = Object.entries(SETTINGS).map(([name, row]) => {
    const text = textOf(row, env, wrong);
    const parsed = row.type.safeParse(text);
    if (!parsed.success) wrong.push(`${row.env}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`);
    return [name, parsed.data];
  });
  if ((env['TLS_CERT_FILE'] ?? '') !== '' && (env['TLS_KEY_FILE'] ?? '') === '') wrong.push('TLS_KEY_FILE: TLS_CERT_FILE needs it');
  if ((env['TLS_KEY_FILE'] ?? '') !== '' && (env['TLS_CERT_FILE'] ?? '') === '') wrong.push('TLS_CERT_FILE: TLS_KEY_FILE needs it');
  wrong.push(...halfReminders(env));
  if (wrong.length > 0) throw new ConfigError(wrong.join('\n'));
  return derive(Object.fromEntries(entries) as Read);
}

/** An empty variable counts as none: that is how compose files leave one out. */
function textOf(row: Setting<z.ZodType>, env: Environment, wrong: string[]): string | undefined {
  const text = env[row.env] || undefined;
  const file = row.secret === true ? env[`${row.env}_FILE`] || undefined : undefined;
  if (file === undefined) return text;
  if (text !== undefined) wrong.push(`${row.env}: set it or ${row.env}_FILE, not both`);
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    wrong.push(`${row.env}_FILE: ${file} cannot be read`);
    return undefined;
  }
}

/** On localhost calls stay on localhost, at any free port, so that several servers can run beside each other. */
function derive(read: Read): Config {
  const own = read.origin ?? `http://localhost:${read.port}`;
  const host = new URL(own).hostname.replace(/^\[(.*)\]$/, '$1');
  const announced = read.mediaAnnouncedAddress ?? (host === 'localhost' ? '127.0.0.1' : host);
  const local = announced === '127.0.0.1' || announced === '::1';
  const mediaHost = local ? announced : isIP(announced) === 6 ? '::' : '0.0.0.0';
  return { ...read, origin: own, mediaAnnouncedAddress: announced, mediaHost, mediaPort: read.mediaPort ?? (local ? 0 : 44_444) };
}

/** The practice is meant for others than whoever sits at this machine. */
export const isProduction = ({ origin }: Pick<Config, 'origin'>): boolean =>
  !['localhost', '127.0.0.1', '[::1]'].includes(new URL(origin).hostname);

const PRODUCTION = [
  'With an ORIGIN other than localhost it does not start, and says why, unless: ORIGIN is https; TLS is its own (TLS_CERT_FILE) or a',
  "proxy's (TRUST_PROXY at least 1); DATA_DIR and its secrets are closed to other users and in no git repository; a database elsewhere is",
  'reached by TLS with a verified certificate (?sslmode=verify-full) and a password; TURN_URLS comes with a TURN_SECRET of 16 signs or more;',
  "and this machine's clock agrees with the database's.",
];

/** What `npm start -- --help` prints. */
export function helpText(): string {
  const rows = Object.values(SETTINGS).map((row: Setting<z.ZodType>) => {
    const name = row.secret === true ? `${row.env} (or ${row.env}_FILE)` : row.env;
    const unit = row.unit === undefined ? '' : ` ${row.unit}`;
    return `  ${name}\n      ${row.sentence}\n      Default: ${row.otherwise}${unit}`;
  });
  return ['Holdspace: npm start', '', 'Settings are environment variables:', '', ...rows, '', ...PRODUCTION, ''].join('\n');
}
