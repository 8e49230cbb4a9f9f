/**
 * The server's own secrets, one file each (0600) in a folder (0700), made at the first start. Losing them makes e-mail
 * addresses unreadable and every password void; no room can be opened with them.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as opaque from '@serenity-kit/opaque';
import type { Random } from '#crdt/base/random.ts';
import { Secret } from '#crdt/base/secret.ts';

export type ServerSecrets = {
  /** Keys that seal identifying columns, by version; the highest seals, all open. */
  readonly deploymentKeys: ReadonlyMap<number, Secret>;
  /** Keys the hash that e-mail addresses are looked up by. Outlives the deployment keys' rotation. */
  readonly lookupKey: Secret;
  /** OPAQUE's server set-ups by version: without them no password can be guessed offline. New records are made under the highest. */
  readonly opaqueSetups: ReadonlyMap<number, Secret>;
  readonly auditPrivate: KeyObject;
  readonly auditPublic: KeyObject;
};

const AUDIT_FILE = 'audit-signing.pem';

/** Reads the secrets in `folder`, making those that are missing. Throws when one is there but not readable or not of its form. */
export async function loadSecrets(folder: string, random: Random): Promise<ServerSecrets> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  await opaque.ready;
  const first = join(folder, 'deployment-1.key');
  await keep(first, () => random.bytes(32));
  const deploymentKeys = new Map<number, Secret>();
  for (const name of await readdir(folder)) {
    const version = /^deployment-(\d{1,3})\.key$/.exec(name)?.[1];
    if (version !== undefined) deploymentKeys.set(Number(version), await key(join(folder, name)));
  }
  const lookup = join(folder, 'lookup.key');
  await keep(lookup, () => random.bytes(32));
  if (setupVersions(await readdir(folder)).length === 0) await addOpaqueSetup(folder, 1);
  const opaqueSetups = new Map<number, Secret>();
  for (const version of setupVersions(await readdir(folder)))
    opaqueSetups.set(version, new Secret(await readFile(setupPath(folder, version))));
  const audit = join(folder, AUDIT_FILE);
  await keep(audit, () => Buffer.from(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })));
  const auditPrivate = createPrivateKey(await readFile(audit));
  return {
    deploymentKeys,
    lookupKey: await key(lookup),
    opaqueSetups,
    auditPrivate,
    auditPublic: createPublicKey(auditPrivate),
  };
}

/** Whether a server has made its secrets there. */
export const hasSecrets = (folder: string): boolean =>
  existsSync(join(folder, 'lookup.key')) && setupVersions(readdirSync(folder)).length > 0;

/** The first has no number in its name: it was there before there were others. */
const setupPath = (folder: string, version: number): string =>
  join(folder, version === 1 ? 'opaque-setup.txt' : `opaque-setup-${version}.txt`);
const setupVersions = (names: readonly string[]): number[] =>
  names.flatMap((name) => {
    const found = /^opaque-setup(?:-(\d{1,3}))?\.txt$/.exec(name);
    return found === null ? [] : [Number(found[1] ?? 1)];
  });

/** Another version of OPAQUE's set-up; from the next start on new records are made under it. One that is there already is kept. */
export async function addOpaqueSetup(folder: string, version: number): Promise<void> {
  await opaque.ready;
  await keep(setupPath(folder, version), () => Buffer.from(opaque.server.createSetup()));
}

/** For good: records that were made under it open nothing any more. */
export const removeOpaqueSetup = (folder: string, version: number): Promise<void> => rm(setupPath(folder, version));

/** A new version of the deployment key; from the next start on it seals. One that is there already is kept. */
export async function addDeploymentKey(folder: string, version: number, random: Random): Promise<void> {
  if (version > 255) throw new RangeError('the version is one byte: no more than 255 deployment keys');
  await keep(join(folder, `deployment-${version}.key`), () => random.bytes(32));
}

/** The public half alone, for whoever only verifies. Throws when no server has run on the folder yet. */
export async function readAuditPublic(folder: string): Promise<KeyObject> {
  return createPublicKey(await readFile(join(folder, AUDIT_FILE)));
}

/** Writes the file unless it is there: two servers that start at once end with the same one. */
async function keep(path: string, make: () => Uint8Array): Promise<void> {
  try {
    await readFile(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    await writeFile(path, make(), { mode: 0o600, flag: 'wx' });
  }
}

async function key(path: string): Promise<Secret> {
  const bytes = await readFile(path);
  if (bytes.length !== 32) throw new Error(`${path} is not a key of 32 bytes`);
  return new Secret(bytes);
}
