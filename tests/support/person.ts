/** Somebody who uses a practice over HTTP: own cookies, own OPAQUE half. */
import { client, ready } from '@serenity-kit/opaque';

export type Answer = {
  readonly status: number;
  readonly body: Record<string, never> & { readonly error?: string };
  readonly headers: Headers;
};

/** Somebody at a browser: keeps cookies, names their origin. */
export function createPerson(url: string) {
  const cookies = new Map<string, string>();
  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        Origin: url,
        ...(cookie === '' ? {} : { Cookie: cookie }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    for (const header of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (header.split(';')[0] ?? '').split('=');
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return { status: response.status, body: JSON.parse((await response.text()) || '{}') as Answer['body'], headers: response.headers };
  };
  const get = (path: string) => send('GET', path);
  const post = (path: string, body: unknown = {}, headers?: Record<string, string>) => send('POST', path, body, headers);
  /** 'memory-constrained' keeps the tests quick; the server cannot tell. */
  const keyStretching = 'memory-constrained' as const;
  return {
    cookies,
    get,
    post,
    send,
    async register(email: string, password: string, more: Record<string, unknown>): Promise<Answer> {
      await ready;
      const { clientRegistrationState, registrationRequest } = client.startRegistration({ password });
      const started = await post('/api/register/start', { email, request: registrationRequest, ...tokenOf(more) });
      if (started.status !== 200) return started;
      const { response, account } = started.body as unknown as { response: string; account: string };
      const { registrationRecord } = client.finishRegistration({
        password,
        registrationResponse: response,
        clientRegistrationState,
        keyStretching,
      });
      const keys = { signPublic: base64(32, 1), boxPublic: base64(32, 2), wrappedKeyring: base64(100, 3) };
      return await post('/api/register/finish', { email, account, record: registrationRecord, ...keys, ...more });
    },
    async signIn(email: string, password: string): Promise<Answer & { readonly finish?: object }> {
      await ready;
      const { clientLoginState, startLoginRequest } = client.startLogin({ password });
      const started = await post('/api/sign-in/start', { email, request: startLoginRequest });
      const { response, attempt } = started.body as unknown as { response: string; attempt: string };
      const login = client.finishLogin({ clientLoginState, loginResponse: response, password, keyStretching });
      if (login === undefined) return started;
      const finish = { attempt, finish: login.finishLoginRequest };
      return { ...(await post('/api/sign-in/finish', finish)), finish };
    },
  };
}
export type Person = ReturnType<typeof createPerson>;

const tokenOf = ({ token, setUpCode }: Record<string, unknown>) => ({
  ...(token === undefined ? {} : { token }),
  ...(setUpCode === undefined ? {} : { setUpCode }),
});

/** `length` equal bytes as base64url. */
export const base64 = (length: number, value: number): string => Buffer.alloc(length, value).toString('base64url');
