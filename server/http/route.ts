/** One row of the contract as an Express handler: rate, origin, right and shape are asked here, in this order, for every route alike. */
import type { Request as HttpRequest, RequestHandler, Response } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { AccountSignIn, SignIn, SignIns } from '#server/access/sign-ins.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { ROUTES, type RouteBody, type RouteName, type RouteQuery } from '#server/contract/http.ts';
import { holds, type Right } from '#server/contract/roles.ts';
import { inviteId, recordId, roomId } from '#server/contract/shapes.ts';
import type { Handlers, Params } from './handler.ts';
import { answer, refuse } from './answer.ts';
import { isLocal, isOwn } from './where.ts';

export type RouteDeps = {
  readonly handlers: Handlers;
  readonly signIns: SignIns;
  readonly origins: readonly string[];
  /** Multiplies every rate; benchmarks and tests that play many people from one address raise it. */
  readonly rateFactor: number;
  /** A refusal or failure, for the log: names and numbers only. */
  readonly failed: (route: RouteName, code: ErrorCode, error?: unknown) => void;
};

export function createRoute<Name extends RouteName>(name: Name, deps: RouteDeps): RequestHandler {
  const row = ROUTES[name];
  const unsafe = !name.startsWith('GET ');
  const rate = new RateLimiterMemory({ points: row.perMinute * deps.rateFactor, duration: 60 });

  async function handle(request: HttpRequest, response: Response): Promise<Result<unknown, ErrorCode>> {
    if (!(await within(rate, request.ip ?? ''))) return fail('too_fast');
    if (unsafe && !isOwn(request, deps.origins)) return fail('wrong_origin');
    const signIn = await whoMay(row.right, request.headers.cookie, deps);
    if (!signIn.ok) return signIn;
    const params = readParams<Name>(request.params);
    const body = row.body.safeParse(unsafe ? (request.body ?? {}) : {});
    const query = row.query.safeParse(readQuery(request.url));
    if (params === undefined || !body.success || !query.success) return fail('bad_shape');
    return deps.handlers[name]({
      body: body.data as RouteBody<Name>,
      params,
      query: query.data as RouteQuery<Name>,
      account: () => accountOf(signIn.value).account,
      signIn: () => accountOf(signIn.value),
      cookieHeader: request.headers.cookie,
      from: { ip: request.ip ?? '', agent: request.headers['user-agent'] ?? '', cookies: request.headers.cookie },
      local: isLocal(request),
      setCookie: (header) => response.append('Set-Cookie', header),
    });
  }

  return (request, response) => {
    handle(request, response).then(
      (result) => {
        if (!result.ok) deps.failed(name, result.code);
        answer(request, response, result);
      },
      (error: unknown) => {
        deps.failed(name, 'internal', error);
        refuse(response, 'internal');
      },
    );
  };
}

async function within(rate: RateLimiterMemory, who: string): Promise<boolean> {
  try {
    await rate.consume(who);
    return true;
  } catch {
    return false;
  }
}

/** Rights that a sign-in has before its account showed the second factor that its roles ask for; all others wait for it. */
const BEFORE_FACTOR: readonly Right[] = ['enrolling', 'proven'];

async function whoMay(right: Right, cookieHeader: string | undefined, deps: RouteDeps): Promise<Result<SignIn | undefined, ErrorCode>> {
  if (right === 'public') return ok(undefined);
  const signIn = await deps.signIns.authenticate({ cookieHeader, as: 'account', enrolling: BEFORE_FACTOR.includes(right) });
  if (!signIn.ok) return signIn;
  if (signIn.value.is !== 'account') return fail('no_right');
  if (right === 'proven') return deps.signIns.isProven(signIn.value) ? ok(signIn.value) : fail('proof_needed');
  if (right === 'admin-proven') {
    if (!holds(signIn.value.roles, 'admin')) return fail('no_right');
    return deps.signIns.isProven(signIn.value) ? ok(signIn.value) : fail('proof_needed');
  }
  return right === 'enrolling' || right === 'account' || holds(signIn.value.roles, right) ? ok(signIn.value) : fail('no_right');
}

function accountOf(signIn: SignIn | undefined): AccountSignIn {
  if (signIn?.is !== 'account') throw new Error('a public route has no account');
  return signIn;
}

const PARAMS = { room: roomId, invite: inviteId, record: recordId };
const isParam = (key: string): key is keyof typeof PARAMS => Object.hasOwn(PARAMS, key);

function readParams<Name extends RouteName>(params: HttpRequest['params']): Params<Name> | undefined {
  for (const [key, value] of Object.entries(params)) {
    if (!isParam(key) || !PARAMS[key].safeParse(value).success) return undefined;
  }
  return params as unknown as Params<Name>;
}

/** Each parameter as text; undefined, which is of no row's shape, where one is given twice: a proxy before us might have read the other. */
function readQuery(url: string): Readonly<Record<string, string>> | undefined {
  const at = url.indexOf('?');
  const given = [...new URLSearchParams(at < 0 ? '' : url.slice(at))];
  return new Set(given.map(([name]) => name)).size === given.length ? Object.fromEntries(given) : undefined;
}
