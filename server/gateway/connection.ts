/**
 * One Socket.IO connection: takes each message through the same door: known name, rate, right, shape, handler, answer.
 * What is refused is counted; somebody who is refused all the time is ended.
 */
import type { Socket } from 'socket.io';
import type { Clock } from '#crdt/base/clock.ts';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import { isAway } from '#db/away.ts';
import { clearHeader, deviceOf } from '#server/contract/clear-header.ts';
import type { ErrorCode } from '#server/contract/errors.ts';
import { LIMITS } from '#server/contract/limits.ts';
import { UP, type UpName } from '#server/contract/messages.ts';
import type { HotListener } from '#server/contract/parser.ts';
import type { Visitor } from '#server/rooms/access.ts';
import type { LiveRooms } from '#server/rooms/live-rooms.ts';
import type { RoomsLog } from '#server/rooms/log.ts';
import type { Seat } from '#server/rooms/seat-types.ts';
import type { CallConnection, CallHandlers } from './call-handlers.ts';
import type { Caller, Handlers } from './handlers.ts';
import { createRates } from './rates.ts';
import type { Refusals } from './refusals.ts';
import { createSocketPort, type Notices } from './socket-port.ts';

/** Refusals after which a connection is ended. */
const MAX_REFUSALS = 2000;
const MIN_SEALED_BYTES = 136;

export type ConnectionOptions = {
  readonly socket: Socket;
  readonly visitor: Visitor;
  readonly notices: Notices;
  readonly rooms: LiveRooms;
  readonly handlers: Handlers;
  readonly calls: CallHandlers | undefined;
  readonly refusals: Refusals;
  readonly clock: Clock;
  readonly log: RoomsLog;
};

type Reply = (answer: { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly code: ErrorCode }) => void;

/** Listens on the socket until it goes. */
export function serveConnection({ socket, visitor, notices, rooms, handlers, calls, refusals, clock, log }: ConnectionOptions): void {
  const rates = createRates(clock);
  let seat: Seat | undefined;
  let call: CallConnection | undefined;
  let entering = false;
  let refused = 0;

  const count = (code: ErrorCode, name: string): void => {
    refusals.count(code, name);
    refused += 1;
    if (refused > MAX_REFUSALS) socket.disconnect(true);
  };
  const port = createSocketPort(socket, notices, count);

  const leave = (): void => {
    if (call !== undefined) calls?.leave(call);
    seat?.leave();
    seat = undefined;
    call = undefined;
  };

  const caller: Caller = {
    get seat() {
      return seat;
    },
    get call() {
      return call;
    },
    enter: async ({ room, device }) => {
      if (entering) return fail('too_fast');
      entering = true;
      leave();
      try {
        const entered = await rooms.enter(visitor, room, device, port);
        if (!entered.ok) return entered;
        if (!socket.connected) {
          entered.value.seat.leave();
          return fail('not_ready');
        }
        seat = entered.value.seat;
        const { member } = seat;
        call = { room, member, device, notify: (name, body) => port.send(name, body) };
        return ok(entered.value.view);
      } finally {
        entering = false;
      }
    },
  };

  /** Before the body is looked at: may this connection send that at all, and now? */
  const faultOf = (name: UpName): ErrorCode | undefined => {
    if (!rates.take(name)) return 'too_fast';
    if (name === 'room/enter' || seat?.has(UP[name].right) === true) return undefined;
    const isOver = seat?.has('room:read') === true && !seat.has('room:write');
    return isOver && (UP[name].right === 'room:write' || UP[name].right === 'room:media') ? 'room_ended' : 'no_right';
  };

  const hot = (name: 'log/append' | 'presence/send', body: unknown): void => {
    const max = name === 'log/append' ? LIMITS.sealedUpdateBytes : LIMITS.sealedPresenceBytes;
    const isBytes = body instanceof Uint8Array;
    const code = faultOf(name) ?? (isBytes && body.length >= MIN_SEALED_BYTES ? undefined : 'bad_shape');
    if (code === undefined && isBytes && body.length <= max) {
      if (name === 'log/append') seat?.append(body);
      else seat?.presence(body);
      return;
    }
    const header = isBytes && name === 'log/append' ? clearHeader(body, 'update') : undefined;
    if (header?.doc === undefined || !isBytes) return count(code ?? 'too_large', name);
    port.send('log/refused', { doc: header.doc, device: deviceOf(body), counter: header.counter, code: code ?? 'too_large' });
  };

  const answer = async (name: Exclude<UpName, 'log/append' | 'presence/send'>, body: unknown): Promise<Result<unknown, ErrorCode>> => {
    const code = faultOf(name);
    if (code !== undefined) return fail(code);
    const parsed = UP[name].body.safeParse(body);
    if (!parsed.success) return fail('bad_shape');
    try {
      return await handlers[name](caller, parsed.data);
    } catch (error) {
      if (isAway(error)) return fail('not_ready');
      // Its name alone: a message may quote what was sent.
      log.error({ message: name, error: error instanceof Error ? error.name : 'unknown' }, 'a handler failed');
      return fail('internal');
    }
  };

  const receive = (name: unknown, body: unknown, ack: unknown): void => {
    if (typeof name !== 'string' || !Object.hasOwn(UP, name)) {
      count('unknown_message', 'unknown');
      if (typeof ack === 'function') (ack as Reply)(fail('unknown_message'));
      return;
    }
    const known = name as UpName;
    if (known === 'log/append' || known === 'presence/send') return hot(known, body);
    void answer(known, body).then((result) => {
      if (!result.ok) count(result.code, known);
      if (typeof ack === 'function') (ack as Reply)(result.ok ? { ok: true, value: result.value } : { ok: false, code: result.code });
    });
  };

  hotDecoder(socket).onHot = (name, payload) => {
    if (name === 'log/append' || name === 'presence/send') hot(name, payload);
  };
  socket.onAny((name: unknown, ...args: unknown[]) => {
    const last = args.at(-1);
    const ack = typeof last === 'function' ? args.pop() : undefined;
    receive(name, args[0], ack);
  });
  socket.on('error', () => count('bad_shape', 'frame'));
  socket.on('disconnect', (reason, description) => {
    if (isTooLarge(description)) count('too_large', 'frame');
    else if (reason === 'parse error') count('bad_shape', 'frame');
    leave();
  });
}

/** The decoder of ours (contract/parser.ts) that Socket.IO made for this connection and keeps in a field its types hide. */
const hotDecoder = (socket: Socket): { onHot: HotListener | undefined } =>
  (socket.client as unknown as { readonly decoder: { onHot: HotListener | undefined } }).decoder;

const isTooLarge = (description: unknown): boolean =>
  String((description as { description?: unknown } | undefined)?.description ?? description).includes('Max payload');
