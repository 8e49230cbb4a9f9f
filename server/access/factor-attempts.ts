/**
 * Sign-ins that showed the right password and still owe the second factor. They live in memory, each for five minutes and a few
 * tries, belong to one account, and open nothing by themselves.
 */
import type { AccountId } from '#crdt/base/ids.ts';
import type { Clock } from '#crdt/base/clock.ts';
import type { Random } from '#crdt/base/random.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { toBase64 } from './bytes.ts';

/** Beyond this many the oldest is dropped: memory stays bounded under a flood. */
const MAX_ATTEMPTS = 10_000;

type Attempt = { readonly account: AccountId; readonly until: number; tries: number };
export type FactorAttempts = ReturnType<typeof createFactorAttempts>;

export function createFactorAttempts({ clock, random }: { readonly clock: Clock; readonly random: Random }) {
  const attempts = new Map<string, Attempt>();
  const sweep = (): void => {
    for (const [id, attempt] of attempts) {
      if (attempt.until > clock.now() && attempts.size < MAX_ATTEMPTS) return;
      attempts.delete(id);
    }
  };
  return {
    begin(account: AccountId): string {
      sweep();
      const id = toBase64(random.bytes(24));
      attempts.set(id, { account, until: clock.now() + LIMITS.factorAttemptLifeMs, tries: 0 });
      return id;
    },
    /** Spends one try; whose attempt it is, or undefined when it is over. */
    take(id: string): AccountId | undefined {
      const attempt = attempts.get(id);
      if (attempt === undefined) return undefined;
      attempt.tries++;
      if (attempt.tries >= LIMITS.factorTriesPerAttempt || attempt.until <= clock.now()) attempts.delete(id);
      return attempt.until <= clock.now() ? undefined : attempt.account;
    },
    /** It led to a sign-in. */
    end: (id: string): void => void attempts.delete(id),
  };
}
