/** Somebody who uses a practice over HTTP: own cookies, own OPAQUE half. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { client, ready } from '@serenity-kit/opaque';
import { concat } from '#crdt/base/bytes.ts';
import type { AccountId } from '#crdt/base/ids.ts';
import { changeBytes, DIRECTORY_LABELS, NO_ENTRY } from '#crdt/keys/directory-layout.ts';
import { hasCode, nextCode, rememberCodes, totpNow } from './factors.ts';

export type Answer = {
  readonly status: number;
  /** Of a refusal, `error`: its code; the whole problem is tests/server/http/problem.pg.test.ts's. */
  readonly body: Record<string, never> & { readonly error?: string };
  readonly headers: Headers;
};

/** Somebody at a browser: keeps cookies, names their origin. `now` is the server's clock, in ms. */
export function createPerson(url: string, now: () => number = Date.now) {
  const cookies = new Map<string, string>();
  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        Origin: url,
        // A kept connection that idles while a test works for long is closed by the server at some moment, perhaps that of the next request.
        Connection: 'close',
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
    const told = JSON.parse((await response.text()) || '{}') as { readonly code?: string };
    const isProblem = response.headers.get('Content-Type')?.startsWith('application/problem+json') === true;
    return { status: response.status, body: (isProblem ? { error: told.code } : told) as Answer['body'], headers: response.headers };
  };
  const get = (path: string) => send('GET', path);
  const post = (path: string, body: unknown = {}, headers?: Record<string, string>) => send('POST', path, body, headers);
  /** 'memory-constrained' keeps the tests quick; the server cannot tell. */
  const keyStretching = 'memory-constrained' as const;
  const newCodes = async (email: string): Promise<void> => {
    const { codes } = (await post('/api/factors/backup-codes')).body as unknown as { codes: string[] };
    rememberCodes(url, email, codes);
  };
  /** An authenticator app and back-up codes, so that an account may do what its roles allow. The app's secret. */
  const enrol = async (email: string): Promise<string> => {
    const { secret } = (await post('/api/factors/totp/start')).body as unknown as { secret: string };
    const finished = await post('/api/factors/totp/finish', { code: totpNow(secret, now()) });
    if (finished.status !== 200) throw new Error(`no factor: ${finished.body.error}`);
    await newCodes(email);
    return secret;
  };
  return {
    cookies,
    get,
    post,
    send,
    enrol,
    /** Makes an account; unless told otherwise, with the second factor that its roles ask for. */
    async register(email: string, password: string, more: Record<string, unknown>, { factor = true } = {}): Promise<Answer> {
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
      const keys = { ...signedKeys(account as AccountId), wrappedKeyring: base64(100, 3) };
      const made = await post('/api/register/finish', { email, account, record: registrationRecord, ...keys, ...more });
      if (factor && (made.body as { readonly factorNeeded?: boolean }).factorNeeded === true) await enrol(email);
      return made;
    },
    /** Shows a password once more in this sign-in; `real` is the one the account has, so that a wrong one can be sent nonetheless. */
    async prove(real: string, password: string, finish = (body: object) => post('/api/proof/finish', body)): Promise<string> {
      const { clientLoginState, startLoginRequest } = client.startLogin({ password });
      const started = await post('/api/proof/start', { request: startLoginRequest });
      const { response, attempt } = started.body as unknown as { response: string; attempt: string };
      const login = client.finishLogin({ clientLoginState, loginResponse: response, password, keyStretching });
      if ((login === undefined) !== (real !== password)) throw new Error('the server took the wrong password for the right one');
      const done = await finish({ attempt, finish: login?.finishLoginRequest ?? base64(64, 7) });
      return done.body.error ?? 'proven';
    },
    /** Both steps, the second with the next back-up code; `factor: false` stops at what the password alone gives. */
    async signIn(
      email: string,
      password: string,
      { factor = true, remember = false } = {},
    ): Promise<Answer & { readonly finish?: object }> {
      await ready;
      const { clientLoginState, startLoginRequest } = client.startLogin({ password });
      const started = await post('/api/sign-in/start', { email, request: startLoginRequest });
      if (started.status !== 200) return started;
      const { response, attempt } = started.body as unknown as { response: string; attempt: string };
      const login = client.finishLogin({ clientLoginState, loginResponse: response, password, keyStretching });
      if (login === undefined) return started;
      const finish = { attempt, finish: login.finishLoginRequest, remember };
      const step = await post('/api/sign-in/finish', finish);
      const asked = step.body as { readonly state?: string; readonly attempt?: string };
      if (!factor || asked.state !== 'factor') return { ...step, finish };
      const proof = { method: 'backup', code: nextCode(url, email) };
      const signed = await post('/api/sign-in/factor', { attempt: asked.attempt, proof, remember });
      if (signed.status === 200 && !hasCode(url, email)) await newCodes(email);
      return { ...signed, finish };
    },
  };
}
export type Person = ReturnType<typeof createPerson>;

/** Fresh public keys, the first entry of the account's directory signed by them. Nobody has to open anything with them. */
export function signedKeys(account: AccountId, kind: 'made' | 'reset' = 'made', previous: Uint8Array = NO_ENTRY) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const signPublic = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const boxPublic = Buffer.alloc(32, 2);
  const change = changeBytes({ account, kind, signPublic, boxPublic, previous });
  const keySignature = sign(null, concat(DIRECTORY_LABELS.change, change), privateKey).toString('base64url');
  return { signPublic: signPublic.toString('base64url'), boxPublic: boxPublic.toString('base64url'), keySignature };
}

const tokenOf = ({ token, setUpCode }: Record<string, unknown>) => ({
  ...(token === undefined ? {} : { token }),
  ...(setUpCode === undefined ? {} : { setUpCode }),
});

/** `length` equal bytes as base64url. */
export const base64 = (length: number, value: number): string => Buffer.alloc(length, value).toString('base64url');

/** What a route, with ids that nothing has, answers this person: `GET /api/rooms: no_right`, or `…: passed`. */
export async function refusalOf(person: Person, route: string): Promise<string> {
  const [method = '', path = ''] = route.split(' ');
  const at = path.replaceAll(/:\w+/g, () => crypto.randomUUID());
  const { body } = await person.send(method, at, method === 'GET' ? undefined : {});
  return `${route}: ${body.error ?? 'passed'}`;
}
