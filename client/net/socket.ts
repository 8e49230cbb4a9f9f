/** The one place that knows socket.io-client: typed messages of the contract, checked as they come in; it reconnects by itself. */
import { io } from 'socket.io-client';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { DOWN, UP, type DownBody, type DownName, type UpBody, type UpName, type UpReply } from '#server/contract/messages.ts';
import { createParser } from '#server/contract/parser.ts';
import { isCode, type Http } from './http.ts';

const REPLY_MS = 20_000;
const RECONNECT = { reconnectionDelay: 150, reconnectionDelayMax: 2000, randomizationFactor: 0.5, timeout: 5000 } as const;

/** Which of the two sign-in cookies the connection stands on. */
export type As = 'account' | 'guest';

export type Wire = {
  readonly connected: boolean;
  /** `not_ready` also when the connection is away or goes before the reply. */
  request<Name extends UpName>(name: Name, body: UpBody<Name>): Promise<Result<UpReply<Name>, ErrorCode>>;
  /** Sends one sealed message; silently nothing while away, since the outbox sends again and presence is volatile. */
  send(name: 'log/append' | 'presence/send', sealed: Uint8Array): void;
  /** Hears one message; what is not of the contract's shape is dropped. Returns its undoing. */
  on<Name extends DownName>(name: Name, listener: (body: DownBody<Name>) => void): () => void;
  close(): void;
};

type Options = {
  readonly http: Http;
  readonly as: As;
  onUp(): void;
  onDown(): void;
  /** The server will not have this connection; nobody tries again. */
  onRefused(code: ErrorCode): void;
};

export function connectWire({ http, as, onUp, onDown, onRefused }: Options): Wire {
  const cookie = http.cookies?.header();
  const socket = io(http.origin, {
    path: '/socket.io',
    transports: ['websocket'],
    parser: createParser('client'),
    auth: { as },
    multiplex: false,
    autoConnect: false,
    ...RECONNECT,
    ...(http.cookies === undefined ? {} : { extraHeaders: { origin: http.origin, ...(cookie === undefined ? {} : { cookie }) } }),
  });
  let closed = false;
  let isUp = false;

  function down(): void {
    if (isUp && !closed) onDown();
    isUp = false;
  }

  socket.on('connect', () => {
    isUp = true;
    onUp();
  });
  socket.on('disconnect', (reason) => {
    down();
    // Socket.IO does not come again by itself after the server has closed the connection, which a stopping server does.
    if (reason === 'io server disconnect' && !closed) setTimeout(() => !closed && socket.connect(), RECONNECT.reconnectionDelayMax);
  });
  socket.on('connect_error', (error) => {
    // `active`: the server was not reached, and Socket.IO tries again. Otherwise it answered, and said no.
    if (socket.active || closed) return;
    const code = isCode(error.message) ? error.message : 'not_signed_in';
    if (code === 'not_ready' || code === 'too_fast' || code === 'internal')
      setTimeout(() => !closed && socket.connect(), RECONNECT.reconnectionDelayMax);
    else onRefused(code);
  });
  socket.connect();

  return {
    get connected() {
      return socket.connected;
    },
    async request(name, body) {
      if (!socket.connected) return fail('not_ready');
      try {
        const reply: unknown = await socket.timeout(REPLY_MS).emitWithAck(name, body);
        return readReply(name, reply) as Result<UpReply<typeof name>, ErrorCode>;
      } catch {
        return fail('not_ready');
      }
    },
    send(name, sealed) {
      if (socket.connected) socket.emit(name, sealed);
    },
    on(name, listener) {
      const hear = (body: unknown): void => {
        const parsed = DOWN[name].safeParse(plain(body));
        if (parsed.success) listener(parsed.data as DownBody<typeof name>);
      };
      // Socket.IO's types know only literal event names.
      socket.on(name as string, hear);
      return () => void socket.off(name as string, hear);
    },
    close() {
      if (closed) return;
      closed = true;
      socket.disconnect();
    },
  };
}

function readReply(name: UpName, reply: unknown): Result<unknown, ErrorCode> {
  if (typeof reply !== 'object' || reply === null || !('ok' in reply)) return fail('internal');
  if (reply.ok === true) {
    const parsed = UP[name].reply?.safeParse('value' in reply ? plain(reply.value) : {});
    return parsed?.success === true ? ok(parsed.data) : fail('internal');
  }
  return fail('code' in reply && isCode(reply.code) ? reply.code : 'internal');
}

/** In Node binary arrives as Buffers, whose `slice` is a view where a Uint8Array's is a copy; in browsers as ArrayBuffers. */
function plain(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (value instanceof Uint8Array) return new Uint8Array(value.buffer, value.byteOffset, value.length);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}
