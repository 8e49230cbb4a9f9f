/** Our end of TCP: TLS of our own, and what becomes of those who come slowly, often or with too much. Limits are shortened, never waited for. */
import { EventEmitter, once } from 'node:events';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { get as getHttp, type RequestListener } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { createListener, listen, toHttps, type Listener, type ListenOptions } from '#server/listen.ts';
import { makeCertificate, type Pair } from '#tests/support/certificate.ts';

const listeners: Listener[] = [];
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.close();
});

const hello: RequestListener = (_request, response) => void response.end('hello');
async function serve(options: Partial<ListenOptions> = {}): Promise<number> {
  const listener = createListener({ handler: hello, ...options });
  listeners.push(listener);
  await listen(listener.server, { port: 0, host: '127.0.0.1' });
  return (listener.server.address() as AddressInfo).port;
}
function writePair(pair: Pair): { readonly certFile: string; readonly keyFile: string } {
  const folder = mkdtempSync(join(tmpdir(), 'holdspace-tls-'));
  const files = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
  replacePair(files, pair);
  chmodSync(files.keyFile, 0o600);
  return files;
}
function replacePair(files: { readonly certFile: string; readonly keyFile: string }, { cert, key }: Pair): void {
  writeFileSync(files.keyFile, key);
  writeFileSync(files.certFile, cert);
}

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';
/** All that was said until the other end closes. */
async function untilClosed(socket: Socket): Promise<string> {
  let said = '';
  socket.on('data', (bytes: Buffer) => (said += bytes.toString('latin1')));
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return said;
}
const answerOf = async (socket: Socket): Promise<string> => {
  socket.write(GET);
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  return bytes.toString('latin1').split('\r\n')[0] ?? '';
};

