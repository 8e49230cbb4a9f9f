/** Socket.IO, and the only place that knows it: hands each authenticated connection to `serveConnection`. */
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { Server } from 'socket.io';
import type { Clock } from '#crdt/base/clock.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { createParser } from '#server/contract/parser.ts';
import type { Visitor } from '#server/rooms/access.ts';
import type { LiveRooms } from '#server/rooms/live-rooms.ts';
import type { RoomsLog } from '#server/rooms/log.ts';
import type { CallHandlers } from './call-handlers.ts';
import { serveConnection } from './connection.ts';
import { createBySignIn } from './by-sign-in.ts';
import { createHandlers } from './handlers.ts';
import { isOwnOrigin } from './origin.ts';
import { createRefusals } from './refusals.ts';
import { createNotices } from './socket-port.ts';

export type Gateway = {
  /** Connections now. */
  readonly connections: number;
  /** Refused messages since the start, by code. */
  readonly refused: Readonly<Partial<Record<ErrorCode, number>>>;
  /** Ends every connection. The HTTP server stays its owner's. Idempotent. */
  close(): Promise<void>;
};

export type GatewayOptions = {
  readonly httpServer: HttpServer | HttpsServer;
  /** Who the cookie of this kind says it is; rejects when the database is away. */
  authenticate(request: IncomingMessage, as: 'account' | 'guest'): Promise<Visitor | undefined>;
  /** Calls back with the id of each sign-in that ends; returns its undoing. */
  ended?(listener: (signIn: string) => void): () => void;
  readonly rooms: LiveRooms;
  readonly calls?: CallHandlers;
  readonly clock: Clock;
  readonly log: RoomsLog;
  /** Origins besides the one that the request itself names as its host. */
  readonly origins?: readonly string[];
  /** Connections that may be open under one sign-in: tabs of one browser. */
  readonly perSignIn?: number;
};

export function createGateway({
  httpServer,
  authenticate,
  ended,
  rooms,
  calls,
  clock,
  log,
  origins = [],
  perSignIn = LIMITS.connectionsPerSignIn,
}: GatewayOptions): Gateway {
  const refusals = createRefusals({ clock, log });
  const notices = createNotices(clock);
  const handlers = createHandlers(calls);
  const io = new Server({
    path: '/socket.io',
    transports: ['websocket'],
    parser: createParser('server'),
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
    maxHttpBufferSize: LIMITS.socketMessageBytes,
    connectTimeout: 10_000,
    allowRequest: (request, allow) => {
      const own = isOwnOrigin(request.headers, origins);
      if (!own) refusals.count('wrong_origin', 'handshake');
      allow(own ? null : 'wrong_origin', own);
    },
  });
  io.attach(httpServer);

  const visitors = new WeakMap<object, Visitor>();
  const bySignIn = createBySignIn(perSignIn);
  const unfollow = ended?.((signIn) => bySignIn.end(signIn));
  io.use((socket, next) => {
    const refuse = (code: ErrorCode): void => {
      refusals.count(code, 'handshake');
      next(new Error(code));
    };
    const as: unknown = socket.handshake.auth['as'];
    if (as !== 'account' && as !== 'guest') return refuse('bad_shape');
    authenticate(socket.request, as).then(
      (visitor) => {
        if (visitor === undefined) return refuse('not_signed_in');
        if (bySignIn.isFull(visitor.signIn)) return refuse('too_many_connections');
        visitors.set(socket, visitor);
        next();
      },
      () => refuse('not_ready'),
    );
  });
  io.on('connection', (socket) => {
    const visitor = visitors.get(socket);
    if (visitor === undefined || !bySignIn.add(visitor.signIn, socket)) return void socket.disconnect(true);
    serveConnection({ socket, visitor, notices, rooms, handlers, calls, refusals, clock, log });
  });

  let closing: Promise<void> | undefined;
  return {
    get connections() {
      return io.engine.clientsCount;
    },
    refused: refusals.counts,
    close: () => {
      closing ??= (async () => {
        unfollow?.();
        io.disconnectSockets(true);
        io.engine.close();
        notices.close();
        refusals.close();
      })();
      return closing;
    },
  };
}
