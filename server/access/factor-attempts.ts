/**
 * Sign-ins that showed the right password and still owe the second factor. They live in memory, each for five minutes and a few
 * tries, belong to one account, and open nothing by themselves.
 */
import type { AccountId } from '#crdt/base/ids.ts';
import type { Clock } from '#crdt/base/clock.ts';
import type { Random } from '#crdt/base/random.ts';
import type { FactorMethod } from '#server/contract/http-factors.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { toBase64 } from './bytes.ts';

/** Beyond this many the oldest is dropped: memory stays bounded under a flood. */
const MAX_ATTEMPTS = 10_000;

type Attempt = {
  readonly account: AccountId;
  readonly until: number;
  tries: number;
  /** For a passkey to sign, once. */
  challenge: string | undefined;
};
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
    begin(account: AccountId): { readonly attempt: string; readonly challenge: string } {
      sweep();
      const attempt = toBase64(random.bytes(24));
      const challenge = toBase64(random.bytes(32));
      attempts.set(attempt, { account, until: clock.now() + LIMITS.factorAttemptLifeMs, tries: 0, challenge });
      return { attempt, challenge };
    },
    /** Spends one try, with a passkey also the challenge; whose attempt it is, or undefined when it is over. */
    take(id: string, method: FactorMethod): { readonly account: AccountId; readonly challenge: string | undefined } | undefined {
      const attempt = attempts.get(id);
      if (attempt === undefined) return undefined;
      attempt.tries++;
      if (attempt.tries >= LIMITS.factorTriesPerAttempt || attempt.until <= clock.now()) attempts.delete(id);
      if (attempt.until <= clock.now()) return undefined;
      const { account, challenge } = attempt;
      if (method === 'passkey') attempt.challenge = undefined;
      return { account, challenge };
    },
    /** It led to a sign-in. */
    end: (id: string): void => void attempts.delete(id),
  };
}