describe('TLS of its own', () => {
  const dial = async (port: number, more: object = {}): Promise<TLSSocket> => {
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...more });
    await once(socket, 'secureConnect');
    return socket;
  };

  test('[H25] serves TLS 1.3 by choice and 1.2 with forward secrecy; nothing older, nothing weaker', async () => {
    const port = await serve({ tls: writePair(makeCertificate()) });
    const modern = await dial(port);
    expect(modern.getProtocol()).toBe('TLSv1.3');
    expect(await answerOf(modern)).toBe('HTTP/1.1 200 OK');
    modern.destroy();
    const older = await dial(port, { maxVersion: 'TLSv1.2' });
    expect([older.getProtocol(), older.getCipher().name.startsWith('ECDHE-')]).toEqual(['TLSv1.2', true]);
    older.destroy();
    for (const refused of [
      { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' },
      { maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' },
      { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' },
    ] as const) {
      await expect(dial(port, refused)).rejects.toThrow();
    }
  });

  test('[H25] a new certificate is taken up while it runs, and nobody is cut off; half a pair changes nothing', async () => {
    const files = writePair(makeCertificate('first'));
    const events: (string | undefined)[] = [];
    let heard: () => void = () => undefined;
    const renewed = (error?: unknown): void => {
      events.push(error === undefined ? 'renewed' : 'kept');
      heard();
    };
    const port = await serve({ tls: files, renewed, watchMs: 10 });
    const common = (socket: TLSSocket): string => String(socket.getPeerCertificate().subject.CN);
    const before = await dial(port);
    expect(common(before)).toBe('first');
    const next = makeCertificate('second');
    const kept = new Promise<void>((resolve) => (heard = resolve));
    writeFileSync(files.keyFile, next.key);
    await kept;
    expect(events.at(-1)).toBe('kept');
    const stillFirst = await dial(port);
    expect(common(stillFirst)).toBe('first');
    const taken = new Promise<void>((resolve) => (heard = resolve));
    writeFileSync(files.certFile, next.cert);
    await taken;
    expect(events.at(-1)).toBe('renewed');
    const after = await dial(port);
    expect(common(after)).toBe('second');
    expect(await answerOf(before)).toBe('HTTP/1.1 200 OK');
    for (const socket of [before, stillFirst, after]) socket.destroy();
  });

  test('[H25] a certificate and a key that do not belong together do not start', () => {
    const files = writePair({ cert: makeCertificate().cert, key: makeCertificate().key });
    expect(() => createListener({ handler: hello, tls: files })).toThrow(/key/i);
  });

  test('[H27] who never speaks TLS is ended', async () => {
    const port = await serve({ tls: writePair(makeCertificate()), limits: { handshakeMs: 50, checkMs: 20 } });
    expect(await untilClosed(connect(port, '127.0.0.1'))).toBe('');
    const plain = connect(port, '127.0.0.1');
    plain.write(GET);
    expect(await untilClosed(plain)).not.toContain('200');
  });
});

describe('plain HTTP beside it', () => {
  const ask = async (request: string): Promise<{ readonly status: string; readonly location: string | undefined }> => {
    const port = await serve({ handler: toHttps('https://practice.example') });
    const socket = connect(port, '127.0.0.1');
    socket.write(request);
    const said = await untilClosed(socket);
    return { status: said.split(' ')[1] ?? '', location: /^Location: (.*)\r$/m.exec(said)?.[1] };
  };

  test.each([
    ['a page', 'GET /join/abc?x=1 HTTP/1.1\r\nHost: practice.example\r\n\r\n', 'https://practice.example/join/abc?x=1'],
    ['its head', 'HEAD / HTTP/1.1\r\nHost: practice.example\r\n\r\n', 'https://practice.example/'],
    ['a Host that is not ours', 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n', 'https://practice.example/'],
    [
      'a path like another host',
      'GET //evil.example/ HTTP/1.1\r\nHost: practice.example\r\n\r\n',
      'https://practice.example//evil.example/',
    ],
  ])('[H26] %s is sent on to the practice and nowhere else', async (_, request, location) => {
    expect(await ask(request)).toEqual({ status: '308', location });
  });

  test.each([
    ['a POST', 'POST /api/sign-in/start HTTP/1.1\r\nHost: practice.example\r\nContent-Length: 0\r\n\r\n'],
    ['the API', 'GET /api/setup HTTP/1.1\r\nHost: practice.example\r\n\r\n'],
    ['a path that would become a host', 'GET @evil.example/ HTTP/1.1\r\nHost: practice.example\r\n\r\n'],
    ['a whole address', 'GET http://evil.example/ HTTP/1.1\r\nHost: practice.example\r\n\r\n'],
  ])('[H26] %s is refused', async (_, request) => {
    const { status, location } = await ask(request);
    expect([status.startsWith('4'), location]).toEqual([true, undefined]);
  });
});

describe('who comes slowly, often or with too much', () => {
  /** Long enough for whoever is not slow to be served by a busy machine. */
  const SHORT = { headersMs: 2000, requestMs: 2000, keepAliveMs: 50, checkMs: 20 };
  /** Nobody else is harmed. */
  const stillServes = async (port: number): Promise<void> => {
    const [response] = (await once(getHttp({ port, host: '127.0.0.1', agent: false }), 'response')) as [
      { statusCode: number; resume(): void },
    ];
    response.resume();
    expect(response.statusCode).toBe(200);
  };

  test.each([
    ['says nothing', ''],
    ['never ends its head (slowloris)', 'GET / HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n'],
    ['never ends its body', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nab'],
    ['never ends its chunks', 'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab'],
    [
      'begins a WebSocket handshake and leaves it there',
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n',
    ],
  ])('[H27] who %s is ended, and the others are served meanwhile', async (_, head) => {
    const silent: RequestListener = (request, response) => (request.method === 'GET' ? void response.end('hello') : undefined);
    const port = await serve({ limits: SHORT, handler: silent });
    const sockets = Array.from({ length: 50 }, () => connect(port, '127.0.0.1'));
    // Heard from the first moment: on a busy machine some are ended before the others were served.
    const all = Promise.all(sockets.map(untilClosed));
    for (const socket of sockets) if (head !== '') socket.write(head);
    await stillServes(port);
    // Whoever writes just when they are ended may be cut off before they read why.
    for (const text of await all) expect(['408', '']).toContain(text.slice(9, 12));
  });

  test('[H27] a connection that stays idle after its answer is ended', async () => {
    const port = await serve({ limits: SHORT });
    const socket = connect(port, '127.0.0.1');
    socket.write(GET);
    expect(await untilClosed(socket)).toContain('200 OK');
  });

  test.each([
    ['a head of 1 MB', `GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ${'a'.repeat(1 << 20)}\r\n\r\n`, '431'],
    ['an address of 64 KB', `GET /${'a'.repeat(1 << 16)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, '431'],
    ['10,000 headers', `GET / HTTP/1.1\r\nHost: localhost\r\n${'A: b\r\n'.repeat(10_000)}\r\n`, '431'],
    ['two lengths (request smuggling)', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', '400'],
    ['a length and chunks', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', '400'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', '400'],
  ])('[H28] %s is refused', async (_, request, status) => {
    const port = await serve();
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(request);
    // Whoever goes on sending after the refusal may be cut off before they read it.
    expect([status, '']).toContain((await untilClosed(socket)).slice(9, 12));
    await stillServes(port);
  });

  test('[H29] one address holds so many connections and no more; another is not harmed', async () => {
    const port = await serve({ limits: { connectionsPerAddress: 3 }, isCounted: (address) => address.endsWith('127.0.0.2') });
    const from = (localAddress: string): Socket => connect({ port, host: '127.0.0.1', localAddress });
    const first = once(listeners.at(-1)?.server ?? new EventEmitter(), 'connection') as Promise<[Socket]>;
    const held = [1, 2, 3].map(() => from('127.0.0.2'));
    for (const socket of held) expect(await answerOf(socket)).toBe('HTTP/1.1 200 OK');
    expect(await untilClosed(from('127.0.0.2'))).toBe('');
    expect(await answerOf(from('127.0.0.3'))).toBe('HTTP/1.1 200 OK');
    const [served] = await first;
    const gone = once(served, 'close');
    for (const socket of held) if (socket.localPort === served.remotePort) socket.end();
    await gone;
    expect(await answerOf(from('127.0.0.2'))).toBe('HTTP/1.1 200 OK');
  });
});
