/** One joined life of the call: two transports, what we send and what we receive. A rejoin makes a new one. */
import type { Device, types } from 'mediasoup-client';
import type { Clock } from '#crdt/base/clock.ts';
import type { Frames } from '../frames/attach.ts';
import type { MediaKey } from '../frames/keys.ts';
import { keepConnected } from './keep-connected.ts';
import { createPublisher, type Publisher } from './publish.ts';
import { readViews, type Ask, type Signalling } from './signalling.ts';
import type { CallPeer } from './state.ts';
import { createSubscriber } from './subscribe.ts';
import type { You } from './you.ts';

export type Session = { readonly publisher: Publisher; close(): void };
export type SessionOptions = {
  readonly signalling: Signalling;
  readonly ask: Ask;
  readonly device: Device;
  readonly frames: Frames;
  readonly mediaKey: MediaKey;
  readonly you: You;
  readonly clock: Clock;
  readonly onPeers: (peers: readonly CallPeer[]) => void;
  readonly onPath: (connected: boolean) => void;
  /** This life is over; the call joins anew. May be called more than once. */
  readonly onLost: () => void;
};

/** Says how loud somebody is, in the clear, to everybody on the way: not offered. */
const TELLING_EXTENSION = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';

/** Joins the call. Throws when the server refuses or is away. */
export async function createSession(options: SessionOptions): Promise<Session> {
  const { signalling, ask, device, clock, onPath, onLost } = options;
  const undo: (() => void)[] = [];
  const close = (): void => {
    for (const step of undo.splice(0).reverse()) step();
  };
  const receiving = Promise.withResolvers<types.Transport>();
  receiving.promise.catch(() => undefined);
  const subscriber = createSubscriber({
    ...options,
    transport: receiving.promise,
    rtpCapabilities: () => device.recvRtpCapabilities,
    onTrouble: onLost,
  });
  undo.push(subscriber.close);
  // Heard from before the join on: what is produced while the transports are made must not be missed.
  undo.push(
    signalling.on('call/produced', (told) => subscriber.see(readViews([told]))),
    signalling.on('call/producer', ({ id, to }) => {
      if (typeof id === 'string' && (to === 'pause' || to === 'resume' || to === 'close')) subscriber.tell(id, to);
    }),
    signalling.on('call/consumer-closed', ({ id }) => {
      if (typeof id === 'string') subscriber.consumerClosed(id);
    }),
    signalling.on('call/rejoin', onLost),
  );

  const asked = async (direction: 'send' | 'receive'): Promise<types.TransportOptions> =>
    (await ask('call/transport', { direction })) as unknown as types.TransportOptions;
  const open = (direction: 'send' | 'receive', told: types.TransportOptions): types.Transport => {
    const transport = direction === 'send' ? device.createSendTransport(told) : device.createRecvTransport(told);
    undo.push(() => transport.close());
    transport.on('connect', ({ dtlsParameters }, done, failed) => {
      ask('call/connect', { transport: transport.id, dtlsParameters }).then(done, failed);
    });
    undo.push(keepConnected({ transport, ask, clock, onPath, onLost }));
    return transport;
  };

  try {
    const { rtpCapabilities, producers } = await ask('call/join', {});
    const offered = rtpCapabilities as types.RtpCapabilities;
    const routerRtpCapabilities = {
      ...offered,
      headerExtensions: (offered.headerExtensions ?? []).filter(({ uri }) => uri !== TELLING_EXTENSION),
    };
    const [receive, send] = await Promise.all([asked('receive'), asked('send'), ready(device, routerRtpCapabilities)]);
    receiving.resolve(open('receive', receive));
    const publisher = createPublisher({ ...options, transport: open('send', send) });
    undo.push(publisher.close);
    // Who was there before a rejoin stays on the screen until here.
    subscriber.see(readViews(producers));
    return { publisher, close };
  } catch (thrown) {
    receiving.reject(thrown);
    close();
    throw thrown;
  }
}

/** mediasoup-client's Device is loaded once; every router of ours has the same capabilities. */
async function ready(device: Device, routerRtpCapabilities: types.RtpCapabilities): Promise<void> {
  if (!device.loaded) await device.load({ routerRtpCapabilities });
}
