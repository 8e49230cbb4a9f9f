/** What passkeys are asked to sign: random, each for one purpose, one account where it is known, one use and five minutes. */
import type { AccountId } from '#crdt/base/ids.ts';
import type { Clock } from '#crdt/base/clock.ts';
import type { Random } from '#crdt/base/random.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { toBase64 } from './bytes.ts';

/** Beyond this many the oldest is dropped: memory stays bounded under a flood. */
const MAX_CHALLENGES = 10_000;

export type ChallengeFor = 'enrol' | 'prove' | 'sign-in';
type Challenge = {
  readonly purpose: ChallengeFor;
  /** Undefined where it is not known yet who answers. */
  readonly account: AccountId | undefined;
  readonly challenge: string;
  readonly until: number;
};
export type Challenges = ReturnType<typeof createChallenges>;

export function createChallenges({ clock, random }: { readonly clock: Clock; readonly random: Random }) {
  const open = new Map<string, Challenge>();
  const sweep = (): void => {
    for (const [id, { until }] of open) {
      if (until > clock.now() && open.size < MAX_CHALLENGES) return;
      open.delete(id);
    }
  };
  return {
    begin(purpose: ChallengeFor, account: AccountId | undefined): { readonly attempt: string; readonly challenge: string } {
      sweep();
      const attempt = toBase64(random.bytes(24));
      const challenge = toBase64(random.bytes(32));
      open.set(attempt, { purpose, account, challenge, until: clock.now() + LIMITS.factorAttemptLifeMs });
      return { attempt, challenge };
    },
    /** The challenge, this once; undefined when there is none for this purpose and account, or it ran out. */
    take(attempt: string, purpose: ChallengeFor, account: AccountId | undefined): string | undefined {
      const found = open.get(attempt);
      open.delete(attempt);
      if (found === undefined || found.until <= clock.now()) return undefined;
      return found.purpose === purpose && found.account === account ? found.challenge : undefined;
    },
  };
}
