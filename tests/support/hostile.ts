/** Messages that no honest page sends, each with a canary word in it: whatever answers them must neither repeat nor keep it. */
import { connect } from 'node:net';
import { io } from 'socket.io-client';
import { createParser } from '#server/contract/parser.ts';

export const HOSTILE = 'canary-hostile-shrike';

export type Reply = { readonly to: string; readonly said: string };

type Request = { readonly method?: string; readonly body?: string; readonly headers?: Readonly<Record<string, string>> };

const wrongRequests: readonly (readonly [string, string, Request])[] = [
  ['a wrong shape', '/api/sign-in/start', { body: JSON.stringify({ email: 5, [HOSTILE]: HOSTILE }) }],
  ['a wrong e-mail', '/api/sign-in/start', { body: JSON.stringify({ email: HOSTILE, request: 'A'.repeat(43) }) }],
  ["nobody's e-mail", '/api/sign-in/start', { body: JSON.stringify({ email: `${HOSTILE}@x.example`, request: HOSTILE.repeat(4) }) }],
  ['wrong JSON', '/api/sign-in/start', { body: `{"${HOSTILE}": ${HOSTILE}` }],
  ['a wrong attempt', '/api/sign-in/finish', { body: JSON.stringify({ attempt: HOSTILE, finish: HOSTILE }) }],
  [
    'a wrong second factor',
    '/api/sign-in/factor',
    { body: JSON.stringify({ attempt: HOSTILE, proof: { method: 'backup', code: HOSTILE } }) },
  ],
  ['a wrong token', '/api/register/start', { body: JSON.stringify({ email: `${HOSTILE}@x.example`, token: HOSTILE, request: HOSTILE }) }],
  [
    'a wrong code',
    '/api/register/start',
    { body: JSON.stringify({ email: `${HOSTILE}@x.example`, setUpCode: HOSTILE, request: HOSTILE }) },
  ],
  ['another origin', '/api/sign-out', { headers: { Origin: `https://${HOSTILE}.example` } }],
  ['a wrong cookie', '/api/rooms', { method: 'GET', headers: { Cookie: `holdspace_account=${HOSTILE}; ${HOSTILE}=1` } }],
  ['an unknown path', `/api/${HOSTILE}?${HOSTILE}=${HOSTILE}`, {}],
  ['an unknown invite', `/api/invites/${HOSTILE}/claim`, {}],
  ['a path that does not decode', `/api/rooms/%E0%A4%A${HOSTILE}/invites`, {}],
  ['an asset that is not there', `/assets/${HOSTILE}.js`, { method: 'GET' }],
  ['a path out of the folder', `/..%2f..%2f${HOSTILE}`, { method: 'GET' }],
  ['an unknown method', `/api/rooms/${HOSTILE}`, { method: 'PATCH' }],
  ['too large a body', '/api/sign-in/start', { body: JSON.stringify({ email: HOSTILE.repeat(5000) }) }],
];

/** All of them over HTTP, and what came back, status line, headers and body. */
export async function sendHostileRequests(origin: string): Promise<readonly Reply[]> {
  const replies: Reply[] = [];
  for (const [to, path, more] of wrongRequests) {
    const headers = { 'content-type': 'application/json', 'user-agent': HOSTILE, ...more.headers };
    const answer = await fetch(origin + path, { method: 'POST', ...more, headers });
    replies.push({ to, said: `${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text()}` });
  }
  const { port } = new URL(origin);
  for (const line of [`GET /${HOSTILE} ${HOSTILE}\r\n\r\n`, `${HOSTILE}\r\n\r\n`]) {
    replies.push({ to: 'what is not HTTP', said: await sayRaw(Number(port), line) });
  }
  return replies;
}

function sayRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(text));
    socket.on('data', (bytes) => (said += bytes.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(said));
  });
}

const wrongMessages: readonly (readonly [string, unknown])[] = [
  [HOSTILE, { [HOSTILE]: HOSTILE }],
  ['room/enter', { room: HOSTILE, device: HOSTILE }],
  ['room/admit', HOSTILE],
  ['log/open', { doc: HOSTILE, after: HOSTILE }],
  ['log/digests', { [HOSTILE]: [HOSTILE] }],
  ['call/join', { [HOSTILE]: HOSTILE }],
  ['call/produce', { kind: HOSTILE, rtpParameters: { codecs: HOSTILE } }],
];

/** All of them over Socket.IO under a sign-in's cookie, with the answers; then a connection that says wrong things of itself. */
export async function sendHostileMessages(origin: string, cookie: string): Promise<readonly Reply[]> {
  const options = { path: '/socket.io', transports: ['websocket'], parser: createParser('client'), multiplex: false, reconnection: false };
  const socket = io(origin, { ...options, auth: { as: 'account' }, extraHeaders: { origin, cookie } });
  const replies: Reply[] = [];
  for (const [name, body] of wrongMessages) {
    const said: unknown = await socket.timeout(10_000).emitWithAck(name, body);
    replies.push({ to: name === HOSTILE ? 'an unknown message' : name, said: JSON.stringify(said) });
  }
  socket.disconnect();
  for (const [to, extraHeaders] of [
    ['a wrong capacity', { origin, cookie }],
    ['another origin', { origin: `https://${HOSTILE}.example`, cookie }],
  ] as const) {
    const wrong = io(origin, { ...options, auth: { as: HOSTILE }, extraHeaders });
    replies.push({ to, said: await new Promise((resolve) => wrong.on('connect_error', (error) => resolve(error.message))) });
    wrong.disconnect();
  }
  return replies;
}
