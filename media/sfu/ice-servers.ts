/**
 * TURN credentials that live for a while (the "TURN REST API" draft, coturn's `use-auth-secret`): the name is
 * `expiry in s:label`, the password base64(HMAC-SHA-1(secret, name)). The label tells nobody who it was made for.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '#crdt/base/clock.ts';
import type { Secret } from '#crdt/base/secret.ts';

export type IceServer = { readonly urls: readonly string[]; readonly username: string; readonly credential: string };
export type IceServers = () => IceServer[];

export type TurnOptions = {
  /** `turn:` and `turns:` addresses; none: no TURN. */
  readonly urls: readonly string[];
  /** Shared with the TURN server; undefined: no TURN. */
  readonly secret: Secret | undefined;
  readonly lifeMs: number;
  readonly clock: Clock;
};

/** Gives fresh credentials at every call; an empty list where no TURN server is set up. */
export function createIceServers({ urls, secret, lifeMs, clock }: TurnOptions): IceServers {
  return () => {
    if (urls.length === 0 || secret === undefined) return [];
    const expiresS = Math.floor((clock.now() + lifeMs) / 1000);
    const username = `${expiresS}:${randomBytes(6).toString('hex')}`;
    const credential = createHmac('sha1', secret.reveal()).update(username).digest('base64');
    return [{ urls, username, credential }];
  };
}
