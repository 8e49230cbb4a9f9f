/** One handler for each `call/…` row. Each answers with a value; what mediasoup throws about parameters becomes a code. */
import type { types } from 'mediasoup';
import { fail, ok, type Result } from '#crdt/base/result.ts';
import type { CallRoom } from './call-room.ts';
import { faultOf } from './codecs.ts';
import { attempt, isBounded } from './faults.ts';
import type { IceServers } from './ice-servers.ts';
import type { MediaLog } from './log.ts';
import type { CallBody, CallCode, CallConnection, CallName, CallReply, Json } from '../messages.ts';
import { viewOf, type Peer } from './peer.ts';

type Handler<Name extends CallName> = (connection: CallConnection, body: CallBody<Name>) => Promise<Result<CallReply<Name>, CallCode>>;
export type Handlers = { readonly [Name in CallName]: Handler<Name> };

export type HandlersOptions = {
  readonly iceServers: IceServers;
  readonly log: MediaLog;
  /** The room to join, made if need be; undefined while no worker runs or when the connection is gone. */
  joined(connection: CallConnection): Promise<CallRoom | undefined>;
  /** The room's call as it is. */
  current(connection: CallConnection): Promise<CallRoom | undefined>;
  leave(connection: CallConnection): void;
};

/** Bits a second that one person may send, all layers and sources together. */
const MAX_INCOMING_BITRATE = 3_000_000;
/** A receiver that cannot open frames asks for key frames without end; the sender makes at most one a second. */
const KEY_FRAME_DELAY_MS = 1000;

export function createHandlers({ iceServers, log, joined, current, leave }: HandlersOptions): Handlers {
  /** Runs `work` for a connection that has joined, else answers `call_state`. */
  const inside = async <Value>(
    connection: CallConnection,
    message: CallName,
    work: (peer: Peer, room: CallRoom) => Promise<Result<Value, CallCode>> | Result<Value, CallCode>,
  ): Promise<Result<Value, CallCode>> => {
    const room = await current(connection);
    const peer = room?.peer(connection);
    if (room === undefined || peer === undefined) return fail('call_state');
    const done = await attempt(
      async () => await work(peer, room),
      (code) => log.warn({ message, code }, 'mediasoup refused'),
    );
    return done.ok ? done.value : done;
  };

  return {
    'call/join': async (connection) => {
      const room = await joined(connection);
      if (room === undefined) return fail('not_ready');
      const peer = room.join(connection);
      const producers = room.others(peer).flatMap((other) => other.views());
      return ok({ rtpCapabilities: room.router.rtpCapabilities, producers });
    },

    'call/transport': (connection, { direction }) =>
      inside(connection, 'call/transport', async (peer, room) => {
        const transport = await room.router.createWebRtcTransport({
          webRtcServer: room.server,
          enableUdp: true,
          enableTcp: true,
          preferUdp: true,
          initialAvailableOutgoingBitrate: 1_000_000,
        });
        if (peer.closed) {
          transport.close();
          return fail('call_state');
        }
        peer.keepTransport(direction, transport);
        if (direction === 'send') await transport.setMaxIncomingBitrate(MAX_INCOMING_BITRATE);
        const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
        return ok({ id, iceParameters, iceCandidates, dtlsParameters, iceServers: iceServers() });
      }),

    'call/connect': (connection, { transport: id, dtlsParameters }) =>
      inside(connection, 'call/connect', async (peer) => {
        const transport = peer.transport(id);
        if (transport === undefined) return fail('call_state');
        if (!isBounded(dtlsParameters)) return fail('bad_shape');
        await transport.connect({ dtlsParameters: trusting<types.DtlsParameters>(dtlsParameters) });
        return ok({});
      }),

    'call/restart-ice': (connection, { transport: id }) =>
      inside(connection, 'call/restart-ice', async (peer) => {
        const transport = peer.transport(id);
        return transport === undefined ? fail('call_state') : ok({ iceParameters: await transport.restartIce() });
      }),

    'call/produce': (connection, body) => inside(connection, 'call/produce', (peer, room) => produce(peer, room, body)),

    'call/set-producer': (connection, { producer: id, to }) =>
      inside(connection, 'call/set-producer', async (peer, room) => {
        const producer = peer.producer(id);
        if (producer === undefined) return fail('call_state');
        if (to === 'close') producer.close();
        else {
          await (to === 'pause' ? producer.pause() : producer.resume());
          room.tellOthers(peer, 'call/producer', { id, to });
        }
        return ok({});
      }),

    'call/consume': (connection, body) => inside(connection, 'call/consume', (peer, room) => consume(peer, room, body)),

    'call/set-consumer': (connection, { consumer: id, to }) =>
      inside(connection, 'call/set-consumer', async (peer) => {
        const consumer = peer.consumer(id);
        if (consumer === undefined) return fail('call_state');
        if (to === 'close') consumer.close();
        else if (to === 'key-frame') await consumer.requestKeyFrame();
        else await (to === 'pause' ? consumer.pause() : consumer.resume());
        return ok({});
      }),

    'call/leave': async (connection) => {
      leave(connection);
      return ok({});
    },
  };
}

async function produce(peer: Peer, room: CallRoom, body: CallBody<'call/produce'>): Promise<Result<{ id: string }, CallCode>> {
  const { transport: id, kind, source, rtpParameters, paused } = body;
  const transport = peer.transport(id, 'send');
  if (transport === undefined || !peer.maySend(source)) return fail('call_state');
  if ((kind === 'audio') !== (source === 'microphone') || !isBounded(rtpParameters)) return fail('bad_shape');
  const fault = faultOf(kind, rtpParameters);
  if (fault !== undefined) return fail(fault);
  const producer = await transport.produce({
    kind,
    rtpParameters: trusting<types.RtpParameters>(rtpParameters),
    paused,
    keyFrameRequestDelay: KEY_FRAME_DELAY_MS,
  });
  // Asked again after the wait: the peer may have left, or the same source been produced twice at once.
  if (peer.closed || !peer.maySend(source)) {
    producer.close();
    return fail('call_state');
  }
  peer.keepProducer(producer, source);
  room.tellOthers(peer, 'call/produced', viewOf(peer.connection, { producer, source }));
  return ok({ id: producer.id });
}

async function consume(
  peer: Peer,
  room: CallRoom,
  { producer: producerId, rtpCapabilities }: CallBody<'call/consume'>,
): Promise<Result<CallReply<'call/consume'>, CallCode>> {
  const transport = peer.receiving();
  const producer = room
    .others(peer)
    .map((other) => other.producer(producerId))
    .find((found) => found !== undefined);
  if (transport === undefined || producer === undefined || !peer.mayReceive(producerId)) return fail('call_state');
  if (!isBounded(rtpCapabilities)) return fail('bad_shape');
  const capabilities = trusting<types.RtpCapabilities>(rtpCapabilities);
  if (!room.router.canConsume({ producerId, rtpCapabilities: capabilities })) return fail('call_codec');
  // Paused until the browser has its transform in place and says so.
  const consumer = await transport.consume({ producerId, rtpCapabilities: capabilities, paused: true });
  if (peer.closed || !peer.mayReceive(producerId)) {
    consumer.close();
    return fail('call_state');
  }
  peer.keepConsumer(consumer);
  return ok({ id: consumer.id, kind: consumer.kind, rtpParameters: consumer.rtpParameters, paused: producer.paused });
}

/** mediasoup itself checks what it is given and throws TypeError; the cast only says so to the compiler. */
const trusting = <Shape>(json: Json): Shape => json as Shape;
