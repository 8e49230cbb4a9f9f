/** What every answer tells the browser, whatever it is that is answered. */
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, request as ask, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttp } from '#server/http/http.ts';
import { createPractice, type Practice } from '#tests/support/practice.ts';

let practice: Practice;
let secureUrl: string;
const secure = createServer();
beforeAll(async () => {
  practice = await createPractice();
  await mkdir(join(practice.clientFolder, 'assets'), { recursive: true });
  await writeFile(join(practice.clientFolder, 'index.html'), '<p>page</p>');
  await writeFile(join(practice.clientFolder, 'icon.svg'), '<svg/>');
  await writeFile(join(practice.clientFolder, 'assets', 'main-1a2b.js'), '1');
  const { services, clientFolder } = practice;
  const log = { debug: () => undefined, error: () => undefined };
  const origins = ['https://practice.example'];
  const leaveNowUrl = 'https://weather.example/';
  secure.on('request', createHttp({ services, log, version: '0', clientFolder, secure: true, origins, leaveNowUrl }));
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
  secureUrl = `http://127.0.0.1:${(secure.address() as AddressInfo).port}`;
});
afterAll(async () => {
  secure.closeAllConnections();
  await new Promise((resolve) => secure.close(resolve));
  await practice[Symbol.asyncDispose]();
});

type Reply = { readonly status: number; readonly headers: IncomingHttpHeaders };
/** A request that may say what a browser would not let a page say: its Host, its Sec-Fetch-Site. */
function send(url: string, method: string, path: string, headers: Record<string, string> = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sending = ask(`${url}${path}`, { method, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
    });
    sending.on('error', reject).end();
  });
}

/** What is answered: status, method, path, and how long it may be kept. */
const ANSWERS = [
  ['a page', 200, 'GET', '/', 'no-store'],
  ['a deep page', 200, 'GET', '/join/abc', 'no-store'],
  ['a file', 200, 'GET', '/icon.svg', 'no-cache'],
  ['an asset', 200, 'GET', '/assets/main-1a2b.js', 'public, max-age=31536000, immutable'],
  ['an asset that is not there', 404, 'GET', '/assets/gone.js', 'no-store'],
  ['the API', 200, 'GET', '/api/setup', 'no-store'],
  ["the API's description", 200, 'GET', '/api/openapi.json', 'no-store'],
  ['the reference', 200, 'GET', '/api/reference', 'no-store'],
  ['a refusal', 401, 'GET', '/api/rooms', 'no-store'],
  ['an unknown route', 404, 'GET', '/api/nothing', 'no-store'],
  ['a wrong method', 404, 'DELETE', '/api/rooms', 'no-store'],
  ['a path that does not decode', 400, 'POST', '/api/rooms/%E0%A4%A/invites', 'no-store'],
  ['a redirect', 303, 'GET', '/blank', 'no-store'],
] as const;

const POLICY: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'style-src': "'self'",
  'connect-src': "'self'",
  'worker-src': "'self'",
  'font-src': "'self'",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
};

describe.each(ANSWERS)('%s', (_, status, method, path, cache) => {
  test('[H22] carries every header, each as it should be', async () => {
    const { status: seen, headers } = await send(secureUrl, method, path);
    expect(seen).toBe(status);
    const policy = new Map(
      String(headers['content-security-policy'])
        .split(';')
        .map((part) => [part.trim().split(' ')[0] ?? '', part.trim().split(' ').slice(1).join(' ')]),
    );
    for (const [directive, value] of Object.entries(POLICY)) expect(`${directive} ${policy.get(directive)}`).toBe(`${directive} ${value}`);
    expect(policy.has('upgrade-insecure-requests')).toBe(true);
    expect([...policy.values()].join(' ')).not.toMatch(/https?:|\*|unsafe-inline|'unsafe-eval'|strict-dynamic/);
    expect(headers).toMatchObject({
      'strict-transport-security': 'max-age=63072000',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'origin-agent-cluster': '?1',
      'x-frame-options': 'DENY',
      'cache-control': cache,
    });
    expect(headers['x-powered-by']).toBe(undefined);
    const permissions = String(headers['permissions-policy']).split(', ');
    for (const ours of ['camera', 'microphone', 'display-capture', 'fullscreen']) expect(permissions).toContain(`${ours}=(self)`);
    for (const off of ['geolocation', 'payment', 'usb', 'bluetooth', 'midi']) expect(permissions).toContain(`${off}=()`);
    expect(permissions.filter((rule) => !/=\((self)?\)$/.test(rule))).toEqual([]);
  });
});

test('[H22] without https nothing promises it', async () => {
  const { headers } = await send(practice.url, 'GET', '/');
  expect(headers['strict-transport-security']).toBe(undefined);
  expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
});

test.each([
  ['another origin', { Origin: 'https://evil.example' }],
  ['no origin that can be named', { Origin: 'null' }],
  ['a sub-domain', { Origin: 'https://sub.practice.example' }],
  ['a name that begins like ours', { Origin: 'https://practice.example.evil.example' }],
  ["a cross-site request by the browser's own word", { 'Sec-Fetch-Site': 'cross-site' }],
  ['the same site, another origin', { 'Sec-Fetch-Site': 'same-site' }],
  ['our origin, from another site all the same', { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://practice.example' }],
])('[H4] [H23] %s may not act', async (_, headers) => {
  expect((await send(secureUrl, 'POST', '/api/leave-now', { Host: 'practice.example', ...headers })).status).toBe(403);
});

test('[H23] our own pages may', async () => {
  const own = { Host: 'practice.example', Origin: 'https://practice.example', 'Sec-Fetch-Site': 'same-origin' };
  expect((await send(secureUrl, 'POST', '/api/leave-now', own)).status).toBe(200);
});

test.each([
  'evil.example',
  'practice.example.evil.example',
  'localhost.evil.example',
  'practice.example@evil.example',
  '127.0.0.1.evil.example',
])('[H24] a name that was made to resolve to us is not ours: Host "%s"', async (host) => {
  for (const path of ['/', '/api/setup', '/health'])
    expect((await send(secureUrl, 'GET', path, { Host: host })).status).toBeGreaterThanOrEqual(400);
  const rebound = { Host: host, Origin: `http://${host}`, 'Sec-Fetch-Site': 'same-origin' };
  expect((await send(secureUrl, 'POST', '/api/leave-now', rebound)).status).toBeGreaterThanOrEqual(400);
});

test.each(['practice.example', 'localhost:3000', 'localhost', '127.0.0.1:80', '[::1]:3000'])('[H24] ours: Host "%s"', async (host) => {
  expect((await send(secureUrl, 'GET', '/', { Host: host })).status).toBe(200);
});
