/**
 * A room's port over one Socket.IO connection. Frames go to Engine.IO as they are. Committed notices wait a moment for the next
 * relay to the same connection and travel in its frame: a system call costs more than all else we do for an update.
 */
import type { Socket } from 'socket.io';
import type { Clock } from '#crdt/base/clock.ts';
import type { DownBody } from '#server/contract/messages.ts';
import { bundleFrame, hotFrame, type HotNumber } from '#server/contract/parser.ts';
import { encodeTail, encodeTailHead } from '#server/contract/tail.ts';
import type { TailChunk } from '#server/contract/views.ts';
import type { Port } from '#server/rooms/port.ts';
import type { ErrorCode } from '#server/contract/errors.ts';

/** Just beyond the time in which somebody who draws sends ten updates a second. */
const NOTICE_WAIT_MS = 110;
/** A receiver this far behind is ended: it comes again and reads the log, and the server's memory stays bounded. */
const MAX_WAITING_PACKETS = 4000;
/** From here on a copy costs more than a second piece. */
const LARGE_BYTES = 64 * 1024;
const PLAIN = { compress: false };
const COMMITTED: HotNumber = 2;
const TAIL: HotNumber = 4;

/**
 * A binary WebSocket message (RFC 6455 section 5.2: final, opcode 2, unmasked) in one piece. Engine.IO writes such a frame as it is, where
 * the `ws` below it would write header and payload apart: measured, that is a tenth of what an update costs. `following`: so many bytes
 * of the same message are written right behind it.
 */
function webSocketFrame(payload: Uint8Array, following = 0): Buffer {
  const length = payload.length + following;
  const headerBytes = length < 126 ? 2 : length < 0x1_0000 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerBytes + payload.length);
  frame[0] = 0x82;
  frame[1] = length < 126 ? length : length < 0x1_0000 ? 126 : 127;
  if (headerBytes === 4) frame.writeUInt16BE(length, 2);
  if (headerBytes === 10) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.set(payload, headerBytes);
  return frame;
}

/** Engine.IO keeps what the transport cannot take yet in a field that its types hide. */
const waitingPackets = (socket: Socket): number =>
  (socket.conn as unknown as { readonly writeBuffer: readonly unknown[] }).writeBuffer.length;

/** Flushes what waited for one to two times NOTICE_WAIT_MS: one timer for all connections, and nobody is flushed just after they began. */
export type Notices = { wait(flush: () => void): void; close(): void };

export function createNotices(clock: Clock): Notices {
  let due: (() => void)[] = [];
  let next: (() => void)[] = [];
  let cancel: (() => void) | undefined;
  const run = (): void => {
    const flushes = due;
    due = next;
    next = [];
    cancel = due.length > 0 ? clock.after(NOTICE_WAIT_MS, run) : undefined;
    for (const flush of flushes) flush();
  };
  return {
    wait: (flush) => {
      next.push(flush);
      cancel ??= clock.after(NOTICE_WAIT_MS, run);
    },
    close: () => {
      cancel?.();
      due = [];
      next = [];
    },
  };
}

/** `refused` hears of everything that a room refused or dropped of this connection. */
export function createSocketPort(socket: Socket, notices: Notices, refused: (code: ErrorCode, message: string) => void): Port {
  let waiting: Uint8Array[] = [];
  let listed = false;
  /** What was listed has gone with a relay: what waits now came later, and gets its own time. */
  let young = false;

  /** `rest` goes behind `frame` in the same message, from where it lies: it must not change any more. */
  const write = (frame: Uint8Array, rest?: Uint8Array): void => {
    const parts = [webSocketFrame(frame, rest?.length), ...(rest === undefined ? [] : [rest])];
    if (waitingPackets(socket) > MAX_WAITING_PACKETS) socket.disconnect(true);
    else socket.conn.write(Buffer.alloc(0), { ...PLAIN, wsPreEncodedFrame: parts } as typeof PLAIN);
  };
  const writeTail = (chunk: TailChunk): void => {
    const [item, ...others] = chunk.items;
    if (item === undefined || others.length > 0 || item.length < LARGE_BYTES) write(hotFrame(TAIL, encodeTail(chunk)));
    else write(hotFrame(TAIL, encodeTailHead(chunk, item.length)), item);
  };
  const take = (): Uint8Array => {
    const taken = waiting.length === 1 && waiting[0] !== undefined ? waiting[0] : Buffer.concat(waiting);
    waiting = [];
    return taken;
  };
  const flush = (): void => {
    if (waiting.length > 0) write(hotFrame(COMMITTED, take()));
  };
  const flushListed = (): void => {
    const again = young && waiting.length > 0;
    young = false;
    listed = again;
    if (again) notices.wait(flushListed);
    else flush();
  };

  return {
    send: (name, body) => {
      flush();
      if (name === 'log/refused') refused((body as DownBody<'log/refused'>).code, 'log/append');
      if (name === 'log/tail') writeTail(body as TailChunk);
      else socket.emit(name, body);
    },
    relay: (frame) => {
      if (waiting.length === 0) return write(frame);
      const relayed = { number: frame[0] as HotNumber, payload: frame.subarray(1) };
      write(bundleFrame([{ number: COMMITTED, payload: take() }, relayed]));
    },
    confirm: (notice) => {
      waiting.push(notice);
      if (listed && waiting.length === 1) young = true;
      if (listed) return;
      listed = true;
      notices.wait(flushListed);
    },
    dropped: (code) => refused(code, 'hot'),
    drained: async () => {
      const { conn } = socket;
      if (conn.readyState !== 'open' || conn.transport.writable) return;
      await new Promise<void>((resolve) => {
        const done = (): void => {
          conn.off('close', done);
          conn.transport.off('drain', done);
          resolve();
        };
        conn.once('close', done);
        conn.transport.once('drain', done);
      });
    },
    close: () => {
      socket.disconnect(true);
    },
  };
}
