/**
 * Seals what identifies a person and must stay readable to run (e-mail, address, browser) at rest: AES-256-GCM under a
 * versioned key. Layout: key version u8, nonce 12, ciphertext, tag 16; the column's purpose and the version are bound.
 */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { Random } from '#crdt/base/random.ts';
import type { Secret } from '#crdt/base/secret.ts';

export type Purpose = 'email' | 'ip' | 'agent' | 'totp' | 'passkey-name' | 'recipient';

export type DeploymentKey = {
  seal(purpose: Purpose, text: string): Uint8Array;
  /** Throws when the bytes were changed, or sealed for another purpose or under a key that is not there. */
  open(purpose: Purpose, sealed: Uint8Array): string;
  /** The keyed hash (32 bytes) by which a text is found; `label` keeps uses apart. */
  lookUp(label: string, text: string): Uint8Array;
};

export type DeploymentKeyDeps = { readonly keys: ReadonlyMap<number, Secret>; readonly lookupKey: Secret; readonly random: Random };

export function createDeploymentKey({ keys, lookupKey, random }: DeploymentKeyDeps): DeploymentKey {
  const current = Math.max(...keys.keys());
  const key = (version: number): Uint8Array => {
    const found = keys.get(version);
    if (found === undefined) throw new Error(`deployment key ${version} is missing`);
    return found.reveal();
  };
  const bound = (purpose: Purpose, version: number) => Buffer.from(`holdspace/v1/at-rest/${purpose}/${version}`);
  return {
    seal(purpose, text) {
      const nonce = random.bytes(12);
      const cipher = createCipheriv('aes-256-gcm', key(current), nonce).setAAD(bound(purpose, current));
      return Buffer.concat([Buffer.from([current]), nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    },
    open(purpose, sealed) {
      const version = sealed[0] ?? 0;
      if (sealed.length < 29) throw new Error('too short to be sealed');
      const decipher = createDecipheriv('aes-256-gcm', key(version), sealed.subarray(1, 13)).setAAD(bound(purpose, version));
      decipher.setAuthTag(sealed.subarray(-16));
      return Buffer.concat([decipher.update(sealed.subarray(13, -16)), decipher.final()]).toString('utf8');
    },
    lookUp: (label, text) => createHmac('sha256', lookupKey.reveal()).update(`holdspace/v1/look-up/${label}\0${text}`).digest(),
  };
}
