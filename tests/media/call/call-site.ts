/** The test page and its SFU: serves the bundled page and answers the call's signalling, with no rooms or sign-in around. */
import { createServer } from 'node:http';
import { readFile, rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { WebSocketServer, type WebSocket } from 'ws';
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import type { CallConnection, CallName } from '#media/messages.ts';
import { createCalls, type Calls } from '#media/sfu/calls.ts';
import { createWorkers, type Workers } from '#media/sfu/workers.ts';
import { findWorkerBin } from '#media/sfu/worker-bin.ts';

export const ROOM = '0d5c4ad3-6a4b-4e7e-8f55-0f3ce1f0a001' as RoomId;
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
/** The product's own strictness, where the call meets it: the worker's address, no inline styles. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self'; require-trusted-types-for 'script'; trusted-types holdspace-frame-worker";
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const clock = {
  now: () => Date.now(),
  after: (delayMs: number, task: () => void) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Workers on free ports of this machine alone. */
export async function testWorkers(): Promise<Workers> {
  const workerBin = findWorkerBin();
  if (workerBin === undefined) throw new Error('no mediasoup-worker: npm run setup');
  return await createWorkers({ workerBin, count: 1, listenIp: '127.0.0.1', port: 0, clock, log: quiet });
}

/** Bundles the page once, as Vite would for the product; returns the folder. */
export async function bundlePage(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'holdspace-call-'));
  const root = fileURLToPath(new URL('./page', import.meta.url));
  await build({ root, configFile: false, logLevel: 'error', worker: { format: 'es' }, build: { outDir, emptyOutDir: true } });
  return outDir;
}

export type CallSite = { readonly url: string; readonly calls: Calls; readonly workers: Workers; close(): Promise<void> };

/** `port` 0: any. The same port again stands for the server that came back after a crash. */
export async function openCallSite(folder: string, port = 0): Promise<CallSite> {
  const workers = await testWorkers();
  const calls = createCalls({ workers, iceServers: () => [], log: quiet });
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    response.setHeader('content-security-policy', POLICY);
    readFile(join(folder, path === '/' ? 'index.html' : path.slice(1))).then(
      (bytes) => response.setHeader('content-type', TYPES[extname(path === '/' ? '.html' : path)] ?? TYPES['.html'] ?? '').end(bytes),
      () => response.writeHead(path === '/favicon.ico' ? 204 : 404).end(),
    );
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    serve(calls, socket, query.get('member') as MemberId, Uint8Array.from((query.get('device') ?? '').split('.').map(Number)));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://localhost:${typeof address === 'object' ? address?.port : ''}`;
  return {
    url,
    calls,
    workers,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      await calls.close();
      await workers.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const removeBundle = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

function serve(calls: Calls, socket: WebSocket, member: MemberId, device: Uint8Array): void {
  const send = (line: unknown): void => {
    socket.send(JSON.stringify(line, (_, value: unknown) => (value instanceof Uint8Array ? [...value] : value)));
  };
  const connection: CallConnection = { room: ROOM, member, device, notify: (name, body) => send({ name, body }) };
  socket.on('message', (data: Buffer) => {
    const { id, name, body } = JSON.parse(data.toString()) as { id: number; name: CallName; body: never };
    void calls.handle(name, connection, body).then((result) => {
      send(result.ok ? { id, ok: true, body: result.value } : { id, ok: false, code: result.code });
    });
  });
  socket.on('close', () => calls.leave(connection));
}
