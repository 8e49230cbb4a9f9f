/**
 * The keys of an invite. Their root is the link's secret, or that and a passcode which went another way: then the link alone proves only that
 * somebody holds it. Without libsodium, so that the lobby can ask the server about a link before anything heavy is loaded.
 */
import { scryptAsync } from '@noble/hashes/scrypt.js';
import { concat, utf8 } from '../base/bytes.ts';
import { uuidBytes, type InviteId } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import { Secret } from '../base/secret.ts';
import { deriveKey, KEY_BYTES } from '../crypto/derive.ts';
import { sha256 } from '../crypto/hash.ts';
import { labelBytes } from '../crypto/label.ts';
import { INVITE_SECRET_BYTES } from './invite-link.ts';

/** RFC 7914: 64 MiB and half a second on a desktop of 2026, for everybody who tries a passcode. */
const SLOW = { N: 2 ** 16, r: 8, p: 1, dkLen: KEY_BYTES };
/** In characters, once spaces and dashes are out. */
export const PASSCODE_LIMITS = { least: 4, most: 64 } as const;

export type InviteKeys = {
  /** Shown to the server by whoever claims the invite. */
  readonly proof: Uint8Array;
  /** SHA-256 of the proof: all that the server keeps. */
  readonly proofHash: Uint8Array;
  readonly mac: Secret;
  readonly name: Secret;
  readonly checkIn: Secret;
  readonly admission: Secret;
};

export const createInviteSecret = (random: Random): Secret => new Secret(random.bytes(INVITE_SECRET_BYTES));

/** As it is compared: told by telephone, a passcode has no case, no spaces and no dashes. Undefined when it is too short or too long for one. */
export function normalPasscode(passcode: string): string | undefined {
  const normal = passcode
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{Dash}]/gu, '');
  return normal.length >= PASSCODE_LIMITS.least && normal.length <= PASSCODE_LIMITS.most ? normal : undefined;
}

type Root = { readonly secret: Secret; readonly invite: InviteId; readonly passcode?: string | undefined };
/**
 * What all keys of the invite follow from. With a passcode: HKDF under the link's secret, over the invite and scrypt of the passcode. Whoever has
 * only the link, or only the server's database, or both, has to run scrypt for each guess. Throws RangeError on a passcode that is none.
 */
export async function inviteRoot({ secret, invite, passcode }: Root): Promise<Secret> {
  const context = uuidBytes(invite);
  if (passcode === undefined) return new Secret(secret.reveal().slice());
  const normal = normalPasscode(passcode);
  if (normal === undefined) throw new RangeError('no passcode');
  const slow = await scryptAsync(utf8(normal), concat(labelBytes('slow/passcode'), context), SLOW);
  const root = deriveKey(secret, 'invitePasscode', concat(context, slow));
  slow.fill(0);
  return root;
}

/** What shows that somebody holds the link, whatever passcode belongs to it. */
export const linkProof = (secret: Secret, invite: InviteId): Uint8Array => deriveKey(secret, 'inviteProof', uuidBytes(invite)).reveal();

export function inviteKeys(root: Secret, invite: InviteId): InviteKeys {
  const context = uuidBytes(invite);
  const proof = linkProof(root, invite);
  return {
    proof,
    proofHash: sha256(proof),
    mac: deriveKey(root, 'inviteMac', context),
    name: deriveKey(root, 'inviteName', context),
    checkIn: deriveKey(root, 'inviteCheckIn', context),
    admission: deriveKey(root, 'inviteAdmission', context),
  };
}

/** Overwrites the keys; idempotent. */
export function wipeInviteKeys(keys: InviteKeys): void {
  keys.proof.fill(0);
  for (const key of [keys.mac, keys.name, keys.checkIn, keys.admission]) key.wipe();
}
