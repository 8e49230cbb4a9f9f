/** The call of one room: one mediasoup router, and a peer for each connection that joined. */
import type { types } from 'mediasoup';
import { MEDIA_CODECS } from './codecs.ts';
import type { CallConnection, Notice, NoticeName } from '../messages.ts';
import { createPeer, type Peer } from './peer.ts';
import type { LiveWorker } from './workers.ts';

export type CallRoom = {
  readonly router: types.Router;
  readonly server: types.WebRtcServer;
  readonly closed: boolean;
  /** Takes the connection in, anew if it was in already. An older connection of the same device is put out. */
  join(connection: CallConnection): Peer;
  peer(connection: CallConnection): Peer | undefined;
  others(peer: Peer): Peer[];
  /** Tells everybody in the call but `peer`. */
  tellOthers<Name extends NoticeName>(peer: Peer, name: Name, body: Notice<Name>): void;
  leave(connection: CallConnection): void;
  close(): void;
};

/** `onClosed` is called once, however the room ended: empty, closed, or its worker dead. */
export async function createCallRoom({ worker, server }: LiveWorker, onClosed: () => void): Promise<CallRoom> {
  const router = await worker.createRouter({ mediaCodecs: MEDIA_CODECS });
  const peers = new Map<CallConnection, Peer>();
  let closed = false;

  const others = (peer: Peer): Peer[] => [...peers.values()].filter((other) => other !== peer);
  const tellOthers: CallRoom['tellOthers'] = (peer, name, body) => {
    for (const other of others(peer)) other.connection.notify(name, body);
  };

  const leave = (connection: CallConnection): void => {
    const peer = peers.get(connection);
    if (peer === undefined) return;
    peers.delete(connection);
    peer.close();
    if (peers.size === 0) close();
  };

  const putOutOlder = ({ member, device }: CallConnection): void => {
    for (const [connection, peer] of peers) {
      if (connection.member !== member || !sameBytes(connection.device, device)) continue;
      peers.delete(connection);
      peer.close();
    }
  };

  const close = (): void => {
    if (closed) return;
    closed = true;
    for (const peer of peers.values()) peer.close();
    peers.clear();
    router.close();
    onClosed();
  };

  router.once('workerclose', () => {
    const orphans = [...peers.keys()];
    close();
    for (const orphan of orphans) orphan.notify('call/rejoin', {});
  });

  return {
    router,
    server,
    get closed() {
      return closed;
    },
    join: (connection) => {
      putOutOlder(connection);
      const peer: Peer = createPeer(connection, (id) => {
        if (!closed) tellOthers(peer, 'call/producer', { id, to: 'close' });
      });
      peers.set(connection, peer);
      return peer;
    },
    peer: (connection) => peers.get(connection),
    others,
    tellOthers,
    leave,
    close,
  };
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);
