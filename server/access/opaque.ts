/**
 * The server's half of OPAQUE (RFC 9807). It never sees a password. For an address without an account it answers from a
 * made-up record, so that nobody learns who has one. Sign-ins under way live in memory, each for two minutes and one try.
 *
 * A record belongs to the set-up that it was made under. While there are several (after `npm run rotate-keys -- --opaque`), whoever signs in gets an
 * answer under each of them, from the record under its own and made-up under the others. What an answer shows of a set-up follows from the
 * address alone, so those with an account, moved or not, and those without one are answered alike, and nothing changes for an
 * address when its account moves.
 */
import { ready, server } from '@serenity-kit/opaque';
import type { AccountId } from '#crdt/base/ids.ts';
import type { Clock } from '#crdt/base/clock.ts';
import type { Random } from '#crdt/base/random.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { Secret } from '#crdt/base/secret.ts';

const ATTEMPT_LIFE_MS = 120_000;
/** From a registration's answer to its record, where a record of another set-up could be mistaken for it. */
const REGISTERING_MS = 600_000;
/** Beyond this many the oldest attempt is dropped: memory stays bounded under a flood. */
const MAX_ATTEMPTS = 10_000;

export type OpaqueDeps = { readonly setups: ReadonlyMap<number, Secret>; readonly clock: Clock; readonly random: Random };
/** An account's record, and the set-up it was made under. */
export type Kept = { readonly opaqueRecord: string; readonly opaqueSetup: number };
export type Begun = { readonly response: string; readonly attempt: string };
type Attempt = { readonly state: string; readonly account: AccountId; readonly known: boolean; readonly until: number };

export type Opaque = ReturnType<typeof createOpaque>;

export function createOpaque({ setups, clock, random }: OpaqueDeps) {
  const attempts = new Map<string, Attempt>();
  const registering = new Map<AccountId, number>();
  const versions = [...setups.keys()].toSorted((a, b) => b - a);
  const newest = versions[0];
  if (newest === undefined) throw new RangeError('there is no OPAQUE set-up');
  const serverSetup = (version: number) => Buffer.from(setups.get(version)?.reveal() ?? []).toString('utf8');
  const sweep = (): void => {
    for (const [id, attempt] of attempts) {
      if (attempt.until > clock.now() && attempts.size < MAX_ATTEMPTS) return;
      attempts.delete(id);
    }
  };

  /** `kept` undefined, or of another set-up: answered from a made-up record, which looks the same. */
  function begin(version: number, account: AccountId, kept: Kept | undefined, request: string): Result<Begun, 'bad_shape'> {
    const record = kept?.opaqueSetup === version ? kept.opaqueRecord : undefined;
    const started = attemptOr('bad_shape', () =>
      server.startLogin({
        serverSetup: serverSetup(version),
        userIdentifier: account,
        registrationRecord: record,
        startLoginRequest: request,
      }),
    );
    if (!started.ok) return started;
    const attempt = Buffer.from(random.bytes(24)).toString('base64url');
    const until = clock.now() + ATTEMPT_LIFE_MS;
    attempts.set(attempt, { state: started.value.serverLoginState, account, known: record !== undefined, until });
    return ok({ response: started.value.loginResponse, attempt });
  }

  return {
    /** What new records are made under. */
    newest,
    /** Answers a registration request; `account` names the record from now on. */
    async register(account: AccountId, request: string): Promise<Result<string, 'bad_shape'>> {
      await ready;
      for (const [id, until] of registering) {
        if (until > clock.now() && registering.size < MAX_ATTEMPTS) break;
        registering.delete(id);
      }
      registering.delete(account);
      registering.set(account, clock.now() + REGISTERING_MS);
      return attemptOr(
        'bad_shape',
        () =>
          server.createRegistrationResponse({
            serverSetup: serverSetup(newest),
            userIdentifier: account,
            registrationRequest: request,
          }).registrationResponse,
      );
    },
    /**
     * Whether a record that comes now was begun with this server as it runs: one that was begun before it was stopped for a new set-up would
     * belong to the old one. Where there is one set-up it cannot.
     */
    isOfNewest: (account: AccountId): boolean => setups.size === 1 || (registering.get(account) ?? 0) > clock.now(),
    /** Of somebody who is signed in: under the record's own set-up. `kept` undefined: the answer looks the same. */
    async start(account: AccountId, kept: Kept | undefined, request: string): Promise<Result<Begun, 'bad_shape'>> {
      await ready;
      sweep();
      const own = kept !== undefined && setups.has(kept.opaqueSetup) ? kept.opaqueSetup : newest;
      return begin(own, account, kept, request);
    },
    /** Of whoever says that this is their address: under every set-up, the newest first. */
    async startAll(account: AccountId, kept: Kept | undefined, request: string): Promise<Result<readonly Begun[], 'bad_shape'>> {
      await ready;
      sweep();
      const all: Begun[] = [];
      for (const version of versions) {
        const begun = begin(version, account, kept, request);
        if (!begun.ok) return begun;
        all.push(begun.value);
      }
      return ok(all);
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
