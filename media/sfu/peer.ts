/** One connection's share of a call: it owns its transports, producers and consumers, and closes them all at once. */
import type { types } from 'mediasoup';
import type { CallConnection, ProducerView, Source } from '../messages.ts';

export type Direction = 'send' | 'receive';
export type Sent = { readonly producer: types.Producer; readonly source: Source };

/** 12 members × 4 devices × 3 sources is the most a room can offer; nobody needs to receive more at a time than this. */
const MAX_CONSUMERS = 64;

export type Peer = {
  readonly connection: CallConnection;
  readonly closed: boolean;
  /** Keeps a transport of ours; one for each direction, a second replaces the first. */
  keepTransport(direction: Direction, transport: types.WebRtcTransport): void;
  transport(id: string, direction?: Direction): types.WebRtcTransport | undefined;
  receiving(): types.WebRtcTransport | undefined;
  /** Whether this source may still be sent: each source once. */
  maySend(source: Source): boolean;
  keepProducer(producer: types.Producer, source: Source): void;
  producer(id: string): types.Producer | undefined;
  mayReceive(producerId: string): boolean;
  keepConsumer(consumer: types.Consumer): void;
  consumer(id: string): types.Consumer | undefined;
  /** What this peer sends now, for those who join. */
  views(): ProducerView[];
  close(): void;
};

/** `onProducerGone` hears the id of every producer that ends, however it ends, except by `close()` of a dead router. */
export function createPeer(connection: CallConnection, onProducerGone: (id: string) => void): Peer {
  const transports = new Map<Direction, types.WebRtcTransport>();
  const producers = new Map<string, Sent>();
  const consumers = new Map<string, types.Consumer>();
  let closed = false;

  return {
    connection,
    get closed() {
      return closed;
    },
    keepTransport: (direction, transport) => {
      transports.get(direction)?.close();
      transports.set(direction, transport);
      transport.observer.once('close', () => {
        if (transports.get(direction) === transport) transports.delete(direction);
      });
    },
    transport: (id, direction) => {
      const found = [...transports].find(([, transport]) => transport.id === id);
      return found !== undefined && (direction === undefined || found[0] === direction) ? found[1] : undefined;
    },
    receiving: () => transports.get('receive'),
    maySend: (source) => [...producers.values()].every((sent) => sent.source !== source),
    keepProducer: (producer, source) => {
      producers.set(producer.id, { producer, source });
      producer.observer.once('close', () => {
        producers.delete(producer.id);
        onProducerGone(producer.id);
      });
    },
    producer: (id) => producers.get(id)?.producer,
    mayReceive: (producerId) =>
      consumers.size < MAX_CONSUMERS && [...consumers.values()].every((consumer) => consumer.producerId !== producerId),
    keepConsumer: (consumer) => {
      consumers.set(consumer.id, consumer);
      consumer.observer.once('close', () => {
        consumers.delete(consumer.id);
        if (!closed) connection.notify('call/consumer-closed', { id: consumer.id });
      });
    },
    consumer: (id) => consumers.get(id),
    views: () => [...producers.values()].map((sent) => viewOf(connection, sent)),
    close: () => {
      if (closed) return;
      closed = true;
      for (const transport of transports.values()) transport.close();
    },
  };
}

export const viewOf = ({ member, device }: CallConnection, { producer, source }: Sent): ProducerView => ({
  member,
  device,
  id: producer.id,
  kind: producer.kind,
  source,
  paused: producer.paused,
});
