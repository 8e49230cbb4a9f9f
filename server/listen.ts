/**
 * The TCP end of the server: plain HTTP behind a proxy, or TLS of its own, with bounds on how slowly and how often somebody may come.
 * Whoever holds a connection and says nothing is ended before they cost anybody else theirs (slowloris).
 */
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createSecureContext } from 'node:tls';

export type WebServer = Server | TlsServer;
export type TlsFiles = { readonly certFile: string; readonly keyFile: string };

/** Milliseconds, bytes and counts; tests shorten them. */
export type ListenLimits = {
  /** From the connection to the end of a request's head. */
  readonly headersMs: number;
  /** From the connection to the end of a request's body. */
  readonly requestMs: number;
  readonly keepAliveMs: number;
  /** From the connection to the end of the TLS handshake. */
  readonly handshakeMs: number;
  /** How often the above is looked after. */
  readonly checkMs: number;
  readonly headerBytes: number;
  readonly headers: number;
  readonly connections: number;
  /** From one address; this machine's own are not counted, since behind a proxy everybody comes from there. */
  readonly connectionsPerAddress: number;
};
export const LISTEN_LIMITS: ListenLimits = {
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 15_000,
  handshakeMs: 10_000,
  checkMs: 2_000,
  headerBytes: 16 * 1024,
  headers: 100,
  connections: 20_000,
  connectionsPerAddress: 200,
};

export type ListenOptions = {
  readonly handler: RequestListener;
  readonly tls?: TlsFiles | undefined;
  /** Proxies before us: their addresses are not counted either. */
  readonly proxies?: number;
  readonly limits?: Partial<ListenLimits>;
  /** Whether connections from there are counted; for tests, which all come from this machine. */
  readonly isCounted?: (address: string) => boolean;
  /** A certificate was read anew, or could not be: the old one stays. */
  readonly renewed?: (error?: unknown) => void;
  /** How often the certificate's files are looked at. */
  readonly watchMs?: number;
};

export type Listener = { readonly server: WebServer; close(): Promise<void> };

/** TLS 1.3's suites, and of 1.2 those with forward secrecy and authenticated encryption (Mozilla's "intermediate" list). */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** Does not listen yet. Throws when the certificate or its key cannot be read, or do not belong together. */
export function createListener(options: ListenOptions): Listener {
  const { handler, tls, proxies = 0 } = options;
  const limits = { ...LISTEN_LIMITS, ...options.limits };
  const { isCounted = (address) => proxies === 0 && !LOOPBACK.has(address) } = options;
  const http = {
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.checkMs,
    maxHeaderSize: limits.headerBytes,
    requireHostHeader: true,
  };
  const server =
    tls === undefined
      ? createServer(http, handler)
      : createTlsServer(
          { ...http, ...checked(readFiles(tls)), minVersion: 'TLSv1.2', ciphers: CIPHERS, handshakeTimeout: limits.handshakeMs },
          handler,
        );
  server.maxHeadersCount = limits.headers;
  server.maxConnections = limits.connections;
  countAddresses(server, limits.connectionsPerAddress, isCounted);
  // TLS that never begins to speak, and bytes that are no HTTP: gone, with nothing said of us.
  server.on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy());

  // By what they hold, not by their times: a change between reading and watching would never be noticed.
  let seen = tls && readFiles(tls);
  const look = (): void => {
    if (tls === undefined || seen === undefined || !(server instanceof TlsServer)) return;
    try {
      const now = readFiles(tls);
      if (now.cert.equals(seen.cert) && now.key.equals(seen.key)) return;
      seen = now;
      server.setSecureContext({ ...checked(now), minVersion: 'TLSv1.2', ciphers: CIPHERS });
      options.renewed?.();
    } catch (error) {
      // Half of the pair is new, or it is being written: the next look finds the rest.
      options.renewed?.(error);
    }
  };
  const looking = tls && setInterval(look, options.watchMs ?? 10_000).unref();

  let closing: Promise<void> | undefined;
  return {
    server,
    close: () => {
      clearInterval(looking);
      closing ??= new Promise((resolve) => {
        // Never came to listen, or was closed already: both fine.
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closing;
    },
  };
}

type Pair = { readonly cert: Buffer; readonly key: Buffer };
const readFiles = ({ certFile, keyFile }: TlsFiles): Pair => ({ cert: readFileSync(certFile), key: readFileSync(keyFile) });

/** Throws when they do not belong together: better now than at every visitor's handshake. */
function checked(pair: Pair): Pair {
  createSecureContext(pair);
  return pair;
}

function countAddresses(server: WebServer, most: number, isCounted: (address: string) => boolean): void {
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    if (!isCounted(address)) return;
    const count = (open.get(address) ?? 0) + 1;
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
    if (count > most) socket.destroy();
  });
}

/** Sends who came by plain HTTP on to the practice's own https address; nothing else of the request decides where that is. */
export const toHttps =
  (origin: string): RequestListener =>
  (request, response) => {
    const { method = '', url = '' } = request;
    // A body was sent in clear already; sending it on would hide that.
    const may = (method === 'GET' || method === 'HEAD') && url.startsWith('/') && !url.startsWith('/api/');
    response.writeHead(may ? 308 : 403, {
      ...(may ? { Location: `${origin}${url}` } : {}),
      'Cache-Control': 'no-store',
      Connection: 'close',
    });
    response.end();
  };

export function listen(server: WebServer, { port, host }: { readonly port: number; readonly host: string | undefined }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(host === undefined ? { port } : { port, host }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
