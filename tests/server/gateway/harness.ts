/** A real gateway over loopback with rooms in memory, and bare Socket.IO connections that may send anything. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import type { Clock } from '#crdt/base/clock.ts';
import type { DocName } from '#crdt/base/docs.ts';
import type { MemberId, RoomId } from '#crdt/base/ids.ts';
import { encodeHeader, type Header } from '#crdt/crypto/header.ts';
import { createParser } from '#server/contract/parser.ts';
import type { Visitor } from '#server/rooms/access.ts';
import { createGateway, type Gateway } from '#server/gateway/gateway.ts';
import { createLiveRooms, type LiveRooms } from '#server/rooms/live-rooms.ts';
import type { LogStore } from '#server/rooms/log-store.ts';
import { createMemoryLogStore } from '#server/rooms/memory-log-store.ts';
import { createFakeAccess, visitorOf, type FakeAccess } from '../rooms/fake-access.ts';

export const ROOM = '11111111-1111-4111-8111-111111111111' as RoomId;
export const OTHER_ROOM = '22222222-2222-4222-8222-222222222222' as RoomId;
export const HOST = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa' as MemberId;
export const GUEST = 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb' as MemberId;
export const NOW: Clock = {
  now: () => Date.now(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};
export const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

export type Harness = {
  readonly port: number;
  readonly gateway: Gateway;
  readonly rooms: LiveRooms;
  readonly access: FakeAccess;
  readonly store: LogStore;
  /** A connection whose cookie says it is that member. */
  connect(member: MemberId, room?: RoomId): Socket;
  close(): Promise<void>;
};

/** Who a test's cookie names: `member=ROOM/MEMBER`. */
const authenticate = async (request: { headers: { cookie?: string | undefined } }): Promise<Visitor | undefined> => {
  const [, room, member] = /member=([^/]+)\/(.+)/.exec(request.headers.cookie ?? '') ?? [];
  return room === undefined || member === undefined ? undefined : visitorOf({ room: room as RoomId, member: member as MemberId });
};

export async function createHarness({ store = createMemoryLogStore(), clock = NOW } = {}): Promise<Harness> {
  const access = createFakeAccess();
  access.members.push({ room: ROOM, member: HOST, role: 'therapist' }, { room: ROOM, member: GUEST, role: 'participant' });
  const httpServer = createServer();
  const rooms = createLiveRooms({ store, access, clock, log: SILENT });
  const gateway = createGateway({ httpServer, authenticate, rooms, clock, log: SILENT });
  await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve));
  const { port } = httpServer.address() as AddressInfo;
  const sockets: Socket[] = [];
  return {
    port,
    gateway,
    rooms,
    access,
    store,
    connect: (member, room = ROOM) => {
      const socket = io(`http://127.0.0.1:${port}`, {
        transports: ['websocket'],
        parser: createParser('client'),
        auth: { as: 'guest' },
        reconnection: false,
        forceNew: true,
        extraHeaders: { cookie: `member=${room}/${member}` },
      });
      sockets.push(socket);
      return socket;
    },
    close: async () => {
      for (const socket of sockets) socket.close();
      await rooms.close();
      await gateway.close();
      await new Promise((resolve) => httpServer.close(resolve));
    },
  };
}

export const device = (seed: number): Uint8Array => new Uint8Array(8).fill(seed);

type Sealed = Partial<Omit<Header, 'device'>> & {
  readonly member: MemberId;
  readonly device?: Uint8Array;
  readonly content?: number;
  readonly bodyBytes?: number;
};
/** Something with a well-formed header and a body that nobody could open: all that a server ever looks at. */
export function sealed({ content = 0, bodyBytes = 64, ...header }: Sealed): Uint8Array {
  const full: Header = {
    kind: 'update',
    doc: header.kind === 'presence' ? undefined : 'drawing',
    epoch: 1,
    room: ROOM,
    device: device(1),
    counter: 1,
    seenSeq: 0,
    seenHead: new Uint8Array(32),
    ...header,
  };
  const bytes = new Uint8Array(96 + 24 + 16 + bodyBytes).fill(content);
  bytes.set(encodeHeader(full));
  return bytes;
}

/** The next message of that name. */
export const next = async <Body = Uint8Array>(socket: Socket, name: string): Promise<Body> =>
  await new Promise((resolve) => socket.once(name, (body: Body) => resolve(body)));

export type Answer = { readonly ok: true; readonly value: Record<string, unknown> } | { readonly ok: false; readonly code: string };
export const ask = async (socket: Socket, name: string, body: unknown): Promise<Answer> => (await socket.emitWithAck(name, body)) as Answer;

/** Enters as this device and opens the doc from its start. */
export async function enter(socket: Socket, seed: number, doc: DocName = 'drawing', room: RoomId = ROOM): Promise<void> {
  const entered = await ask(socket, 'room/enter', { room, device: Buffer.from(device(seed)) });
  if (!entered.ok) throw new Error(entered.code);
  const opened = await ask(socket, 'log/open', { doc, after: null });
  if (!opened.ok) throw new Error(opened.code);
}
