/** All calls of this server: the handlers of the contract's `call/…` rows, over rooms that live while somebody is in them. */
import type { RoomId } from '#crdt/base/ids.ts';
import { fail, type Result } from '#crdt/base/result.ts';
import { createCallRoom, type CallRoom } from './call-room.ts';
import { createHandlers } from './handlers.ts';
import type { IceServers } from './ice-servers.ts';
import type { MediaLog } from './log.ts';
import type { CallBody, CallCode, CallConnection, CallName, CallReply } from '../messages.ts';
import type { Workers } from './workers.ts';

export type Calls = {
  /** Answers one message of a connection that the gateway found to have the right and the shape. Never throws. */
  handle<Name extends CallName>(name: Name, connection: CallConnection, body: CallBody<Name>): Promise<Result<CallReply<Name>, CallCode>>;
  /** The connection is gone: its tracks end for everybody. */
  leave(connection: CallConnection): void;
  /** The room ended: so does its call. */
  closeRoom(room: RoomId): void;
  /** The call of a room, if there is one: for tests that look at what passes through it. */
  room(room: RoomId): Promise<CallRoom | undefined>;
  close(): Promise<void>;
};

export type CallsOptions = { readonly workers: Workers; readonly iceServers: IceServers; readonly log: MediaLog };

export function createCalls({ workers, iceServers, log }: CallsOptions): Calls {
  /** Promises, so that two who join an empty room at once get the same router. */
  const rooms = new Map<RoomId, Promise<CallRoom | undefined>>();
  const gone = new WeakSet<CallConnection>();
  let closed = false;

  const open = async (forget: () => void): Promise<CallRoom | undefined> => {
    const live = closed ? undefined : await workers.pick();
    return live === undefined ? undefined : await createCallRoom(live, forget);
  };

  const roomFor = (room: RoomId): Promise<CallRoom | undefined> => {
    const known = rooms.get(room);
    if (known !== undefined) return known;
    const forget = (): void => {
      if (rooms.get(room) === opening) rooms.delete(room);
    };
    const opening: Promise<CallRoom | undefined> = open(forget).then(
      (found) => {
        if (found === undefined) forget();
        return found;
      },
      () => {
        forget();
        return undefined;
      },
    );
    rooms.set(room, opening);
    return opening;
  };

  const leave = (connection: CallConnection): void => {
    void rooms.get(connection.room)?.then((room) => room?.leave(connection));
  };

  const closeRoom = (id: RoomId): void => {
    void rooms.get(id)?.then((room) => room?.close());
  };

  const handlers = createHandlers({
    iceServers,
    log,
    joined: async (connection) => {
      const room = await roomFor(connection.room);
      return room === undefined || room.closed || gone.has(connection) ? undefined : room;
    },
    current: async (connection) => await rooms.get(connection.room),
    leave,
  });

  return {
    handle: async (name, connection, body) => {
      try {
        return await handlers[name](connection, body);
      } catch {
        log.error({ message: name }, 'a call handler failed');
        return fail('internal');
      }
    },
    leave: (connection) => {
      gone.add(connection);
      leave(connection);
    },
    closeRoom,
    room: async (id) => await rooms.get(id),
    close: async () => {
      closed = true;
      const all = await Promise.all(rooms.values());
      for (const room of all) room?.close();
    },
  };
}
