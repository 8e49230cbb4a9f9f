/** Typed calls of the contract's HTTP routes over fetch. */
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { ERRORS, type ErrorCode } from '#server/contract/errors.ts';
import { ROUTES, type RouteAsk, type RouteBody, type RouteName, type RouteReply } from '#server/contract/http.ts';

const TIMEOUT_MS = 20_000;

/** Cookies of one origin for Node, whose fetch keeps none. Browsers keep their own, out of scripts' sight. */
export type CookieJar = { header(): string | undefined; take(response: Response): void };

export type Http = {
  /** Scheme, host and port of the server, without a slash at the end. */
  readonly origin: string;
  /** In Node alone: what the Socket.IO connection shows. */
  readonly cookies: CookieJar | undefined;
  /** `not_ready` also stands for a server that cannot be reached. */
  call<Name extends RouteName>(name: Name, args?: CallArgs<Name>): Promise<Result<RouteReply<Name>, ErrorCode>>;
};
type CallArgs<Name extends RouteName> = {
  /** Values for the `:names` in the route's path. */
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: RouteBody<Name>;
  readonly query?: RouteAsk<Name>;
};

export function createHttp({
  origin,
  cookies = defaultJar(),
}: {
  readonly origin: string;
  readonly cookies?: CookieJar | undefined;
}): Http {
  return {
    origin,
    cookies,
    async call(name, { params = {}, body, query } = {}) {
      const [method = 'GET', path = '/'] = name.split(' ');
      const url =
        origin +
        path.replaceAll(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? '')) +
        queryText(query as QueryGiven | undefined);
      const shape = ROUTES[name].reply;
      try {
        const response = await fetch(url, {
          method,
          headers: headersOf(origin, cookies),
          credentials: 'same-origin',
          redirect: 'error',
          // Whoever signs out and closes the page at once is signed out all the same.
          keepalive: name === 'POST /api/sign-out',
          signal: AbortSignal.timeout(TIMEOUT_MS),
          ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
        });
        cookies?.take(response);
        const reply: unknown = await response.json();
        if (!response.ok) return fail(codeOf(reply), retryMsOf(response));
        const parsed = shape.safeParse(reply);
        return parsed.success ? ok(parsed.data as RouteReply<typeof name>) : fail('internal');
      } catch {
        return fail('not_ready');
      }
    },
  };
}

type QueryGiven = Readonly<Record<string, string | number | undefined>>;

/** `?name=value&…`; empty where nothing is asked. What is undefined is left out. */
export function queryText(query: QueryGiven = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

export function createCookieJar(): CookieJar {
  const cookies = new Map<string, string>();
  return {
    header: () => (cookies.size === 0 ? undefined : [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')),
    take(response) {
      for (const line of response.headers.getSetCookie()) {
        const [, name, value, rest = ''] = /^([^=;]+)=([^;]*)(.*)$/.exec(line) ?? [];
        if (name === undefined || value === undefined) continue;
        if (value === '' || /max-age=0\b/i.test(rest) || /expires=thu, 01 jan 1970/i.test(rest)) cookies.delete(name);
        else cookies.set(name, value);
      }
    },
  };
}

const isBrowser = (): boolean => typeof document !== 'undefined';
const defaultJar = (): CookieJar | undefined => (isBrowser() ? undefined : createCookieJar());

/** Browsers set Origin and Cookie themselves and let nobody else. */
function headersOf(origin: string, cookies: CookieJar | undefined): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (isBrowser()) return headers;
  const cookie = cookies?.header();
  return { ...headers, origin, ...(cookie === undefined ? {} : { cookie }) };
}

/** Retry-After as our server says it: whole seconds. */
function retryMsOf({ headers }: Response): number | undefined {
  const seconds = headers.get('Retry-After');
  return seconds !== null && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}

export const isCode = (value: unknown): value is ErrorCode => typeof value === 'string' && Object.hasOwn(ERRORS, value);

/** A problem's code (RFC 9457, an extension member). */
function codeOf(reply: unknown): ErrorCode {
  const code = typeof reply === 'object' && reply !== null && 'code' in reply ? reply.code : undefined;
  return isCode(code) ? code : 'internal';
}
