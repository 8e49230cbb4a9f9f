/**
 * How often a password may be guessed. A guess is spent when OPAQUE is begun, not when it is finished: whoever guesses wrong learns it from the
 * server's first answer and never sends the second message. The right password gives the guess back. Counted are the account, the network,
 * and, apart from both, each browser that the account has signed in from before: so nobody can lock its owner out of their own browser by
 * guessing elsewhere. It is kept in the database and outlives a restart. Addresses without an account are counted like any other.
 */
import { isIPv6 } from 'node:net';
import type { AccountId } from '#crdt/base/ids.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { Tx } from '#db/connect.ts';
import { addNotice } from '#db/notices.ts';
import { forgetTries, lockTries, setTries } from '#db/tries.ts';
import type { AccessDeps, From } from './deps.ts';
import type { SignInLimits } from './limits.ts';

const HOUR_MS = 3_600_000;
/** Failures of an account count until the right password, at most so long. */
const DAY_MS = 24 * HOUR_MS;

type Bucket = {
  readonly id: Uint8Array;
  readonly most: number;
  readonly withinMs: number;
  readonly lockMs: number;
  readonly code: LockCode;
};
export type LockCode = 'account_locked' | 'address_locked';
/** Who guesses: from a browser that the account knows (its token's hash), or in a sign-in that lasts (its id), where its keys are locked. */
export type Guesser = {
  readonly signIn?: string;
  readonly account: AccountId;
  readonly device: Uint8Array | undefined;
  readonly from: From;
};
export type Lockout = ReturnType<typeof createLockout>;

export function createLockout({ clock, key, limits }: AccessDeps & { readonly limits: SignInLimits }) {
  const named = (name: string): Uint8Array => key.lookUp('tries', name);
  const ofAccount = (name: string): Bucket => ({
    id: named(name),
    most: limits.accountFailures,
    withinMs: DAY_MS,
    lockMs: limits.accountLockMs,
    code: 'account_locked',
  });
  const bucketsOf = ({ account, device, signIn, from }: Guesser): readonly Bucket[] => {
    if (signIn !== undefined) return [ofAccount(`sign-in:${signIn}`)];
    if (device !== undefined) return [ofAccount(`device:${Buffer.from(device).toString('hex')}:${account}`)];
    const { addressFailures: most, addressLockMs: lockMs } = limits;
    return [
      ofAccount(`account:${account}`),
      { id: named(`network:${network(from.ip)}`), most, withinMs: lockMs, lockMs, code: 'address_locked' },
    ];
  };

  return {
    /** Spends a guess. Commit whatever it answers. Which limit was met is told alike for accounts that are and that are not. */
    async spend(tx: Tx, guesser: Guesser): Promise<Result<undefined, LockCode>> {
      const now = clock.now();
      const found = [];
      // The account's row first, always: two who wait for each other's rows would wait for ever.
      for (const bucket of bucketsOf(guesser)) found.push({ bucket, row: await lockTries(tx, bucket.id, new Date(now)) });
      const locked = found.find(({ row }) => (row.lockedUntil?.getTime() ?? 0) > now);
      if (locked !== undefined) return fail(locked.bucket.code);
      for (const { bucket, row } of found) {
        const lately = row.lockedUntil === null ? row.tries.filter((at) => now - at.getTime() < bucket.withinMs) : [];
        const tries = [...lately, new Date(now)];
        // Locked with the last guess, and unlocked again if that one is right: of many at once none is one too many.
        const locks = tries.length >= bucket.most;
        await setTries(tx, bucket.id, { tries, lockedUntil: locks ? new Date(now + bucket.lockMs) : null });
      }
      await forgetTries(tx, new Date(now - 2 * DAY_MS));
      return ok(undefined);
    },

    /** It was the right password: the guess is given back. For the account that ends the count; the network's others stay counted. */
    async giveBack(tx: Tx, guesser: Guesser): Promise<void> {
      for (const bucket of bucketsOf(guesser)) {
        const row = await lockTries(tx, bucket.id, new Date(clock.now()));
        const tries = bucket.code === 'account_locked' ? [] : row.tries.slice(0, -1);
        await setTries(tx, bucket.id, { tries, lockedUntil: tries.length < bucket.most ? null : row.lockedUntil });
      }
    },

    /** Tells the account, at most once an hour, that guessing at it was stopped. */
    async tell(tx: Tx, { account, from }: Guesser): Promise<void> {
      const at = new Date(clock.now());
      const sealed = { ipSealed: key.seal('ip', from.ip), agentSealed: key.seal('agent', from.agent.slice(0, 256)) };
      await addNotice(tx, { account, kind: 'sign-in.locked', at, ...sealed }, { unlessSince: new Date(at.getTime() - HOUR_MS) });
    },
  };
}

/** IPv4 addresses count each; of IPv6 the /64, which is what one household or server is given. */
export function network(ip: string): string {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const groups = [...left, ...Array.from({ length: tail === undefined ? 0 : 8 - left.length - right.length }, () => '0'), ...right];
  return groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':');
}
