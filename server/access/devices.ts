/**
 * Browsers that an account has signed in from, all factors shown: a cookie of its own, good for one thing only, a count of failures of its own.
 * It signs nobody in. Only its hash is kept.
 */
import type { AccountId } from '#crdt/base/ids.ts';
import type { Tx } from '#db/connect.ts';
import { addDevice, isKnownDevice, moveDevice } from '#db/devices.ts';
import { addNotice } from '#db/notices.ts';
import { sha256, toBase64 } from './bytes.ts';
import { readCookie, setCookie } from './cookies.ts';
import type { AccessDeps, From } from './deps.ts';

const LIFE_MS = 365 * 86_400_000;

export type Devices = ReturnType<typeof createDevices>;

/** `secure`: the practice is reached by https. */
export function createDevices({ clock, key, random, secure }: AccessDeps & { readonly secure: boolean }) {
  /** The hash of the browser's token, where the account knows it. */
  async function known(tx: Tx, account: AccountId, from: From): Promise<Uint8Array | undefined> {
    const token = readCookie(from.cookies, 'device', secure);
    if (token === undefined) return undefined;
    const hash = sha256(token);
    return (await isKnownDevice(tx, hash, account, new Date(clock.now()))) ? hash : undefined;
  }

  return {
    known,
    /**
     * The account has fully signed in from this browser, which it knows from now on; the Set-Cookie header. Where it did not, the account is told
     * (unless it is `fresh`, made just here), and the browser gets a token that nobody can have planted there.
     */
    async arrive(tx: Tx, account: AccountId, from: From, { fresh = false } = {}): Promise<string> {
      const now = clock.now();
      const had = readCookie(from.cookies, 'device', secure);
      const isKnown = (await known(tx, account, from)) !== undefined;
      const token = isKnown && had !== undefined ? had : toBase64(random.bytes(32));
      if (!isKnown && had !== undefined) await moveDevice(tx, sha256(had), sha256(token));
      await addDevice(tx, { tokenHash: sha256(token), account, madeAt: new Date(now), expiresAt: new Date(now + LIFE_MS) });
      if (!isKnown && !fresh) {
        const sealed = { ipSealed: key.seal('ip', from.ip), agentSealed: key.seal('agent', from.agent.slice(0, 256)) };
        await addNotice(tx, { account, kind: 'sign-in.new-device', at: new Date(now), ...sealed });
      }
      return setCookie('device', token, LIFE_MS, secure);
    },
  };
}
