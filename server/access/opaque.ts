/**
 * The server's half of OPAQUE (RFC 9807). It never sees a password. For an address without an account it answers from a
 * made-up record, so that nobody learns who has one. Sign-ins under way live in memory, each for two minutes and one try.
 */
import { ready, server } from '@serenity-kit/opaque';
import type { AccountId } from '#crdt/base/ids.ts';
import type { Clock } from '#crdt/base/clock.ts';
import type { Random } from '#crdt/base/random.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { Secret } from '#crdt/base/secret.ts';

const ATTEMPT_LIFE_MS = 120_000;
/** Beyond this many the oldest attempt is dropped: memory stays bounded under a flood. */
const MAX_ATTEMPTS = 10_000;

export type OpaqueDeps = { readonly setup: Secret; readonly clock: Clock; readonly random: Random };
type Attempt = { readonly state: string; readonly account: AccountId; readonly known: boolean; readonly until: number };

export type Opaque = ReturnType<typeof createOpaque>;

export function createOpaque({ setup, clock, random }: OpaqueDeps) {
  const attempts = new Map<string, Attempt>();
  const serverSetup = () => Buffer.from(setup.reveal()).toString('utf8');
  const sweep = (): void => {
    for (const [id, attempt] of attempts) {
      if (attempt.until > clock.now() && attempts.size < MAX_ATTEMPTS) return;
      attempts.delete(id);
    }
  };
  return {
    /** Answers a registration request; `account` names the record from now on. */
    async register(account: AccountId, request: string): Promise<Result<string, 'bad_shape'>> {
      await ready;
      return attemptOr(
        'bad_shape',
        () =>
          server.createRegistrationResponse({ serverSetup: serverSetup(), userIdentifier: account, registrationRequest: request })
            .registrationResponse,
      );
    },
    /** `record` undefined: nobody has that address; the answer looks the same. */
    async start(
      account: AccountId,
      record: string | undefined,
      request: string,
    ): Promise<Result<{ response: string; attempt: string }, 'bad_shape'>> {
      await ready;
      sweep();
      const started = attemptOr('bad_shape', () =>
        server.startLogin({ serverSetup: serverSetup(), userIdentifier: account, registrationRecord: record, startLoginRequest: request }),
      );
      if (!started.ok) return started;
      const attempt = Buffer.from(random.bytes(24)).toString('base64url');
      attempts.set(attempt, {
        state: started.value.serverLoginState,
        account,
        known: record !== undefined,
        until: clock.now() + ATTEMPT_LIFE_MS,
      });
      return ok({ response: started.value.loginResponse, attempt });
    },
    /** Whose password it was. One try for each attempt: a recorded finish is worth nothing a second time. */
    async finish(id: string, finish: string): Promise<Result<AccountId, 'wrong_credentials'>> {
      await ready;
      const attempt = attempts.get(id);
      attempts.delete(id);
      if (attempt === undefined || attempt.until <= clock.now()) return fail('wrong_credentials');
      const done = attemptOr('wrong_credentials', () =>
        server.finishLogin({ serverLoginState: attempt.state, finishLoginRequest: finish }),
      );
      return done.ok && attempt.known ? ok(attempt.account) : fail('wrong_credentials');
    },
  };
}

/** The library throws on whatever it cannot read. */
function attemptOr<Value, Code extends string>(code: Code, work: () => Value): Result<Value, Code> {
  try {
    return ok(work());
  } catch {
    return fail(code);
  }
}
